internal import KubernetesModel

/// How a run ended, results and failures alike.
enum RunEnding: Sendable {
    case success(ConditionReason, String, Requeue)
    case waiting(Waiting)
    case requeue
    case settled
    case failure(ReconcileFailure)
}

/// What a run's end means for the status, the queue and the listeners. Pure, so that its tests are a table.
struct Settlement {
    /// What the queue does next. ``Requeue/jittered(_:)`` is resolved by the caller.
    enum Next: Equatable {
        case requeue(Requeue)
        case wait(limit: Duration)
        case backoff
        case never
    }

    var next: Next
    /// The event to emit.
    var event: ReconcileEvent?
    /// The error to log and count; nil when the run did not fail.
    var failure: ReconcileFailure?
    /// Whether the reconcile request counts as handled.
    var handlesRequest = true

    /// Closes the run in `status` and says what follows.
    static func settle<Status: ReconciledStatus>(
        _ ending: RunEnding, policy: ConditionPolicy, generation: Int64, now: String, status: inout Status
    ) -> Settlement {
        var closing = Closing(status: status, policy: policy, generation: generation, now: now)
        let settlement = closing.close(ending)
        status = closing.status
        return settlement
    }
}

/// The conditions of one run while it closes.
private struct Closing<Status: ReconciledStatus> {
    var status: Status
    let policy: ConditionPolicy
    let generation: Int64
    let now: String

    mutating func close(_ ending: RunEnding) -> Settlement {
        switch ending {
        case .success(let reason, let message, let next): succeed(reason, message, next)
        case .waiting(let waiting): wait(waiting)
        case .requeue: pause(.backoff)
        case .settled: rest()
        case .failure(let failure): fail(failure)
        }
    }

    private mutating func succeed(_ reason: ConditionReason, _ message: String, _ next: Requeue) -> Settlement {
        status.conditions.remove(.reconciling)
        status.conditions.remove(.stalled)
        switch policy.ready {
        case .outcome: set(.ready, .true, reason, message)
        case .summary: summarise()
        }
        status.observedGeneration = generation
        guard let ready = status.conditions[.ready], ready.status != .true else {
            return Settlement(next: .requeue(next))
        }
        let failure = ReconcileFailure(ready.reason, ready.message, event: nil)
        return Settlement(next: .backoff, failure: failure)
    }

    private mutating func wait(_ waiting: Waiting) -> Settlement {
        var settlement = Settlement(next: .wait(limit: waiting.limit))
        guard case .blocked(let reason, let message) = waiting.phase else {
            settlement.handlesRequest = false
            return settlement
        }
        markRetrying()
        ready(.false, reason, message)
        settlement.event = waiting.event.map { ReconcileEvent($0, reason, message) }
        return settlement
    }

    private mutating func pause(_ next: Settlement.Next) -> Settlement {
        markRetrying()
        if case .summary = policy.ready { summarise() }
        return Settlement(next: next)
    }

    private mutating func rest() -> Settlement {
        switch policy.ready {
        case .summary:
            markRetrying()
            summarise()
            if !status.conditions.isEmpty { status.observedGeneration = generation }
        case .outcome where status.conditions.isTrue(.ready):
            status.conditions.remove(.reconciling)
            status.observedGeneration = generation
        case .outcome: break
        }
        return Settlement(next: .never)
    }

    private mutating func fail(_ failure: ReconcileFailure) -> Settlement {
        let event = failure.event.map { ReconcileEvent($0, failure.reason, failure.message) }
        let next: Settlement.Next
        switch failure.retry {
        case .onlyWhenSpecChanges:
            set(.stalled, .true, failure.reason, failure.message)
            status.observedGeneration = generation
            next = .never
        case .after(let delay):
            markRetrying()
            next = .requeue(.after(delay))
        case .backoff:
            markRetrying()
            next = .backoff
        }
        ready(.false, failure.reason, failure.message)
        return Settlement(next: next, event: event, failure: failure)
    }

    /// Work stopped before it was done: Reconciling, where there is one, says that it is tried again.
    private mutating func markRetrying() {
        if case .summary = policy.ready { status.conditions.remove(.stalled) }
        guard let reconciling = status.conditions[.reconciling], reconciling.status == .true else { return }
        set(.reconciling, .true, .progressingWithRetry, reconciling.message)
    }

    private mutating func ready(_ value: ConditionStatus, _ reason: ConditionReason, _ message: String) {
        switch policy.ready {
        case .outcome: set(.ready, value, reason, message)
        case .summary: summarise()
        }
    }

    private mutating func summarise() {
        guard case .summary(let summary) = policy.ready,
            let (value, cause) = status.conditions.summarised(by: summary)
        else { return }
        set(.ready, value, cause.reason, cause.message)
    }

    private mutating func set(
        _ type: ConditionType, _ value: ConditionStatus, _ reason: ConditionReason, _ message: String
    ) {
        status.conditions.set(type, value, reason, message, generation: generation, now: now)
    }
}
