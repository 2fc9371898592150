/// A dictionary of bounded size that forgets what was not used for longest.
struct RecentDictionary<Key: Hashable, Value> {
    private var entries: [Key: (value: Value, used: UInt64)] = [:]
    private var clock: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { entries.count }

    subscript(key: Key) -> Value? {
        get { entries[key]?.value }
        set {
            guard let newValue else {
                entries[key] = nil
                return
            }
            clock += 1
            entries[key] = (newValue, clock)
            if entries.count > capacity { forgetOldest() }
        }
    }

    /// Forgets a quarter at once, so that the search for the oldest costs little per insertion.
    private mutating func forgetOldest() {
        let ages = entries.values.map(\.used).sorted()
        let limit = ages[ages.count / 4]
        entries = entries.filter { $0.value.used > limit }
    }
}
