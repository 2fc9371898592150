internal import Platform

/// The cluster and user that a kubeconfig and the flags over it come down to. Pure.
struct KubeconfigChoice {
    var cluster: KubeconfigCluster
    var user: KubeconfigUser
    var contextName: String?
    var namespace: String

    /// - Throws: ``KubernetesError`` that names what is missing, and what there is.
    init(_ config: Kubeconfig, _ flags: KubeconfigFlags) throws(KubernetesError) {
        let name = flags.context ?? config.currentContext
        let context = try Self.context(name, config, flags)
        contextName = name.isEmpty ? nil : name
        namespace = context.namespace
        cluster = try Self.cluster(flags.cluster ?? context.cluster, config, flags)
        user = try Self.user(flags.user ?? context.user, config)
        override(cluster: flags)
        override(user: flags)
    }

    private static func context(
        _ name: String, _ config: Kubeconfig, _ flags: KubeconfigFlags
    ) throws(KubernetesError) -> KubeconfigContext {
        if name.isEmpty {
            if flags.cluster != nil || flags.server != nil { return KubeconfigContext() }
            let cause = config.contexts.isEmpty ? "there is no kubeconfig" : "the kubeconfig has no current context"
            throw KubernetesError(
                .configuration, "no cluster to talk to: \(cause); set KUBECONFIG, or pass --kubeconfig or --context")
        }
        guard let context = config.contexts[name] else {
            throw KubernetesError(
                .configuration, "the context \"\(name)\" does not exist in the kubeconfig\(known(config.contextNames))")
        }
        return context
    }

    private static func cluster(
        _ name: String, _ config: Kubeconfig, _ flags: KubeconfigFlags
    ) throws(KubernetesError) -> KubeconfigCluster {
        if let cluster = config.clusters[name] { return cluster }
        if flags.server != nil, flags.cluster == nil { return KubeconfigCluster() }
        throw KubernetesError(
            .configuration,
            "the cluster \"\(name)\" does not exist in the kubeconfig\(known(config.clusters.keys.sorted()))")
    }

    private static func user(_ name: String, _ config: Kubeconfig) throws(KubernetesError) -> KubeconfigUser {
        if name.isEmpty { return KubeconfigUser() }
        guard let user = config.users[name] else {
            throw KubernetesError(
                .configuration,
                "the user \"\(name)\" does not exist in the kubeconfig\(known(config.users.keys.sorted()))")
        }
        return user
    }

    private static func known(_ names: [String]) -> String {
        guard !names.isEmpty else { return "" }
        return "; it has " + names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
    }

    private mutating func override(cluster flags: KubeconfigFlags) {
        if let server = flags.server { cluster.server = server }
        if let name = flags.tlsServerName { cluster.tlsServerName = name }
        if let path = flags.certificateAuthority {
            cluster.authority = .file(path)
            cluster.skipsVerification = false
        }
        if flags.insecureSkipTLSVerify {
            cluster.skipsVerification = true
            cluster.authority = nil
        }
        if flags.disableCompression { cluster.disablesCompression = true }
    }

    private mutating func override(user flags: KubeconfigFlags) {
        if let path = flags.clientCertificate { user.certificate = .file(path) }
        if let path = flags.clientKey { user.key = .file(path) }
        if let token = flags.token {
            user.token = token
            user.tokenFile = nil
        }
        var who = user.impersonation ?? Impersonation(user: "")
        if let name = flags.asUser { who.user = name }
        if !flags.asGroups.isEmpty { who.groups = flags.asGroups }
        if let uid = flags.asUID { who.uid = uid }
        if !flags.asUserExtra.isEmpty { who.extra = flags.asUserExtra }
        user.impersonation = who == Impersonation(user: "") ? nil : who
    }
}
