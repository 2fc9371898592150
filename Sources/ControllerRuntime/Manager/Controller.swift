internal import KubernetesModel

/// A reconciler with what the runtime must know to run it.
public struct Controller<R: Reconciler>: Sendable {
    /// The reconciler.
    public var reconciler: R
    /// How runs open and close in the conditions.
    public var policy: ConditionPolicy
    /// The field manager of its patches of status and finalizer.
    public var fieldManager: String
    /// The finalizer it keeps on its objects; nil for none, and then ``Reconciler/finalize(_:in:)`` is never called.
    public var finalizer: String?
    /// Which changes of its own kind make an object run.
    public var trigger: Predicate<R.Resource>
    /// How its objects can be looked up.
    public var indexes: [ObjectIndex<R.Resource>]
    /// What else makes objects run.
    public var watches: [Watch<R.Resource>]
    /// Runs at once; nil for the process's `--concurrent`.
    public var concurrency: Int?

    public init(
        _ reconciler: R, policy: ConditionPolicy, fieldManager: String, finalizer: String? = "finalizers.fluxcd.io",
        trigger: Predicate<R.Resource> = .specOrRequestChanged, indexes: [ObjectIndex<R.Resource>] = [],
        watches: [Watch<R.Resource>] = [], concurrency: Int? = nil
    ) {
        self.reconciler = reconciler
        self.policy = policy
        self.fieldManager = fieldManager
        self.finalizer = finalizer
        self.trigger = trigger
        self.indexes = indexes
        self.watches = watches
        self.concurrency = concurrency
    }
}
