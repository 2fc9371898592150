import Archiving
import Artifacts
import ControllerRuntime
import ControllerRuntimeTesting
import DocumentModel
import KubernetesModel
import Platform
import Testing
import ToolkitAPI

@testable import SourceController

/// Runs the controller of GitRepositories in this process, with a fake cluster, a fake Git server and a real storage.
struct SourceHarness: Sendable {
    static let kind = GitRepository.groupVersionKind.groupKind

    let host = TestManager()
    let git = FakeGit()
    let log = CapturedLog()
    let root: String

    var cluster: FakeCluster { host.cluster }

    /// Makes a harness whose storage goes when `body` ends.
    static func use(_ body: (SourceHarness) async throws -> Void) async throws {
        try await withTemporaryDirectory(prefix: "source-tests") { try await body(SourceHarness(root: $0)) }
    }

    /// Runs the controller while `body` runs.
    func run(_ body: @escaping @Sendable (Manager) async throws -> Void) async throws {
        let storage = ArtifactStorage(StorageSettings(root: root, advertisedAddress: "artifacts.test"))
        try await host.run(
            name: "source-controller", logger: log.logger, settings: { $0.requeueDependency = .seconds(3600) },
            build: { $0.register(SourceController.gitRepositories($0, storage, git)) }, body)
    }

    /// Stores the object and runs until its Ready is no longer Unknown.
    func reconcile(_ object: KubernetesObject) async throws -> GitRepository {
        cluster.apply(object)
        try await run { _ in try await settled(object.name) }
        return try repository(object.name)
    }

    /// Waits until a run on the newest generation ended.
    func settled(_ name: String) async throws {
        try await eventually("\(name) settles") {
            guard let status = try? repository(name).status, let ready = status.conditions[.ready] else { return false }
            return ready.status != .unknown && status.conditions[.reconciling]?.reason != .progressing
        }
    }

    /// Asks for a run and waits until it ended.
    func request(_ name: String, _ token: String) async throws {
        cluster.edit(Self.kind, key(name)) { $0.annotations["reconcile.fluxcd.io/requestedAt"] = token }
        try await eventually("\(name) handles \(token)") {
            (try? repository(name).status.lastHandledReconcileAt) == token
        }
    }

    func repository(_ name: String) throws -> GitRepository {
        try GitRepository(#require(cluster[Self.kind, key(name)]))
    }

    func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "apps", name: name) }

    /// Reasons and messages of the events so far, in the order of their making.
    var events: [(type: String, reason: String, message: String)] {
        cluster.objects("Event").sorted { $0.name < $1.name }.map {
            (
                $0.content["type"]?.string ?? "", $0.content["reason"]?.string ?? "",
                $0.content["message"]?.string ?? ""
            )
        }
    }

    /// Stores a Secret.
    func secret(_ name: String, _ values: [String: String]) {
        var object = KubernetesObject(kind: ClusterSecrets.kind, namespace: "apps", name: name)
        object.content["data"] = .object(
            Object(values.sorted { $0.key < $1.key }.map { ($0.key, .string(Base64.encode(Array($0.value.utf8)))) }))
        cluster.apply(object)
    }

    /// The files of an artifact, by path.
    func contents(_ artifact: Artifact?) async throws -> ArchiveContents {
        let path = try #require(artifact).path
        return try await Archive.contents(of: .file("\(root)/\(path)"))
    }

    /// A repository over https.
    static func manifest(
        _ name: String = "app", url: String = "https://git.test/app.git", _ spec: Object = [:]
    ) -> KubernetesObject {
        var object = KubernetesObject(kind: GitRepository.groupVersionKind, namespace: "apps", name: name)
        var all: Object = ["url": .string(url), "interval": "1h", "ref": ["branch": "main"]]
        for (key, value) in spec { all[key] = value }
        object.content["spec"] = .object(all)
        object.content["status"] = ["observedGeneration": -1]
        return object
    }
}
