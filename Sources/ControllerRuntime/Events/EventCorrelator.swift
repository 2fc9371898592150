internal import KubernetesModel
internal import Platform

/// Keeps the flood of events small, as client-go does: equal events are counted, similar ones combined, bursts dropped.
/// Pure: times come with the records.
struct EventCorrelator {
    /// What to do with an event.
    enum Decision: Equatable {
        case create(StoredEvent)
        /// Count up the event that is stored already; create it when it is gone.
        case count(StoredEvent)
        /// The object has used up its events for now.
        case drop
    }

    /// Similar events after which they are combined, within the interval.
    static let similarLimit = 10
    static let similarInterval = Duration.seconds(600)
    /// Events of one object and type at once, and the time in which one more is allowed.
    static let burst = 25.0
    static let refill = Duration.seconds(300)

    private struct Similar {
        var messages: Set<String> = []
        var last: Timestamp
    }
    private struct Bucket {
        var tokens = EventCorrelator.burst
        var last: Timestamp
    }
    private struct Key: Hashable {
        var subject: EventSubject
        var type: String
        var reason = ""
        var message = ""
    }

    private var stored: RecentDictionary<Key, StoredEvent>
    private var similar: RecentDictionary<Key, Similar>
    private var buckets: RecentDictionary<Key, Bucket>

    /// - Parameter capacity: how many objects and events are remembered; the least recently used go first.
    init(capacity: Int = 4096) {
        stored = RecentDictionary(capacity: capacity)
        similar = RecentDictionary(capacity: capacity)
        buckets = RecentDictionary(capacity: capacity)
    }

    mutating func decide(_ record: EventRecord) -> Decision {
        var (record, key, isCombined) = combine(record)
        let previous = stored[key]
        let name = "\(record.subject.key.name).\(String(record.time.unixNanoseconds, radix: 16))"
        let namespace = record.subject.key.namespace.isEmpty ? "default" : record.subject.key.namespace
        if isCombined { record.metadata = [:] }
        var event = StoredEvent(
            name: previous?.name ?? name, namespace: previous?.namespace ?? namespace, record: record, count: 1,
            first: previous?.first ?? record.time)
        event.count = (previous?.count ?? 0) + 1
        stored[key] = event
        guard takeToken(record) else { return .drop }
        return previous == nil ? .create(event) : .count(event)
    }

    /// The event, or the one that stands for its likes when there are too many of them.
    private mutating func combine(_ record: EventRecord) -> (EventRecord, Key, isCombined: Bool) {
        let kind = Key(subject: record.subject.withoutVersion, type: record.type, reason: record.reason)
        var own = kind
        own.message = record.message
        var group = similar[kind] ?? Similar(last: record.time)
        if record.time.duration(since: group.last) > Self.similarInterval { group.messages = [] }
        group.messages.insert(record.message)
        group.last = record.time
        defer { similar[kind] = group }
        guard group.messages.count >= Self.similarLimit else { return (record, own, false) }
        if let any = group.messages.first(where: { $0 != record.message }) { group.messages.remove(any) }
        var combined = record
        combined.message = "(combined from similar events): " + record.message
        return (combined, kind, true)
    }

    private mutating func takeToken(_ record: EventRecord) -> Bool {
        let key = Key(subject: record.subject.withoutVersion, type: record.type)
        var bucket = buckets[key] ?? Bucket(last: record.time)
        let passed = record.time.duration(since: bucket.last)
        bucket.tokens = min(Self.burst, bucket.tokens + max(0, passed / Self.refill))
        bucket.last = record.time
        let isAllowed = bucket.tokens >= 1
        if isAllowed { bucket.tokens -= 1 }
        buckets[key] = bucket
        return isAllowed
    }
}

extension EventSubject {
    /// The object whatever version it is at.
    fileprivate var withoutVersion: EventSubject {
        var copy = self
        copy.resourceVersion = ""
        return copy
    }
}

extension Timestamp {
    fileprivate var unixNanoseconds: Int64 { seconds &* 1_000_000_000 &+ nanoseconds }
}
