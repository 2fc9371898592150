internal import DocumentModel
internal import KubernetesSchema

/// What differs between two versions of an object.
struct Comparison {
    private(set) var added = FieldSet()
    private(set) var removed = FieldSet()
    private(set) var modified = FieldSet()

    init(from old: Value, to new: Value, type: TypeSchema) {
        compare(old, new, type, path: [])
    }

    /// Without the fields of `ignored` and what is below them.
    mutating func exclude(_ ignored: FieldSet) {
        added = added.subtractingRecursively(ignored)
        removed = removed.subtractingRecursively(ignored)
        modified = modified.subtractingRecursively(ignored)
    }
}

extension Comparison {
    private mutating func compare(_ old: Value?, _ new: Value?, _ type: TypeSchema, path: [PathElement]) {
        let left = MergeShape(type, for: old)
        let right = MergeShape(type, for: new)
        let shape: MergeShape =
            switch (new, right) {
            case (.none, _), (_, .open): left
            default: right
            }
        var isLeaf = false
        if old != nil, new != nil, left.differs(from: right) { isLeaf = compare(old, new, left, path) }
        isLeaf = compare(old, new, shape, path) || isLeaf
        guard !isLeaf else { return }
        if old == nil { added.insert(path) } else if new == nil { removed.insert(path) }
    }

    /// - Returns: whether the two were compared as a whole.
    private mutating func compare(_ old: Value?, _ new: Value?, _ shape: MergeShape, _ path: [PathElement]) -> Bool {
        switch shape {
        case .scalar, .open:
            compareLeaf(old, new, path)
            return true
        case .list(let element, let kind):
            let (left, right) = (old?.array, new?.array)
            if kind == .atomic || (left ?? []).isEmpty && (right ?? []).isEmpty {
                compareLeaf(old, new, path)
                return true
            }
            compareItems(left ?? [], right ?? [], element, kind, path)
            return false
        case .map(let map):
            let (left, right) = (old?.object, new?.object)
            if map.isAtomic || left?.isEmpty ?? true && right?.isEmpty ?? true {
                compareLeaf(old, new, path)
                return true
            }
            for (key, value) in left ?? [:] {
                compare(value, right?[key], map.type(of: key), path: path + [.field(key)])
            }
            for (key, value) in right ?? [:] where left?[key] == nil {
                compare(nil, value, map.type(of: key), path: path + [.field(key)])
            }
            return false
        }
    }

    private mutating func compareLeaf(_ old: Value?, _ new: Value?, _ path: [PathElement]) {
        switch (old, new) {
        case (.none, .none): break
        case (.none, .some): added.insert(path)
        case (.some, .none): removed.insert(path)
        case (.some(let left), .some(let right)): if left != right { modified.insert(path) }
        }
    }

    private mutating func compareItems(
        _ old: [Value], _ new: [Value], _ element: TypeSchema, _ kind: ListKind, _ path: [PathElement]
    ) {
        let left = index(old, element, kind)
        let right = index(new, element, kind)
        for step in Set(left.keys).union(right.keys) {
            let (before, after) = (left[step] ?? [], right[step] ?? [])
            if before.count <= 1, after.count <= 1 {
                compare(before.first, after.first, element, path: path + [step])
            } else if before.isEmpty {
                added.insert(path + [step])
            } else if after.isEmpty {
                removed.insert(path + [step])
            } else if before != after {
                modified.insert(path + [step])
            }
        }
    }

    private func index(_ items: [Value], _ element: TypeSchema, _ kind: ListKind) -> [PathElement: [Value]] {
        var result: [PathElement: [Value]] = [:]
        for item in items {
            guard let step = try? PathElement.of(item, in: kind, element: element) else { continue }
            result[step, default: []].append(item)
        }
        return result
    }
}
