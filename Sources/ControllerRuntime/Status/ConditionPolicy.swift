public import KubernetesModel

/// How a controller opens and closes a run in the conditions.
///
/// What is the same everywhere is not here: Reconciling goes on success; on failure its reason becomes
/// `ProgressingWithRetry`; a failure that only a new spec can heal becomes Stalled; `observedGeneration` follows on
/// success and when stalled; the handled reconcile request is copied in every run.
public struct ConditionPolicy: Sendable {
    /// What the runtime writes before the reconciler runs.
    public enum Opening: Sendable, Hashable {
        /// Nothing: the reconciler reports progress when its own work starts.
        case silent
        /// Reconciling=True `Progressing` with this message, and Ready=Unknown if it was missing or Unknown. Patched at
        /// once when the generation is new or a request is pending.
        case announced(String)
        /// The same, but written only with the next patch.
        case quiet(String)
    }

    /// Where Ready comes from when a run ends.
    public enum ReadyRule: Sendable, Hashable {
        /// From the result or the failure itself.
        case outcome
        /// From the other conditions. A success whose summary is not Ready counts as a failure and is retried.
        case summary(ConditionSummary)
    }

    /// The types this controller decides about, whoever else wrote them.
    public var owned: [ConditionType]
    /// What the runtime writes before the reconciler runs.
    public var opening: Opening
    /// Where Ready comes from.
    public var ready: ReadyRule
    /// The reason of errors that are no ``ReconcileFailure``.
    public var unclassifiedReason: ConditionReason

    public init(
        owned: [ConditionType] = [.ready, .reconciling, .stalled], opening: Opening = .silent,
        ready: ReadyRule = .outcome, unclassifiedReason: ConditionReason = .failed
    ) {
        self.owned = owned
        self.opening = opening
        self.ready = ready
        self.unclassifiedReason = unclassifiedReason
    }
}
