public import KubernetesModel

/// How a run ended that did not fail.
public enum ReconcileResult: Sendable {
    /// The object is as its spec asks.
    ///
    /// Ready becomes True with `reason` and `message`, unless the policy summarises it from other conditions. Forgets
    /// the failures so far.
    case success(_ reason: ConditionReason, _ message: String, next: Requeue)
    /// The answer depends on something else: frees the worker until that changes or the deadline passes.
    case waiting(Waiting)
    /// Run again at once, with the delay of one more failure.
    case requeue
    /// Nothing to say: the conditions stay as the run left them and no run is planned.
    case settled
}

/// When an object runs again by itself.
public enum Requeue: Sendable, Hashable {
    /// After the interval, longer or shorter by the process's jitter.
    case jittered(Duration)
    /// After exactly that long.
    case after(Duration)
    /// Only when something changes.
    case never
}

/// How a clean-up ended that did not fail.
public enum FinalizeResult: Sendable {
    /// Nothing is left: the finalizer goes.
    case finished
    /// Something is still going: the finalizer stays, the worker is free, and `finalize` is called again on a change or
    /// at the deadline.
    case waiting(Waiting)
}

/// Why a run failed, and when to try again.
public struct ReconcileFailure: Error, Sendable {
    /// When a failed object runs again.
    public enum Retry: Sendable, Hashable {
        /// After the minimum retry delay, doubled with each failure in a row.
        case backoff
        /// After exactly that long, whatever failed before; forgets earlier failures.
        case after(Duration)
        /// Only when the object or something it watches changes: Stalled.
        case onlyWhenSpecChanges
    }

    /// The reason of the condition and the event, for machines.
    public var reason: ConditionReason
    /// What was attempted, on what, why it failed and what to do. Never holds a secret.
    public var message: String
    /// When to try again.
    public var retry: Retry
    /// The event to emit with reason and message; nil for none.
    public var event: EventSeverity?
    /// What is behind it, for the log at debug level.
    public var cause: (any Error)?

    public init(
        _ reason: ConditionReason, _ message: String, retry: Retry = .backoff, event: EventSeverity? = .error,
        cause: (any Error)? = nil
    ) {
        self.reason = reason
        self.message = message
        self.retry = retry
        self.event = event
        self.cause = cause
    }
}

extension ReconcileFailure: CustomStringConvertible {
    public var description: String { message }
}
