public import KubernetesModel
public import Logging
internal import Platform
internal import Synchronization

/// One run's side of the runtime: the status it writes, progress, events, and what is known of an earlier wait.
///
/// Belongs to one run; safe to use from its child tasks.
public final class ReconcileContext<Resource: CustomResource>: Sendable {
    private struct State {
        var status: Resource.Status
        var eventMetadata: [String: String] = [:]
        var events: [ReconcileEvent] = []
    }

    /// The object as read when the run began.
    public let resource: Resource
    /// Carries the fields that name the object and the run.
    public let logger: Logger
    /// What became of the wait an earlier run asked for; nil when there was none. The reconciler decides whether a
    /// resumed wait is still about the same thing.
    public let wait: WaitOutcome?

    private let state: Mutex<State>
    private let writer: StatusWriter<Resource>
    private let events: EventRecorder
    private let time: TimeSource
    /// When the work began that this run is part of.
    let began: Duration

    init(
        resource: Resource, logger: Logger, wait: WaitOutcome?, began: Duration, writer: StatusWriter<Resource>,
        events: EventRecorder, time: TimeSource
    ) {
        self.resource = resource
        self.logger = logger
        self.wait = wait
        self.began = began
        self.writer = writer
        self.events = events
        self.time = time
        state = Mutex(State(status: resource.status))
    }

    /// Reads and writes the status as one value. For several tasks at once use ``update(_:)``.
    public var status: Resource.Status {
        get { state.withLock(\.status) }
        set { state.withLock { $0.status = newValue } }
    }

    /// What every event of this run carries, by full key such as `source.toolkit.fluxcd.io/revision`.
    public var eventMetadata: [String: String] {
        get { state.withLock(\.eventMetadata) }
        set { state.withLock { $0.eventMetadata = newValue } }
    }

    /// How long the run has taken so far; when resumed, since the run that first waited began.
    public var elapsed: Duration { time.now() - began }

    /// Changes the status in one step.
    public func update<Output: Sendable>(_ body: (inout Resource.Status) throws -> sending Output) rethrows -> Output {
        try state.withLock { try body(&$0.status) }
    }

    /// Sets a condition by the rules of the toolkit: the generation is this run's, the transition time moves only with
    /// status, reason or message, and Reconciling and Stalled exclude each other.
    public func set(
        _ type: ConditionType, _ status: ConditionStatus = .true, _ reason: ConditionReason, _ message: String
    ) {
        let now = time.wall().rfc3339()
        state.withLock { state in
            state.status.conditions.set(
                type, status, reason, message, generation: resource.metadata.generation, now: now)
        }
    }

    /// Removes a condition.
    public func remove(_ type: ConditionType) { state.withLock { $0.status.conditions.remove(type) } }

    /// Tells the cluster what the run is doing: Reconciling=True and Ready=Unknown, both `Progressing`, then patches.
    ///
    /// - Parameters:
    ///   - message: the message of Reconciling.
    ///   - ready: the message of Ready; nil for the same.
    ///   - marksReady: whether Ready becomes Unknown.
    /// - Throws: ``ReconcileFailure`` when the patch is refused.
    public func report(_ message: String, ready: String? = nil, marksReady: Bool = true) async throws {
        set(.reconciling, .true, .progressing, message)
        if marksReady { set(.ready, .unknown, .progressing, ready ?? message) }
        try await patch()
    }

    /// Writes the status as it now is, if it differs from what the cluster has.
    ///
    /// - Throws: ``ReconcileFailure`` when the patch is refused.
    public func patch() async throws {
        let wanted = status
        do {
            let stored = try await writer.write(wanted)
            state.withLock { if $0.status == wanted { $0.status = stored } }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw ReconcileFailure(
                ConditionReason("PatchOperationFailed"),
                "failed to update status: cannot patch \(Resource.groupVersionKind.kind) \(resource.key): \(error)",
                cause: error)
        }
        flushEvents()
    }

    /// Emits an event once the status that goes with it is written: with the next patch, or when the run ends.
    public func emit(_ event: ReconcileEvent) {
        state.withLock { state in
            var event = event
            event.metadata.merge(state.eventMetadata) { own, _ in own }
            state.events.append(event)
        }
    }

    /// Sends the events that wait for a patch.
    func flushEvents() {
        let waiting = state.withLock { state in
            defer { state.events = [] }
            return state.events
        }
        let subject = EventSubject(
            kind: Resource.groupVersionKind, key: resource.key, uid: resource.metadata.uid,
            resourceVersion: resource.metadata.resourceVersion)
        for event in waiting { events.record(event, about: subject, annotations: resource.metadata.annotations) }
    }
}
