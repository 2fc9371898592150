/// A set of paths to fields, as a tree.
struct FieldSet: Hashable, Sendable {
    /// What the set says about one step.
    struct Node: Hashable, Sendable {
        /// Whether the path that ends here is in the set.
        var isMember = false
        /// The paths that go on.
        var children = FieldSet()
    }

    private(set) var nodes: [PathElement: Node] = [:]

    var isEmpty: Bool { nodes.isEmpty }

    subscript(element: PathElement) -> Node? { nodes[element] }

    /// Whether the path of this one step is in the set.
    func has(_ element: PathElement) -> Bool { nodes[element]?.isMember ?? false }

    /// Adds a path; the empty path, which is the whole object, adds nothing.
    mutating func insert(_ path: some Collection<PathElement>) {
        guard let first = path.first else { return }
        let rest = path.dropFirst()
        if rest.isEmpty {
            nodes[first, default: Node()].isMember = true
        } else {
            nodes[first, default: Node()].children.insert(rest)
        }
    }

    /// Sets what is known about one step; a node that says nothing removes it.
    mutating func set(_ element: PathElement, _ node: Node) {
        nodes[element] = node.isMember || !node.children.isEmpty ? node : nil
    }

    /// Every path: on each level the members in order, then what is below them, as the server lists them.
    var paths: [[PathElement]] {
        var result: [[PathElement]] = []
        collect(into: &result, below: [])
        return result
    }

    private func collect(into result: inout [[PathElement]], below path: [PathElement]) {
        let sorted = nodes.sorted { $0.key < $1.key }
        for (element, node) in sorted where node.isMember { result.append(path + [element]) }
        for (element, node) in sorted { node.children.collect(into: &result, below: path + [element]) }
    }
}

extension FieldSet {
    init(_ paths: [[PathElement]]) {
        for path in paths { insert(path) }
    }

    func union(_ other: FieldSet) -> FieldSet {
        var result = self
        for (element, node) in other.nodes {
            var merged = result.nodes[element] ?? Node()
            merged.isMember = merged.isMember || node.isMember
            merged.children = merged.children.isEmpty ? node.children : merged.children.union(node.children)
            result.nodes[element] = merged
        }
        return result
    }

    func intersection(_ other: FieldSet) -> FieldSet {
        var result = FieldSet()
        for (element, node) in nodes {
            guard let counterpart = other.nodes[element] else { continue }
            result.set(
                element,
                Node(
                    isMember: node.isMember && counterpart.isMember,
                    children: node.children.intersection(counterpart.children)))
        }
        return result
    }

    /// Without the paths of `other`; paths below them stay.
    func subtracting(_ other: FieldSet) -> FieldSet {
        guard !isEmpty, !other.isEmpty else { return self }
        var result = self
        for (element, node) in other.nodes {
            guard let own = nodes[element] else { continue }
            result.set(
                element,
                Node(isMember: own.isMember && !node.isMember, children: own.children.subtracting(node.children)))
        }
        return result
    }

    /// Without the paths of `other` and everything below them.
    func subtractingRecursively(_ other: FieldSet) -> FieldSet {
        guard !isEmpty, !other.isEmpty else { return self }
        var result = self
        for (element, node) in other.nodes {
            guard let own = nodes[element] else { continue }
            let rest =
                node.isMember
                ? Node()
                : Node(
                    isMember: own.isMember, children: own.children.subtractingRecursively(node.children))
            result.set(element, rest)
        }
        return result
    }
}
