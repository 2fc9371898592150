public import HTTPTransport

/// A client for one Kubernetes API as one identity. A small value: copies share connections, discovery and limits.
///
/// Every call throws ``KubernetesError``; when the task is cancelled its code is `cancelled`, which is never a failure to
/// report.
public struct KubernetesClient: Sendable {
    /// Where it talks to, and as whom.
    public let configuration: KubernetesConfiguration
    public let options: ClientOptions

    /// - Parameter http: shared with whoever else talks HTTP in this process.
    public init(_ configuration: KubernetesConfiguration, options: ClientOptions, http: HTTPClient) {
        self.configuration = configuration
        self.options = options
    }

    /// A client on the same connections that acts as somebody else.
    ///
    /// - Throws: ``KubernetesError`` with `configuration` for an empty user: no identity must never mean our own.
    public func impersonating(user: String, groups: [String] = []) throws(KubernetesError) -> KubernetesClient {
        try impersonating(Impersonation(user: user, groups: groups))
    }

    /// A client on the same connections that acts as somebody else.
    public func impersonating(_ who: Impersonation) throws(KubernetesError) -> KubernetesClient {
        throw KubernetesError(.configuration, "not built")
    }
}
