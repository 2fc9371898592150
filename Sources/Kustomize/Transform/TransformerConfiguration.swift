/// Which fields each transformation of a kustomization changes.
struct TransformerConfiguration: Sendable {
    /// What is known of the whole, so that the usual merges cost nothing.
    enum State {
        case empty, standard, custom
    }

    var state = State.empty
    var namePrefix: [FieldSpec] = []
    var nameSuffix: [FieldSpec] = []
    var namespace: [FieldSpec] = []
    var commonLabels: [FieldSpec] = []
    var labels: [FieldSpec] = []
    var templateLabels: [FieldSpec] = []
    var commonAnnotations: [FieldSpec] = []
    var nameReference: [NameReference] = []
    var varReference: [FieldSpec] = []
    var images: [FieldSpec] = []
    var replicas: [FieldSpec] = []

    /// The lists of fields by their names in a configuration file.
    static var lists: [(name: String, path: WritableKeyPath<TransformerConfiguration, [FieldSpec]>)] {
        [
            ("namePrefix", \.namePrefix), ("nameSuffix", \.nameSuffix), ("namespace", \.namespace),
            ("commonLabels", \.commonLabels), ("labels", \.labels), ("templateLabels", \.templateLabels),
            ("commonAnnotations", \.commonAnnotations), ("varReference", \.varReference), ("images", \.images),
            ("replicas", \.replicas),
        ]
    }

    /// This configuration with what `other` has more, in the standard order.
    ///
    /// Of two specs for one path the first in order counts if it is for a narrower type; so the order of merges shows.
    func merging(_ other: TransformerConfiguration) throws(KustomizeError) -> TransformerConfiguration {
        if state == .empty, other.state == .standard { return other }
        if other.state == .empty || state == .standard && other.state == .standard { return self }
        var result = self
        result.state = .custom
        for (name, path) in Self.lists {
            do throws(KustomizeError) {
                result[keyPath: path] = try self[keyPath: path].merging(other[keyPath: path])
                    .sorted { $0.type.precedes($1.type) }
            } catch { throw error.at(field: name) }
        }
        result.nameReference = try nameReference.merging(other.nameReference).sorted { $0.target.precedes($1.target) }
        return result
    }
}

/// The fields in which objects of other types name an object of one type.
struct NameReference: Hashable, Sendable {
    /// What is named.
    var target: ResourceType
    /// The fields that name it.
    var referrers: [FieldSpec]
}

extension [NameReference] {
    fileprivate func merging(_ more: [NameReference]) throws(KustomizeError) -> [NameReference] {
        var result = self
        for reference in more {
            guard let index = result.firstIndex(where: { $0.target == reference.target }) else {
                result.append(reference)
                continue
            }
            do {
                result[index].referrers = try result[index].referrers.merging(reference.referrers)
            } catch { throw error.at(field: "nameReference") }
        }
        return result
    }
}
