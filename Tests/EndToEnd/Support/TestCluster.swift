import ClusterTesting
import KubernetesClient
import KubernetesModel
import Platform

/// The Kubernetes API the suite runs on.
///
/// By default the embedded control plane; with `KUBEBUILDER_ASSETS` a real API server of our own; with
/// `SLUICE_E2E_CLUSTER=existing` and `KUBECONFIG` a cluster that is there. Nothing in the scenarios knows which, but for those
/// that need to restart the API or workloads that come up.
final class TestCluster: Sendable {
    enum Kind: String, Sendable { case embedded, assets, existing }

    /// What the environment asks for.
    static var kind: Kind {
        if ProcessEnvironment.value("SLUICE_E2E_CLUSTER") == "existing" { return .existing }
        return (ProcessEnvironment.value("KUBEBUILDER_ASSETS") ?? "").isEmpty ? .embedded : .assets
    }

    /// Whether the suite may stop and start the API server.
    static var canRestart: Bool { kind != .existing }
    /// Whether Deployments become ready.
    static var runsWorkloads: Bool {
        get async throws {
            guard kind == .existing else { return kind == .embedded }
            let nodes = GroupVersionKind(group: "", version: "v1", kind: "Node")
            return try await !World.shared().cluster.client.list(nodes).items.isEmpty
        }
    }

    let kubeconfig: String
    let client: KubernetesClient
    private let server: any RestartableServer

    private init(server: any RestartableServer, kubeconfig: String) async throws {
        self.server = server
        self.kubeconfig = kubeconfig
        client = try await KubernetesClient.forTests(kubeconfig)
    }

    /// Starts one whose files lie in `folder`, with the toolkit's kinds installed.
    static func start(in folder: String) async throws -> TestCluster {
        let server: any RestartableServer =
            switch kind {
            case .embedded: try EmbeddedServer(folder: "\(folder)/control-plane")
            case .assets: try RealServer(folder: "\(folder)/api-server")
            case .existing: ExistingServer()
            }
        let kubeconfig = try await server.start()
        let cluster = try await TestCluster(server: server, kubeconfig: kubeconfig)
        try await cluster.install()
        return cluster
    }

    /// Stops the API server; its state stays.
    func stop() async throws { try await server.stop() }

    /// Ends the API server with SIGKILL; what it answered must be there when it is back.
    func kill() async throws { try await server.kill() }

    /// Starts the API server again, at the same address.
    func restart() async throws {
        _ = try await server.start()
        try await eventually("the API answers", within: .seconds(60)) {
            try? await self.client.serverVersion()
        }
    }
}

/// A cluster nobody may stop.
struct ExistingServer: RestartableServer {
    func start() async throws -> String {
        guard let path = ProcessEnvironment.value("KUBECONFIG"), !path.isEmpty else {
            throw Programs.Missing(description: "SLUICE_E2E_CLUSTER=existing needs KUBECONFIG")
        }
        return path
    }

    func stop() async throws { throw Programs.Missing(description: "an existing cluster cannot be stopped") }

    func kill() async throws { try await stop() }
}
