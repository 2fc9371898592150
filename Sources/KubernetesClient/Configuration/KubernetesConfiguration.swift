public import HTTPTransport

/// Where an API server is and how to get in.
public struct KubernetesConfiguration: Sendable, Hashable {
    /// `https://host:port` and a path prefix if there is one, without a slash at the end.
    public var server: String
    /// Trust, client certificate, server name, proxy.
    public var connection: ConnectionSettings
    public var credentials: Credentials
    /// Whom to act as; nil acts as oneself.
    public var impersonation: Impersonation?
    /// The namespace of the context or the pod; nil when none is set there.
    public var namespace: String?
    /// The context of the kubeconfig it comes from; nil elsewhere.
    public var context: String?
    /// Whether answers may be compressed.
    public var acceptsCompression: Bool
    /// The longest time for one request that is no stream.
    public var timeout: Duration

    public init(server: String, connection: ConnectionSettings = ConnectionSettings(), credentials: Credentials = .none)
    {
        self.server = server
        self.connection = connection
        self.credentials = credentials
        acceptsCompression = true
        timeout = .seconds(60)
    }
}

/// What a kubeconfig nobody vouches for may do all the same.
public struct KubeconfigAllowances: Sendable, Hashable {
    /// `--insecure-kubeconfig-exec`
    public var exec: Bool
    /// `--insecure-kubeconfig-tls`
    public var insecureTLS: Bool

    public init(exec: Bool = false, insecureTLS: Bool = false) {
        self.exec = exec
        self.insecureTLS = insecureTLS
    }
}
