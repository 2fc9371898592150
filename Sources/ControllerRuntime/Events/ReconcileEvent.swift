public import KubernetesModel

/// Something a user or another controller should hear of an object.
public struct ReconcileEvent: Sendable, Hashable {
    public var severity: EventSeverity
    public var reason: ConditionReason
    /// Never holds a secret.
    public var message: String
    /// More facts, by full key such as `kustomize.toolkit.fluxcd.io/revision`; they win over the run's own
    /// ``ReconcileContext/eventMetadata``. Stored as annotations of the Kubernetes Event.
    public var metadata: [String: String]

    public init(
        _ severity: EventSeverity, _ reason: ConditionReason, _ message: String, metadata: [String: String] = [:]
    ) {
        self.severity = severity
        self.reason = reason
        self.message = message
        self.metadata = metadata
    }
}
