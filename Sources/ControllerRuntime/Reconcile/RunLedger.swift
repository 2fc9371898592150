internal import KubernetesModel

/// What is known of an object between its runs: why it was enqueued, and what it waits for. Pure.
struct RunLedger {
    /// A wait that goes on.
    struct Pending {
        var memo: (any Sendable)?
        /// When its limit passes.
        var expires: Duration
        /// When the work began that waits.
        var began: Duration
    }

    private struct Notes {
        var trigger: String?
        var changed: [ObjectKey] = []
        var pending: Pending?
    }
    private var notes: [ObjectKey: Notes] = [:]

    /// Something other than a wait enqueues the object.
    mutating func trigger(_ key: ObjectKey, _ cause: String) { notes[key, default: Notes()].trigger = cause }

    /// Something the object waits for changed.
    mutating func changed(_ key: ObjectKey, _ target: ObjectKey) { notes[key, default: Notes()].changed.append(target) }

    /// The object waits from now on.
    mutating func wait(_ key: ObjectKey, _ pending: Pending) { notes[key, default: Notes()].pending = pending }

    /// A run begins: what became of the wait, and when the work began. What is added from now on is for the next run.
    mutating func begin(_ key: ObjectKey, now: Duration) -> (wait: WaitOutcome?, began: Duration) {
        guard let taken = notes.removeValue(forKey: key), let pending = taken.pending else { return (nil, now) }
        if let trigger = taken.trigger { return (.superseded(memo: pending.memo, trigger: trigger), now) }
        let resumption = WaitResumption(
            memo: pending.memo, isExpired: now >= pending.expires, remaining: max(.zero, pending.expires - now),
            changed: taken.changed)
        return (.resumed(resumption), pending.began)
    }

    mutating func forget(_ key: ObjectKey) { notes[key] = nil }
}
