public import KubernetesModel
public import Logging

/// One run's side of the runtime: the status it writes, progress, events, and what is known of an earlier wait.
///
/// Belongs to one run; safe to use from its child tasks.
public final class ReconcileContext<Resource: CustomResource>: Sendable {
    /// The object as read when the run began.
    public let resource: Resource
    /// Carries the fields that name the object and the run.
    public let logger: Logger
    /// What became of the wait an earlier run asked for; nil when there was none. The reconciler decides whether a
    /// resumed wait is still about the same thing.
    public let wait: WaitOutcome?

    /// Reads and writes the status as one value. For several tasks at once use ``update(_:)``.
    public var status: Resource.Status {
        get { fatalError("not built") }
        set { fatalError("not built") }
    }

    /// What every event of this run carries, by full key such as `source.toolkit.fluxcd.io/revision`.
    public var eventMetadata: [String: String] {
        get { fatalError("not built") }
        set { fatalError("not built") }
    }

    init(resource: Resource, logger: Logger, wait: WaitOutcome?) {
        self.resource = resource
        self.logger = logger
        self.wait = wait
    }

    /// How long the run has taken so far; when resumed, since the run that first waited began.
    public var elapsed: Duration { fatalError("not built") }

    /// Changes the status in one step.
    public func update<Output>(_ body: (inout Resource.Status) throws -> Output) rethrows -> Output {
        fatalError("not built")
    }

    /// Sets a condition by the rules of the toolkit: the generation is this run's, the transition time moves only with
    /// status, reason or message, and Reconciling and Stalled exclude each other.
    public func set(
        _ type: ConditionType, _ status: ConditionStatus = .true, _ reason: ConditionReason, _ message: String
    ) { fatalError("not built") }

    /// Removes a condition.
    public func remove(_ type: ConditionType) { fatalError("not built") }

    /// Tells the cluster what the run is doing: Reconciling=True and Ready=Unknown, both `Progressing`, then patches.
    ///
    /// - Parameters:
    ///   - message: the message of Reconciling.
    ///   - ready: the message of Ready; nil for the same, and then Ready changes only if `marksReady`.
    ///   - marksReady: whether Ready becomes Unknown.
    /// - Throws: ``ReconcileFailure`` when the patch is refused.
    public func report(_ message: String, ready: String? = nil, marksReady: Bool = true) async throws {
        fatalError("not built")
    }

    /// Writes the status as it now is, if it differs from what the cluster has.
    ///
    /// - Throws: ``ReconcileFailure`` when the patch is refused.
    public func patch() async throws { fatalError("not built") }

    /// Emits an event once the status that goes with it is written: with the next patch, or when the run ends.
    public func emit(_ event: ReconcileEvent) { fatalError("not built") }
}
