import ControllerRuntime
import ControllerRuntimeTesting
import DocumentModel
import KubernetesModel
import Kustomize
import KustomizeController
import ResourceApply
import ResourceApplyTesting
import ToolkitAPI

/// A kustomize-controller in this process: Kustomizations and sources in one fake API, applied objects in another.
struct TestWorld: Sendable {
    let host = TestManager()
    let api = FakeApplyAPI()
    let artifacts = FakeArtifacts()
    let configs = FakeConfigs()

    static let kustomizationKind = ToolkitAPI.Kustomization.groupVersionKind.groupKind
    static let sourceKind = GroupKind(group: APIGroup.source, kind: "GitRepository")

    func run(
        settings: (inout ManagerSettings) -> Void = { _ in }, _ body: @escaping @Sendable (Manager) async throws -> Void
    ) async throws {
        let collaborators = Collaborators(
            artifacts: artifacts, configs: configs, clusters: FakeClusters(api: api))
        try await host.run(name: KustomizeController.name, settings: settings) { manager in
            try KustomizeController.register(manager, collaborators)
        } _: {
            try await body($0)
        }
    }

    /// Publishes files as a revision of the source `web`.
    func publish(_ revision: String, _ files: [String: String]) async throws {
        artifacts.trees.withLock { $0["sha256:\(revision)"] = MemoryTree(texts: files) }
        let kind = GroupVersionKind(group: APIGroup.source, version: "v1", kind: "GitRepository")
        let key = ObjectKey(namespace: "apps", name: "web")
        if host.cluster[Self.sourceKind, key] == nil {
            var source = KubernetesObject(kind: kind, namespace: "apps", name: "web")
            source.content["spec"] = ["interval": "1m", "url": "https://example.com/web"]
            host.cluster.apply(source)
        }
        let artifact: Value = [
            "path": "a", "url": "http://source/a", "revision": .string(revision),
            "digest": .string("sha256:\(revision)"), "lastUpdateTime": "2026-01-01T00:00:00Z",
        ]
        _ = try await host.cluster.mergePatch(
            kind, key, subresource: "status", ["status": ["artifact": artifact]], fieldManager: nil)
    }

    /// Stores a Kustomization; `spec` is YAML that goes into its spec.
    func apply(_ name: String, _ spec: String = "") throws {
        var fields: Value = [
            "interval": "10m", "prune": true, "path": "./",
            "sourceRef": ["kind": "GitRepository", "name": "web"],
        ]
        if let more = try YAML.parseFirst(spec).object { fields = MergePatch.apply(.object(more), to: fields) }
        var object = KubernetesObject(
            kind: ToolkitAPI.Kustomization.groupVersionKind, namespace: "apps", name: name)
        object.content["spec"] = fields
        object.annotations =
            host.cluster[Self.kustomizationKind, ObjectKey(namespace: "apps", name: name)]?.annotations ?? [:]
        host.cluster.apply(object)
    }

    /// Asks for a run.
    func request(_ name: String, _ token: String) {
        host.cluster.edit(Self.kustomizationKind, ObjectKey(namespace: "apps", name: name)) {
            $0.annotations[AnnotationName.reconcileRequest] = token
        }
    }

    subscript(_ name: String) -> ToolkitAPI.Kustomization? {
        let object = host.cluster[Self.kustomizationKind, ObjectKey(namespace: "apps", name: name)]
        return object.flatMap { try? ToolkitAPI.Kustomization($0) }
    }

    func ready(_ name: String) -> Condition? { self[name]?.status.conditions[.ready] }

    func isReady(_ name: String, at revision: String? = nil) -> Bool {
        guard let kustomization = self[name], kustomization.status.conditions.isTrue(.ready),
            kustomization.status.observedGeneration == kustomization.metadata.generation
        else { return false }
        return revision == nil || kustomization.status.lastAppliedRevision == revision
    }

    func waitUntilReady(_ name: String, at revision: String? = nil) async throws {
        do {
            try await eventually("\(name) is ready") { isReady(name, at: revision) }
        } catch {
            throw Problem(description: "\(error); \(String(describing: self[name]?.status.conditions))")
        }
    }

    func waitUntil(_ name: String, is reason: ConditionReason) async throws {
        do {
            try await eventually("\(name) is \(reason)") { ready(name)?.reason == reason }
        } catch {
            throw Problem(description: "\(error); \(String(describing: self[name]?.status.conditions))")
        }
    }

    /// The messages of the events with that reason.
    func events(_ reason: String) -> [String] {
        host.cluster.objects("Event").filter { $0.content["reason"]?.string == reason }
            .compactMap { $0.content["message"]?.string }
    }
}

/// Artifacts in memory, by digest.
final class FakeArtifacts: ArtifactOpener {
    let trees = SharedLock<[String: MemoryTree]>([:])
    let opened = SharedLock(0)

    func open(_ artifact: Artifact) async throws -> OpenArtifact {
        opened.withLock { $0 += 1 }
        guard let tree = trees.withLock({ $0[artifact.digest] }) else {
            throw Problem(description: "there is no artifact \(artifact.digest)")
        }
        return OpenArtifact(tree)
    }
}

/// ConfigMaps and Secrets in memory, by name.
final class FakeConfigs: ConfigReader {
    let secrets = SharedLock<[String: [String: String]]>([:])
    let maps = SharedLock<[String: [String: String]]>([:])

    func secret(_ key: ObjectKey) async throws(ConfigUnreadable) -> [String: [UInt8]]? {
        secrets.withLock { $0[key.name]?.mapValues { Array($0.utf8) } }
    }

    func configMap(_ key: ObjectKey) async throws(ConfigUnreadable) -> [String: [UInt8]]? {
        maps.withLock { $0[key.name]?.mapValues { Array($0.utf8) } }
    }
}

/// One cluster for all, as the controller itself.
struct FakeClusters: TargetClusters {
    let api: FakeApplyAPI

    func access(for kustomization: ToolkitAPI.Kustomization) async throws(TargetUnusable) -> ClusterAccess {
        let account = kustomization.spec.serviceAccountName ?? ""
        return ClusterAccess(identity: account, api: api, watch: FakeWatch(api: api), account: account)
    }
}

/// Something a test did not expect.
struct Problem: Error, CustomStringConvertible {
    let description: String
}
