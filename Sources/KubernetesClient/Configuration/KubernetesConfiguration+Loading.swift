internal import HTTPTransport
internal import Platform

extension KubernetesConfiguration {
    /// Where Kubernetes mounts a pod's service account.
    public static let serviceAccountMount = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// The configuration a controller runs with: `KUBECONFIG` if set, else the pod's service account, else `~/.kube/config`.
    ///
    /// - Throws: ``KubernetesError`` with `configuration`.
    public static func forController() async throws(KubernetesError) -> KubernetesConfiguration {
        try await forController(environment: ProcessEnvironment.value, mount: serviceAccountMount)
    }

    static func forController(
        environment: (String) -> String?, mount: String
    ) async throws(KubernetesError) -> KubernetesConfiguration {
        let names = !(environment("KUBECONFIG") ?? "").isEmpty
        if !names, isInCluster(environment) { return try await inCluster(mount: mount, environment: environment) }
        let config = try await Kubeconfig.load(KubeconfigFlags(), environment: environment)
        return try await KubernetesConfiguration(config, KubeconfigFlags())
    }

    /// The configuration of a command line: the kubeconfig the flags or `KUBECONFIG` name, else `~/.kube/config`, else the
    /// pod's service account; the flags come last and win.
    public static func forCommandLine(
        _ flags: KubeconfigFlags = KubeconfigFlags()
    ) async throws(KubernetesError) -> KubernetesConfiguration {
        try await forCommandLine(flags, environment: ProcessEnvironment.value, mount: serviceAccountMount)
    }

    static func forCommandLine(
        _ flags: KubeconfigFlags, environment: (String) -> String?, mount: String
    ) async throws(KubernetesError) -> KubernetesConfiguration {
        let config = try await Kubeconfig.load(flags, environment: environment)
        let saysNothing = config.contexts.isEmpty && flags.server == nil && flags.context == nil && flags.cluster == nil
        if saysNothing, flags.kubeconfig == nil, isInCluster(environment) {
            var own = try await inCluster(mount: mount, environment: environment)
            own.impersonation = try checked(flags.impersonation)
            return own
        }
        return try await KubernetesConfiguration(config, flags)
    }

    /// The pod's service account.
    ///
    /// - Parameter mount: the folder with `token`, `ca.crt` and `namespace`.
    public static func inCluster(
        mount: String = serviceAccountMount
    ) async throws(KubernetesError) -> KubernetesConfiguration {
        try await inCluster(mount: mount, environment: ProcessEnvironment.value)
    }

    private static func inCluster(
        mount: String, environment: (String) -> String?
    ) async throws(KubernetesError) -> KubernetesConfiguration {
        guard let host = environment("KUBERNETES_SERVICE_HOST"), let port = environment("KUBERNETES_SERVICE_PORT"),
            !host.isEmpty, !port.isEmpty
        else {
            throw KubernetesError(
                .configuration,
                "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set; set KUBECONFIG"
            )
        }
        let authority = try await ConfigurationFile.read(
            "\(mount)/ca.crt", "the service account's certificate authority")
        var configuration = KubernetesConfiguration(
            server: try ServerURL.normalized("https://\(host.contains(":") ? "[\(host)]" : host):\(port)"))
        configuration.connection.certificateAuthorities = Secret(authority)
        configuration.connection.ignoresEnvironmentProxy = false
        configuration.credentials = .tokenFile(path: "\(mount)/token")
        if let name = try await ConfigurationFile.readIfPresent("\(mount)/namespace", "the pod's namespace") {
            configuration.namespace = String(decoding: name.filter { $0 > 0x20 }, as: UTF8.self)
        }
        return configuration
    }

    private static func isInCluster(_ environment: (String) -> String?) -> Bool {
        !(environment("KUBERNETES_SERVICE_HOST") ?? "").isEmpty
    }
}

extension KubeconfigFlags {
    fileprivate var impersonation: Impersonation? {
        let who = Impersonation(user: asUser ?? "", groups: asGroups, uid: asUID ?? "", extra: asUserExtra)
        return who == Impersonation(user: "") ? nil : who
    }
}
