/// The states a machine entered in this round, each once.
struct StateSet {
    /// The round in which a state was last entered, so that a new round need not clear them all.
    private var seen: [Int]
    private var round = 1

    init(capacity: Int) { seen = Array(repeating: 0, count: capacity) }

    /// - Returns: whether the state is new in this round.
    mutating func insert(_ state: Int) -> Bool {
        guard seen[state] != round else { return false }
        seen[state] = round
        return true
    }

    mutating func removeAll() { round += 1 }
}
