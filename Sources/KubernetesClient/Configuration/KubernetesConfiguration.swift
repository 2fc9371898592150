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

extension KubernetesConfiguration {
    /// The configuration a controller runs with: `KUBECONFIG` if set, else the pod's service account, else `~/.kube/config`.
    ///
    /// - Throws: ``KubernetesError`` with `configuration`.
    public static func forController() async throws(KubernetesError) -> KubernetesConfiguration {
        throw KubernetesError(.configuration, "not built")
    }

    /// The configuration of a command line: the kubeconfig the flags or `KUBECONFIG` name, else `~/.kube/config`, else the
    /// pod's service account; the flags come last and win.
    public static func forCommandLine(
        _ flags: KubeconfigFlags = KubeconfigFlags()
    ) async throws(KubernetesError) -> KubernetesConfiguration {
        throw KubernetesError(.configuration, "not built")
    }

    /// The pod's service account.
    ///
    /// - Parameter mount: the folder with `token`, `ca.crt` and `namespace`.
    public static func inCluster(
        mount: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) async throws(KubernetesError) -> KubernetesConfiguration {
        throw KubernetesError(.configuration, "not built")
    }

    /// The configuration of a kubeconfig that stands in a Secret: nobody vouches for it, so it may neither name local files
    /// nor, unless allowed, run programs or skip the check of certificates. Its own impersonation is dropped.
    ///
    /// - Throws: ``KubernetesError`` with `configuration` that names the field and what to write instead.
    public init(untrustedKubeconfig bytes: [UInt8], allowing: KubeconfigAllowances = KubeconfigAllowances())
        throws(KubernetesError)
    {
        throw KubernetesError(.configuration, "not built")
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
