import Foundation
import HTTPTransport
import KubernetesClient
import KubernetesModel
import Platform
import Synchronization

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
    private let server: any APIServer
    private static let http = HTTPClient(userAgent: "sluice-e2e")

    private init(server: any APIServer, kubeconfig: String) async throws {
        self.server = server
        self.kubeconfig = kubeconfig
        client = try await Self.client(kubeconfig)
    }

    /// Starts one whose files lie in `folder`, with the toolkit's kinds installed.
    static func start(in folder: String) async throws -> TestCluster {
        let server: any APIServer =
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

    /// Starts the API server again, at the same address.
    func restart() async throws {
        _ = try await server.start()
        try await eventually("the API answers", within: .seconds(60)) {
            try? await self.client.serverVersion()
        }
    }

    /// A client for whatever address stands in a kubeconfig.
    static func client(_ kubeconfig: String) async throws -> KubernetesClient {
        var flags = KubeconfigFlags()
        flags.kubeconfig = kubeconfig
        let configuration = try await KubernetesConfiguration.forCommandLine(flags)
        var options = ClientOptions(userAgent: "sluice-e2e")
        options.queriesPerSecond = 0
        return KubernetesClient(configuration, options: options, http: http)
    }
}

/// How an API server starts and stops.
protocol APIServer: Sendable {
    /// Starts it and waits until it answers.
    ///
    /// - Returns: the path of a kubeconfig for it.
    func start() async throws -> String
    func stop() async throws
}

/// A cluster nobody may stop.
struct ExistingServer: APIServer {
    func start() async throws -> String {
        guard let path = ProcessEnvironment.value("KUBECONFIG"), !path.isEmpty else {
            throw Programs.Missing(description: "SLUICE_E2E_CLUSTER=existing needs KUBECONFIG")
        }
        return path
    }

    func stop() async throws { throw Programs.Missing(description: "an existing cluster cannot be stopped") }
}

/// The embedded control plane, as its own process.
final class EmbeddedServer: APIServer {
    private let folder: String
    private let port: Int
    private let child = Mutex<ChildProcess?>(nil)

    init(folder: String) throws {
        self.folder = folder
        port = try FreePort.find()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func start() async throws -> String {
        let child = try ChildProcess(
            try Programs.own("sluice"),
            ["dev", "--control-plane-only", "--dir", "\(folder)/state", "--port", String(port)],
            log: "\(folder)/output-\(UniqueID.random()).log")
        self.child.withLock { $0 = child }
        return try await eventually("the control plane is ready", within: .seconds(30), state: { child.output }) {
            guard child.isRunning else { throw Programs.Missing(description: "sluice dev ended: \(child.output)") }
            return child.output.firstMatch(of: /ready: KUBECONFIG=(.+)\n/).map { String($0.1) }
        }
    }

    func stop() async throws {
        let running = child.withLock { child in
            defer { child = nil }
            return child
        }
        try await running?.stop()
    }
}
