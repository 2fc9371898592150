public import KubernetesModel

/// Puts objects behind what they depend on.
public enum DependencyOrder {
    /// The dependencies form a ring.
    public struct Cycle: Error, Sendable, Equatable, CustomStringConvertible {
        /// The ring; first and last are the same.
        public let path: [ObjectKey]
        public var description: String {
            "circular dependency detected: " + path.map(\.description).joined(separator: " -> ")
        }
    }

    /// Depth first: each object after its dependencies, otherwise in the given order. Dependencies that are not among the
    /// nodes come out too.
    ///
    /// - Throws: ``Cycle`` with the first ring found.
    public static func sort(_ nodes: [(key: ObjectKey, dependsOn: [ObjectKey])]) throws(Cycle) -> [ObjectKey] {
        var search = Search(edges: Dictionary(nodes.map { ($0.key, $0.dependsOn) }, uniquingKeysWith: { $1 }))
        for node in nodes { try search.visit(node.key) }
        return search.result
    }

    /// A depth-first search with a stack of its own, so that long chains cost no call depth.
    private struct Search {
        let edges: [ObjectKey: [ObjectKey]]
        var result: [ObjectKey] = []
        var finished: Set<ObjectKey> = []
        var path: [ObjectKey] = []
        var onPath: Set<ObjectKey> = []

        init(edges: [ObjectKey: [ObjectKey]]) { self.edges = edges }

        mutating func visit(_ start: ObjectKey) throws(Cycle) {
            guard !finished.contains(start) else { return }
            var iterators: [IndexingIterator<[ObjectKey]>] = []
            enter(start, &iterators)
            while var iterator = iterators.popLast() {
                guard let next = iterator.next() else {
                    leave()
                    continue
                }
                iterators.append(iterator)
                if onPath.contains(next) {
                    let first = path.firstIndex(of: next) ?? path.startIndex
                    throw Cycle(path: Array(path[first...]) + [next])
                }
                if !finished.contains(next) { enter(next, &iterators) }
            }
        }

        private mutating func enter(_ key: ObjectKey, _ iterators: inout [IndexingIterator<[ObjectKey]>]) {
            path.append(key)
            onPath.insert(key)
            iterators.append((edges[key] ?? []).makeIterator())
        }

        private mutating func leave() {
            guard let key = path.popLast() else { return }
            onPath.remove(key)
            if finished.insert(key).inserted { result.append(key) }
        }
    }
}
