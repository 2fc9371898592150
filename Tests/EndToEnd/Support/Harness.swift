import DocumentModel
import Foundation
import KubernetesClient
import KubernetesModel
import Platform
import ToolkitAPI

/// One scenario: a namespace of its own, repositories, and the words to make and watch objects.
struct Harness: Sendable {
    static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    static let gitRepository = GitRepository.groupVersionKind
    static let kustomization = Kustomization.groupVersionKind

    let world: World
    let namespace: String

    var client: KubernetesClient { world.cluster.client }
    var controllers: Controllers { world.controllers }

    /// A scenario in a world, in a new namespace.
    init(_ name: String, in world: World) async throws {
        self.world = world
        namespace = "\(name)-\(UniqueID.random().prefix(6))"
        var object = KubernetesObject(
            kind: GroupVersionKind(group: "", version: "v1", kind: "Namespace"), name: namespace)
        object.labels["app.kubernetes.io/managed-by"] = "sluice-e2e"
        try await client.create(object)
    }

    /// A scenario in the shared world.
    static func shared(_ name: String) async throws -> Harness { try await Harness(name, in: World.shared()) }

    /// A new repository that the world's Git server serves.
    func repository(_ files: [String: String]) async throws -> TestRepository {
        try await TestRepository.make("r-\(UniqueID.random().prefix(8))", in: world.git.root, files)
    }

    func key(_ name: String) -> ObjectKey { ObjectKey(namespace: namespace, name: name) }
}

// MARK: Objects

extension Harness {
    /// Stores an object as a user would; metadata and labels that every object of the scenario needs are added.
    func apply(_ object: KubernetesObject) async throws {
        var object = object
        if object.namespace.isEmpty { object.namespace = namespace }
        object.labels[Controllers.shardLabel] = controllers.shard
        try await client.apply(object, fieldManager: "sluice-e2e")
    }

    /// Makes a GitRepository that follows branch `main`; `spec` replaces fields.
    func follow(_ url: String, as name: String = "app", _ spec: Object = [:]) async throws {
        var all: Object = ["url": .string(url), "interval": "1h", "timeout": "20s", "ref": ["branch": "main"]]
        for (key, value) in spec { all[key] = value }
        try await apply(object(Self.gitRepository, name, all))
    }

    /// Makes a Kustomization of the GitRepository `app`; `spec` replaces fields.
    func deploy(_ name: String = "app", _ spec: Object = [:]) async throws {
        var all: Object = [
            "interval": "1h", "retryInterval": "2s", "path": "./", "prune": true, "timeout": "30s",
            "sourceRef": ["kind": "GitRepository", "name": "app"], "targetNamespace": .string(namespace),
        ]
        for (key, value) in spec { all[key] = value }
        try await apply(object(Self.kustomization, name, all))
    }

    /// Makes a Secret.
    func secret(_ name: String, _ values: [String: String]) async throws {
        var secret = KubernetesObject(
            kind: GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: namespace, name: name)
        secret.content["stringData"] = .object(
            Object(values.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        try await apply(secret)
    }

    /// Changes an object of the scenario by a merge patch.
    func patch(_ kind: GroupVersionKind, _ name: String, _ patch: Value) async throws {
        try await client.patch(kind, key(name), .merge(patch))
    }

    /// The object; nil when there is none.
    func find(_ kind: GroupVersionKind, _ name: String) async throws -> KubernetesObject? {
        try await client.getIfPresent(kind, key(name))
    }

    /// The text of a ConfigMap's entry; nil without it.
    func value(_ entry: String, of name: String) async throws -> String? {
        try await find(Self.configMap, name)?.content["data"]?[entry]?.string
    }

    func delete(_ kind: GroupVersionKind, _ name: String) async throws {
        try await client.delete(kind, key(name))
    }

    private func object(_ kind: GroupVersionKind, _ name: String, _ spec: Object) -> KubernetesObject {
        var object = KubernetesObject(kind: kind, namespace: namespace, name: name)
        object.content["spec"] = .object(spec)
        return object
    }
}
