public import KubernetesModel

/// A run's request to be continued when something else changes.
///
/// It holds no worker. The object runs again when a watched object in ``targets`` changes, when ``limit`` is over, or
/// when anything else enqueues it; what ended the wait stands in ``ReconcileContext/wait``. A new generation, a new
/// reconcile request and an event of a watched source end the wait: the next run starts from the beginning.
public struct Waiting: Sendable {
    /// What the conditions say meanwhile.
    public enum Phase: Sendable {
        /// Work goes on: the conditions stay as the run left them, normally Reconciling=True. The reconcile request
        /// counts as handled only when the wait is over.
        case progressing
        /// Nothing goes on: Ready becomes False with this reason and message, and the request counts as handled.
        case blocked(ConditionReason, String)
    }

    /// The objects whose change may bring the answer. Only kinds with an informer wake; others rely on the limit.
    public var targets: [WaitTarget]
    /// How long at most, from the end of this run; when resuming, pass what is left.
    public var limit: Duration
    /// What the conditions say meanwhile.
    public var phase: Phase
    /// An event to emit with the phase's reason and message; nil for none.
    public var event: EventSeverity?
    /// What the next run needs to continue where this one stopped.
    public var memo: (any Sendable)?

    public init(
        on targets: [WaitTarget], limit: Duration, phase: Phase, event: EventSeverity? = nil,
        memo: (any Sendable)? = nil
    ) {
        self.targets = targets
        self.limit = limit
        self.phase = phase
        self.event = event
        self.memo = memo
    }
}

/// An object somebody waits for.
public struct WaitTarget: Sendable {
    /// The object's group and kind; the version does not matter.
    public let kind: GroupKind
    /// The object.
    public let key: ObjectKey
    /// Which states of the object are worth a run; nil is any. Gets the informer's item. A deletion always wakes.
    let isWorthwhile: (@Sendable (any Sendable) -> Bool)?

    /// Any change of the object.
    public init(_ kind: GroupKind, _ key: ObjectKey) {
        self.kind = kind
        self.key = key
        isWorthwhile = nil
    }

    /// Changes of the object after which `condition` holds. `Item` is what the informer of that kind keeps.
    public init<Item: Sendable>(
        _ kind: GroupKind, _ key: ObjectKey, as item: Item.Type = Item.self,
        when condition: @escaping @Sendable (Item) -> Bool
    ) {
        self.kind = kind
        self.key = key
        isWorthwhile = { ($0 as? Item).map(condition) ?? true }
    }
}

/// What became of the wait an earlier run asked for.
public enum WaitOutcome: Sendable {
    /// It may go on: a target changed, or the limit passed.
    case resumed(WaitResumption)
    /// Something else enqueued the object, and the wait is over. `trigger` says what, such as `GitRepository/apps/web`.
    case superseded(memo: (any Sendable)?, trigger: String)
}

/// A wait that goes on.
public struct WaitResumption: Sendable {
    /// What ``Waiting/memo`` held.
    public var memo: (any Sendable)?
    /// Whether the limit passed.
    public var isExpired: Bool
    /// How much of the limit is left; zero when it passed.
    public var remaining: Duration
    /// The targets that changed.
    public var changed: [ObjectKey]
}
