internal import DocumentModel
internal import KubernetesSchema

extension FieldSet {
    /// The fields that `value` sets, each leaf a path.
    init(of value: Value, type: TypeSchema) {
        var collector = FieldCollector()
        collector.visit(value, type, path: [])
        self = collector.set
    }

    /// With the named fields on the way to each path as paths of their own.
    func withNamedFields(_ type: TypeSchema) -> FieldSet {
        var result = FieldSet()
        let shape = MergeShape(type, for: .object([:]))
        for (element, node) in nodes {
            var node = node
            var inner: TypeSchema = .untyped(isObject: false)
            switch (element, shape) {
            case (.field(let name), .map(let map)):
                if !node.children.isEmpty, map.declares(name) { node.isMember = true }
                inner = map.type(of: name)
            case (.keys, .list(let elementType, _)): inner = elementType
            default: break
            }
            node.children = node.children.withNamedFields(inner)
            result.set(element, node)
        }
        return result
    }
}

/// Walks a value and notes the paths of its leaves.
private struct FieldCollector {
    var set = FieldSet()

    mutating func visit(_ value: Value, _ type: TypeSchema, path: [PathElement]) {
        switch MergeShape(type, for: value) {
        case .scalar, .open: set.insert(path)
        case .list(_, .atomic): set.insert(path)
        case .list(let element, let kind): visitItems(value.array ?? [], element, kind, path)
        case .map(let map):
            if map.isAtomic { return set.insert(path) }
            for (key, inner) in value.object ?? [:] { visitMember(key, inner, map, path) }
        }
    }

    private mutating func visitMember(_ key: String, _ value: Value, _ map: MergeShape.MapShape, _ path: [PathElement])
    {
        let inner = path + [.field(key)]
        visit(value, map.type(of: key), path: inner)
        if value.isNull || value.object?.isEmpty == true || !map.declares(key) { set.insert(inner) }
    }

    private mutating func visitItems(_ items: [Value], _ element: TypeSchema, _ kind: ListKind, _ path: [PathElement]) {
        var counts: [PathElement: Int] = [:]
        let steps = items.map { item in try? PathElement.of(item, in: kind, element: element) }
        for case .some(let step) in steps { counts[step, default: 0] += 1 }
        for (item, step) in zip(items, steps) {
            guard let step else { continue }
            if counts[step] == 1 { visit(item, element, path: path + [step]) }
            set.insert(path + [step])
        }
    }
}
