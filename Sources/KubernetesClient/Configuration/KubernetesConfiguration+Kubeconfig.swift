internal import HTTPTransport
internal import Platform

extension KubernetesConfiguration {
    /// What a kubeconfig says, with the flags over it. Reads the files it names.
    init(_ config: Kubeconfig, _ flags: KubeconfigFlags) async throws(KubernetesError) {
        let choice = try KubeconfigChoice(config, flags)
        try self.init(choice.cluster, context: choice.contextName, namespace: choice.namespace)
        connection.certificateAuthorities = try await Self.content(
            choice.cluster.authority, "the certificate authority")
        connection.clientCertificate = try await Self.content(choice.user.certificate, "the client certificate")
        connection.clientKey = try await Self.content(choice.user.key, "the client key")
        credentials = try Self.credentials(choice.user)
        impersonation = try Self.checked(choice.user.impersonation)
        try checkPairs()
    }

    private static func content(_ source: FileOrData?, _ what: String) async throws(KubernetesError) -> Secret<[UInt8]>?
    {
        switch source {
        case nil: nil
        case .data(let bytes): bytes
        case .file(let path): Secret(try await ConfigurationFile.read(path, what))
        }
    }
}

extension KubernetesConfiguration {
    /// What a cluster says, without the files it names.
    init(_ cluster: KubeconfigCluster, context: String?, namespace: String) throws(KubernetesError) {
        self.init(server: try ServerURL.normalized(cluster.server))
        connection.serverName = cluster.tlsServerName.isEmpty ? nil : cluster.tlsServerName
        connection.skipsVerification = cluster.skipsVerification
        connection.proxy = cluster.proxyURL
        acceptsCompression = !cluster.disablesCompression
        self.context = context
        self.namespace = namespace.isEmpty ? nil : namespace
        if cluster.skipsVerification, cluster.authority != nil {
            throw KubernetesError(
                .configuration,
                "the cluster has a certificate authority and insecure-skip-tls-verify; only one of them makes sense")
        }
    }

    /// A token wins over a password, and either over a program.
    static func credentials(_ user: KubeconfigUser) throws(KubernetesError) -> Credentials {
        if let path = user.tokenFile { return .tokenFile(path: path) }
        if let token = user.token { return .token(token) }
        if !user.userName.isEmpty { return .basic(user: user.userName, password: user.password ?? Secret("")) }
        if let plugin = user.exec { return .exec(plugin) }
        if let provider = user.authProvider {
            throw KubernetesError(
                .configuration,
                "the user relies on the auth provider \"\(provider)\", which Kubernetes has removed; use an exec plugin"
            )
        }
        return .none
    }

    /// Groups without a user would be nobody's, and the server would take us for ourselves.
    static func checked(_ who: Impersonation?) throws(KubernetesError) -> Impersonation? {
        guard let who, who.user.isEmpty else { return who }
        throw KubernetesError(.configuration, "to act as groups, a UID or extras, name the user to act as")
    }

    func checkPairs() throws(KubernetesError) {
        switch (connection.clientCertificate == nil, connection.clientKey == nil) {
        case (false, true): throw KubernetesError(.configuration, "the client certificate has no client key beside it")
        case (true, false): throw KubernetesError(.configuration, "the client key has no client certificate beside it")
        default: break
        }
    }
}

/// The URL of an API server.
enum ServerURL {
    /// With a scheme and without a slash at the end.
    static func normalized(_ text: String) throws(KubernetesError) -> String {
        guard !text.isEmpty else { throw KubernetesError(.configuration, "the cluster has no server") }
        var url = text.contains("://") ? text : "https://" + text
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw KubernetesError(.configuration, "the cluster's server is no http or https URL")
        }
        guard !url.contains(where: { $0 == "?" || $0 == "#" || $0 == "@" || $0.isWhitespace }) else {
            throw KubernetesError(
                .configuration, "the cluster's server must be a plain URL, without user name, query or spaces")
        }
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
