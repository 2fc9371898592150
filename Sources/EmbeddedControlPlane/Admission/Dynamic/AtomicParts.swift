internal import DocumentModel
internal import KubernetesSchema

/// The lists and objects of a configuration that merge only as a whole.
enum AtomicParts {
    /// Their paths, such as `.spec.template.spec.containers[0].args`.
    static func paths(in value: Value, _ type: TypeSchema) -> [String] {
        var found: [String] = []
        visit(value, type, "", &found)
        return found
    }

    private static func visit(_ value: Value, _ type: TypeSchema, _ path: String, _ found: inout [String]) {
        switch (MergeShape(type, for: value), value) {
        case (.map(let map), .object(let object)):
            if map.isAtomic { found.append(path) }
            for (key, inner) in object.sorted() where map.declares(key) {
                visit(inner, map.type(of: key), "\(path).\(key)", &found)
            }
        case (.list(let element, let kind), .array(let items)):
            if kind == .atomic { found.append(path) }
            for (index, item) in items.enumerated() { visit(item, element, "\(path)[\(index)]", &found) }
        default: break
        }
    }
}
