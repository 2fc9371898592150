internal import KubernetesClient

/// The way to a cluster, and how hard it may be asked.
struct ClusterAccess: Sendable {
    var flags = KubeconfigFlags()
    var queriesPerSecond: Double = 50
    var burst = 300

    /// The cluster this leads to. No request is sent yet.
    func connect() async throws -> ToolEnvironment.Connection {
        let configuration = try await KubernetesConfiguration.forCommandLine(flags)
        return ToolEnvironment.Connection(
            cluster: LiveCluster(configuration, queriesPerSecond: queriesPerSecond, burst: burst),
            contextNamespace: configuration.namespace)
    }
}
