/// What a cache holds and what it waits for. Pure: whoever changes it does so under a lock, and resumes continuations
/// outside of it.
struct ArtifactFlights {
    /// One who asks, or the download one began.
    typealias Waiter = UInt64
    typealias Continuation = CheckedContinuation<ArtifactTree, any Error>

    /// A download that several may wait for.
    private struct Flight {
        let id: Waiter
        let task: Task<Void, Never>
        var waiting: [(waiter: Waiter, continuation: Continuation)]
    }

    /// Opened trees, the least recently used first.
    private var trees: [ArtifactTree] = []
    private var flights: [String: Flight] = [:]
    private var lastWaiter: Waiter = 0

    mutating func newWaiter() -> Waiter {
        lastWaiter += 1
        return lastWaiter
    }

    /// The tree with a digest, which thereby was used last.
    mutating func tree(_ key: String) -> ArtifactTree? {
        guard let index = trees.firstIndex(where: { $0.digest == key }) else { return nil }
        let tree = trees.remove(at: index)
        trees.append(tree)
        return tree
    }

    /// Waits for a download that is on its way. Returns whether there is one.
    mutating func join(_ key: String, _ waiter: Waiter, _ continuation: Continuation) -> Bool {
        guard flights[key] != nil else { return false }
        flights[key]?.waiting.append((waiter, continuation))
        return true
    }

    mutating func begin(
        _ key: String, _ id: Waiter, _ task: Task<Void, Never>, _ waiter: Waiter, _ continuation: Continuation
    ) {
        flights[key] = Flight(id: id, task: task, waiting: [(waiter, continuation)])
    }

    /// One who waited gives up; with the last one the download ends, and the next who asks begins another.
    mutating func leave(_ waiter: Waiter) -> Continuation? {
        for (key, var flight) in flights {
            guard let index = flight.waiting.firstIndex(where: { $0.waiter == waiter }) else { continue }
            let continuation = flight.waiting.remove(at: index).continuation
            if flight.waiting.isEmpty { flight.task.cancel() }
            flights[key] = flight.waiting.isEmpty ? nil : flight
            return continuation
        }
        return nil
    }

    /// Ends a download and hands over who waited for it: nobody when it was given up.
    mutating func land(_ key: String, _ id: Waiter) -> [Continuation] {
        guard let flight = flights[key], flight.id == id else { return [] }
        flights[key] = nil
        return flight.waiting.map(\.continuation)
    }

    /// Keeps a tree, and gives away what no longer fits.
    mutating func keep(_ tree: ArtifactTree, capacity: Int64) -> [ArtifactTree] {
        var evicted = trees.filter { $0.digest == tree.digest }
        trees.removeAll { $0.digest == tree.digest }
        trees.append(tree)
        var total = trees.reduce(0) { $0 + $1.size }
        while total > capacity, trees.count > 1 {
            let oldest = trees.removeFirst()
            total -= oldest.size
            evicted.append(oldest)
        }
        return evicted
    }

    mutating func removeTrees() -> [ArtifactTree] {
        defer { trees = [] }
        return trees
    }
}
