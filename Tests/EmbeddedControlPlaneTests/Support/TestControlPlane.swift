import ClusterTesting
import DocumentModel
import EmbeddedControlPlane
import KubernetesClient
import KubernetesModel
import Logging
import Platform
import Testing

/// A control plane of its own for one test, and a client for it.
///
/// With `KUBEBUILDER_ASSETS` it is a real API server: a case that fails there expects what no cluster does.
struct TestControlPlane: Sendable {
    let client: KubernetesClient
    let kubeconfig: String
    /// Where it keeps its state.
    let folder: String

    /// Whether the tests run against a real API server.
    static var isReal: Bool { !(ProcessEnvironment.value("KUBEBUILDER_ASSETS") ?? "").isEmpty }

    /// Waits until policies have come into force: a real API server takes a moment.
    static func settle() async throws {
        if isReal { try await Task.sleep(for: .seconds(3)) }
    }

    /// Runs `body` against a fresh control plane, which ends with it.
    static func with(_ body: @escaping @Sendable (TestControlPlane) async throws -> Void) async throws {
        try await runs(1) { _, plane in try await body(plane) }
    }

    /// Runs `body` against a fresh control plane that is stopped after each time and started again with the state it had.
    static func runs(_ times: Int, _ body: @escaping @Sendable (Int, TestControlPlane) async throws -> Void)
        async throws
    {
        let folder = "/tmp/sluice-control-plane-\(UniqueID.random().prefix(8))"
        let real = isReal ? try RealServer(folder: folder) : nil
        for time in 0..<times {
            if let real {
                try await run(real, in: folder) { try await body(time, $0) }
            } else {
                try await run(in: folder) { try await body(time, $0) }
            }
        }
        try FileSystem.removeTree(folder)
    }

    private static func run(
        _ server: RealServer, in folder: String, _ body: (TestControlPlane) async throws -> Void
    ) async throws {
        do {
            try await body(TestControlPlane(kubeconfig: try await server.start(), folder))
        } catch {
            try await server.kill()
            throw error
        }
        try await server.kill()
    }

    private static func run(
        in folder: String, _ body: @escaping @Sendable (TestControlPlane) async throws -> Void
    ) async throws {
        let (endpoints, continuation) = AsyncStream.makeStream(of: ControlPlane.Endpoint.self)
        let plane = ControlPlane(
            configuration: .init(directory: folder),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        ) { continuation.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await plane.run() }
            group.addTask {
                guard let endpoint = await endpoints.first(where: { _ in true }) else { return }
                try await body(TestControlPlane(kubeconfig: endpoint.kubeconfig, folder))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private init(kubeconfig: String, _ folder: String) async throws {
        self.kubeconfig = kubeconfig
        self.folder = folder
        client = try await KubernetesClient.forTests(kubeconfig)
    }
}

/// Asks until the answer is yes.
func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record(what)
}

extension GroupVersionKind {
    static let configMap = GroupVersionKind(apiVersion: "v1", kind: "ConfigMap")
    static let namespace = GroupVersionKind(apiVersion: "v1", kind: "Namespace")
    static let deployment = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
    static let job = GroupVersionKind(apiVersion: "batch/v1", kind: "Job")
    static let pod = GroupVersionKind(apiVersion: "v1", kind: "Pod")
}

/// A ConfigMap in `default`.
func configMap(_ name: String, _ data: Object = [:]) -> KubernetesObject {
    var object = KubernetesObject(kind: .configMap, namespace: "default", name: name)
    if !data.isEmpty { object.content["data"] = .object(data) }
    return object
}
