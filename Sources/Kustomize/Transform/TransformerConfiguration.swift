/// Which fields each transformation of a kustomization changes.
struct TransformerConfiguration: Sendable {
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

    /// Adds what `other` has more.
    mutating func merge(_ other: TransformerConfiguration) throws(KustomizeError) {
        for (name, path) in Self.lists where !other[keyPath: path].isEmpty {
            do throws(KustomizeError) {
                self[keyPath: path] = try self[keyPath: path].merging(other[keyPath: path])
            } catch {
                throw error.at(field: name)
            }
        }
        if !other.nameReference.isEmpty {
            nameReference = try nameReference.merging(other.nameReference).sorted { $0.target.precedes($1.target) }
        }
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
