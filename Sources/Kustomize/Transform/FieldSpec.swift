/// A field that a transformation changes, in the objects of a type.
struct FieldSpec: Hashable, Sendable {
    /// In which objects; empty parts match anything.
    let type: ResourceType
    /// The names to the field, `/` between them. Lists on the way stand for all of their elements.
    let path: String
    /// Whether the field is made where it is missing.
    let creates: Bool
    /// The names of the path.
    let names: [String]

    init(_ path: String, kind: String = "", group: String = "", version: String = "", creates: Bool = false) {
        self.init(path, type: ResourceType(group: group, version: version, kind: kind), creates: creates)
    }

    init(_ path: String, type: ResourceType, creates: Bool = false) {
        self.type = type
        self.path = path
        self.creates = creates
        names = PathText.split(path)
    }
}

extension [FieldSpec] {
    /// The specs with `more` added, but for those that are there already.
    ///
    /// - Throws: when one is there with another wish for making the field.
    func merging(_ more: some Sequence<FieldSpec>) throws(KustomizeError) -> [FieldSpec] {
        var result = self
        var places: [String: [Int]] = [:]
        for (index, spec) in result.enumerated() { places[spec.path, default: []].append(index) }
        for spec in more {
            let twin = places[spec.path]?.first { result[$0].type.isSelected(by: spec.type) }
            guard let twin else {
                places[spec.path, default: []].append(result.count)
                result.append(spec)
                continue
            }
            guard result[twin].creates == spec.creates else {
                throw KustomizeError(
                    .invalidField,
                    "conflicting fieldspecs: the path \"\(spec.path)\" is given twice, with and without \"create\"")
            }
        }
        return result
    }

    /// The specs for objects of `type`.
    func selecting(_ type: ResourceType) -> [FieldSpec] { filter { type.isSelected(by: $0.type) } }
}
