internal import KubernetesModel

/// Who waits for which object. Pure; ``WaitHub`` guards it with a lock.
///
/// A change that happens between a run's look at an object and its request to wait would be lost: so changes are noted
/// while runs are under way, and a request that comes too late is answered at once.
struct WaitBoard {
    /// An object of some kind.
    struct Target: Hashable {
        var kind: GroupKind
        var key: ObjectKey
    }
    /// An object that waits.
    typealias Waiter = Target

    /// Who may have to run now.
    struct Candidate: Sendable {
        var waiter: Waiter
        var isWorthwhile: (@Sendable (any Sendable) -> Bool)?

        /// Whether a state is one that it waits for. Takes as long as the expressions of users take: never ask while
        /// the lock of the board is held.
        func wants(_ item: (any Sendable)?) -> Bool {
            guard let item, let isWorthwhile else { return true }
            return isWorthwhile(item)
        }
    }

    private var waiters: [Target: [Waiter: (@Sendable (any Sendable) -> Bool)?]] = [:]
    private var targets: [Waiter: [Target]] = [:]
    private var recent: [Target: UInt64] = [:]
    private var runs: [UInt64: Int] = [:]
    private var sequence: UInt64 = 0

    /// A run begins; hand the token back when it asks to wait and when it ends.
    mutating func beginRun() -> UInt64 {
        runs[sequence, default: 0] += 1
        return sequence
    }

    mutating func endRun(_ token: UInt64) {
        runs[token, default: 1] -= 1
        if runs[token] == 0 { runs[token] = nil }
        if runs.isEmpty { recent = [:] }
    }

    /// Makes `waiter` wait, instead of for what it waited before.
    ///
    /// - Returns: the targets that changed since the run began; when there are any, it does not wait but runs again.
    mutating func wait(_ waiter: Waiter, for wanted: [WaitTarget], since token: UInt64) -> [ObjectKey] {
        stop(waiter)
        let changed = wanted.filter { (recent[Target(kind: $0.kind, key: $0.key)] ?? 0) > token }.map(\.key)
        guard changed.isEmpty else { return changed }
        for target in wanted {
            let id = Target(kind: target.kind, key: target.key)
            waiters[id, default: [:]][waiter] = .some(target.isWorthwhile)
            targets[waiter, default: []].append(id)
        }
        return []
    }

    /// `waiter` no longer waits.
    mutating func stop(_ waiter: Waiter) {
        for target in targets.removeValue(forKey: waiter) ?? [] {
            waiters[target]?[waiter] = nil
            if waiters[target]?.isEmpty == true { waiters[target] = nil }
        }
    }

    /// An object changed, or is gone.
    ///
    /// - Returns: who waits for it.
    mutating func changed(_ target: Target) -> [Candidate] {
        sequence += 1
        if !runs.isEmpty { note(target) }
        return (waiters[target] ?? [:]).map { Candidate(waiter: $0.key, isWorthwhile: $0.value) }
    }

    private mutating func note(_ target: Target) {
        recent[target] = sequence
        guard recent.count > 4096, let oldest = runs.keys.min() else { return }
        recent = recent.filter { $0.value > oldest }
    }
}
