public import KubernetesModel

/// What an informer watches: one kind, everywhere or in one namespace, filtered by selectors.
public struct WatchScope: Sendable, Hashable {
    public var kind: GroupVersionKind
    /// One namespace; nil for all, and for cluster-scoped kinds.
    public var namespace: String?
    /// A label selector; empty for every object.
    public var labels: String
    /// Whether only the objects' metadata is fetched.
    public var metadataOnly: Bool
    /// The identity the watch runs as, for informers with a client of their own; scopes of different identities are
    /// different informers.
    public var identity: String

    public init(
        _ kind: GroupVersionKind, namespace: String? = nil, labels: String = "", metadataOnly: Bool = false,
        identity: String = ""
    ) {
        self.kind = kind
        self.namespace = namespace
        self.labels = labels
        self.metadataOnly = metadataOnly
        self.identity = identity
    }
}
