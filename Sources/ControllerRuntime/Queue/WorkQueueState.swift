/// Which item is worked on next, and when. Pure: it neither sleeps nor locks.
///
/// One slot an item: adding an item that waits moves it to the earlier of both times and the higher of both priorities. An
/// item that is being worked on never comes out again before it is done; what was added meanwhile then runs.
struct WorkQueueState<Key: Hashable & Sendable> {
    /// An item that waits for its turn.
    struct Slot {
        var due: Duration
        var priority: Int
        /// When it was first added, for the time spent waiting.
        var added: Duration
        /// Orders items of equal priority, and tells stale heap entries from current ones.
        var ticket: UInt64
    }

    /// What to do now.
    enum Next: Equatable {
        case run(Key, waited: Duration)
        case sleep(until: Duration)
        case idle
    }

    private struct Entry {
        var key: Key
        var due: Duration
        var priority: Int
        var ticket: UInt64
    }

    private var slots: [Key: Slot] = [:]
    private var active: [Key: Duration] = [:]
    private var failures: [Key: Int] = [:]
    private var delayed = BinaryHeap<Entry> { ($0.due, $0.ticket) < ($1.due, $1.ticket) }
    private var ready = BinaryHeap<Entry> { ($1.priority, $0.ticket) < ($0.priority, $1.ticket) }
    private var tickets: UInt64 = 0
    let minimumDelay: Duration
    let maximumDelay: Duration

    init(minimumDelay: Duration, maximumDelay: Duration) {
        self.minimumDelay = minimumDelay
        self.maximumDelay = max(minimumDelay, maximumDelay)
    }

    /// When the items being worked on were started.
    var started: Dictionary<Key, Duration>.Values { active.values }
    var activeCount: Int { active.count }
    /// How many plans are in line, replaced ones included.
    var plannedCount: Int { delayed.count + ready.count }

    /// How many items are due, by priority.
    func depth(now: Duration) -> [Int: Int] {
        var depth: [Int: Int] = [:]
        for slot in slots.values where slot.due <= now { depth[slot.priority, default: 0] += 1 }
        return depth
    }

    /// Plans a run of `key` at `due`.
    mutating func add(_ key: Key, at due: Duration, priority: Int = 0, now: Duration) {
        tickets += 1
        guard var slot = slots[key] else {
            slots[key] = Slot(due: due, priority: priority, added: max(due, now), ticket: tickets)
            return push(key)
        }
        guard due < slot.due || priority > slot.priority else { return }
        if due < slot.due {
            slot.added = min(slot.added, max(due, now))
            slot.due = due
        }
        slot.priority = max(slot.priority, priority)
        slot.ticket = tickets
        slots[key] = slot
        push(key)
    }

    /// Plans a run after a failure: the minimum delay, doubled with each failure in a row.
    ///
    /// - Returns: the delay.
    @discardableResult
    mutating func retry(_ key: Key, priority: Int = 0, now: Duration) -> Duration {
        let count = failures[key, default: 0]
        failures[key] = count + 1
        var delay = minimumDelay
        for _ in 0..<min(count, 64) where delay < maximumDelay { delay *= 2 }
        delay = min(delay, maximumDelay)
        add(key, at: now + delay, priority: priority, now: now)
        return delay
    }

    /// Forgets the failures of `key`.
    mutating func forget(_ key: Key) { failures[key] = nil }

    /// Takes a planned run of `key` back.
    mutating func cancel(_ key: Key) { slots[key] = nil }

    /// Takes the next item out, or says when there will be one.
    mutating func next(now: Duration) -> Next {
        while let entry = delayed.top, entry.due <= now || !isCurrent(entry) {
            guard let entry = delayed.removeTop() else { break }
            if isCurrent(entry) { ready.insert(entry) }
        }
        while let entry = ready.removeTop() {
            guard isCurrent(entry), let slot = slots.removeValue(forKey: entry.key) else { continue }
            active[entry.key] = now
            return .run(entry.key, waited: max(.zero, now - slot.added))
        }
        return delayed.top.map { .sleep(until: $0.due) } ?? .idle
    }

    /// Ends the work on `key`; what was added meanwhile gets its turn.
    mutating func done(_ key: Key) {
        active[key] = nil
        if slots[key] != nil { push(key) }
    }

    private func isCurrent(_ entry: Entry) -> Bool { slots[entry.key]?.ticket == entry.ticket }

    /// Puts the slot of `key` in line, unless the item is being worked on.
    private mutating func push(_ key: Key) {
        guard let slot = slots[key], active[key] == nil else { return }
        if delayed.count > 2 * slots.count + 1024 { delayed.keep(isCurrent) }
        delayed.insert(Entry(key: key, due: slot.due, priority: slot.priority, ticket: slot.ticket))
    }
}
