internal import DocumentModel

/// The way of a transformation to the fields that a spec names.
struct FieldWalk {
    /// What a missing field is made as.
    enum Creation {
        case nothing
        case mapping
        case scalar
    }

    let spec: FieldSpec
    let creation: Creation
    let set: (inout Value) throws(KustomizeError) -> Void

    init(
        _ spec: FieldSpec, creating creation: Creation = .nothing,
        _ set: @escaping (inout Value) throws(KustomizeError) -> Void
    ) {
        self.spec = spec
        self.creation = spec.creates ? creation : .nothing
        self.set = set
    }

    /// Changes the fields of `resource`; does nothing when it is of another type.
    func apply(to resource: Resource) throws(KustomizeError) {
        guard !resource.isEmpty, resource.type.isSelected(by: spec.type) else { return }
        if creation == .nothing, !Self.reaches(.object(resource.content), spec.names[...]) { return }
        var root = Value.object(resource.content)
        resource.content = [:]
        defer { resource.content = root.object ?? [:] }
        do throws(KustomizeError) { try visit(&root, spec.names[...]) } catch {
            throw error.at(field: spec.path)
        }
    }

    /// Whether the path may lead to a field of `node`, or into trouble.
    private static func reaches(_ node: Value, _ names: ArraySlice<String>) -> Bool {
        guard let name = names.first else { return true }
        switch node {
        case .object(let object):
            guard let child = object[name.hasSuffix("[]") ? String(name.dropLast(2)) : name] else {
                return name.isEmpty
            }
            return child.isNothing && name.hasSuffix("[]") || reaches(child, names.dropFirst())
        case .array(let elements): return elements.contains { reaches($0, names) }
        default: return !node.isNothing
        }
    }

    private func visit(_ node: inout Value, _ names: ArraySlice<String>) throws(KustomizeError) {
        guard let name = names.first else { return try set(&node) }
        switch node {
        case .array: try node.forEachElement { element throws(KustomizeError) in try visit(&element, names) }
        case .object:
            _ = try node.withObject { object throws(KustomizeError) in
                try visit(&object, name, names.dropFirst())
            }
        default:
            guard !node.isNothing else { return }
            throw KustomizeError(.invalidField, "expected a list or mapping around \"\(name)\", found \(node.shape)")
        }
    }

    private func visit(_ object: inout Object, _ name: String, _ rest: ArraySlice<String>) throws(KustomizeError) {
        let isSequence = name.hasSuffix("[]")
        let key = isSequence ? String(name.dropLast(2)) : name
        guard !key.isEmpty else { throw KustomizeError(.invalidField, "a field without a name cannot be set") }
        let isCreated = creation != .nothing && !isSequence
        let fresh: Value = isSequence ? .array([]) : rest.isEmpty && creation == .scalar ? .string("") : .object([:])
        if isCreated, object[key] == nil { object[key] = fresh }
        if isCreated || isSequence, object[key]?.isNothing == true { object[key] = fresh }
        _ = try object.withField(key) { value throws(KustomizeError) in try visit(&value, rest) }
    }
}
