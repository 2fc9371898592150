internal import DocumentModel
internal import KubernetesSchema

extension Value {
    /// Without the fields of `set`; an object or list that loses its last member becomes null.
    func removing(_ set: FieldSet, type: TypeSchema) -> Value {
        switch MergeShape(type, for: self) {
        case .scalar, .open: return self
        case .list(let element, let kind):
            guard kind != .atomic, let items = array, !items.isEmpty else { return .null }
            let rest = items.compactMap { item in
                (try? PathElement.of(item, in: kind, element: element))
                    .map { step in item.without(step, of: set, type: element) } ?? item
            }
            return rest.isEmpty ? .null : .array(rest)
        case .map(let map):
            guard !map.isAtomic, let object, !object.isEmpty else { return .null }
            var rest = Object(minimumCapacity: object.count)
            for (key, value) in object { rest[key] = value.without(.field(key), of: set, type: map.type(of: key)) }
            return rest.isEmpty ? .null : .object(rest)
        }
    }

    /// Nil where the step itself is in the set.
    private func without(_ step: PathElement, of set: FieldSet, type: TypeSchema) -> Value? {
        guard let node = set[step] else { return self }
        if node.isMember { return nil }
        return node.children.isEmpty ? self : removing(node.children, type: type)
    }
}
