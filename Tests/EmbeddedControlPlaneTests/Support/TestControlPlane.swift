import DocumentModel
import EmbeddedControlPlane
import HTTPTransport
import KubernetesClient
import KubernetesModel
import Logging
import Platform
import Testing

/// A control plane of its own for one test, and a client for it.
struct TestControlPlane: Sendable {
    let client: KubernetesClient
    let kubeconfig: String
    /// Where it keeps its state.
    let folder: String

    private static let http = HTTPClient(userAgent: "sluice-tests")

    /// Runs `body` against a fresh control plane, which ends with it.
    static func with(_ body: @escaping @Sendable (TestControlPlane) async throws -> Void) async throws {
        let folder = "/tmp/sluice-control-plane-\(UniqueID.random().prefix(8))"
        try await run(in: folder, body)
        try FileSystem.removeTree(folder)
    }

    /// Runs `body` against a control plane on a folder that stays.
    static func run(in folder: String, _ body: @escaping @Sendable (TestControlPlane) async throws -> Void) async throws
    {
        let (endpoints, continuation) = AsyncStream.makeStream(of: ControlPlane.Endpoint.self)
        let plane = ControlPlane(
            configuration: .init(directory: folder),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        ) { continuation.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await plane.run() }
            group.addTask {
                guard let endpoint = await endpoints.first(where: { _ in true }) else { return }
                try await body(TestControlPlane(endpoint, folder))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private init(_ endpoint: ControlPlane.Endpoint, _ folder: String) async throws {
        kubeconfig = endpoint.kubeconfig
        self.folder = folder
        var flags = KubeconfigFlags()
        flags.kubeconfig = endpoint.kubeconfig
        var options = ClientOptions(userAgent: "sluice-tests")
        options.queriesPerSecond = 0
        let configuration = try await KubernetesConfiguration.forCommandLine(flags)
        client = KubernetesClient(configuration, options: options, http: Self.http)
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
