import DocumentModel
import KubernetesClient
import KubernetesModel
import Platform
import Synchronization

@testable import SluiceCommand

/// A cluster in memory: objects by kind and key, and a hook that plays controller after each write.
final class FakeCluster: Cluster {
    private struct State {
        var objects: [GroupVersionKind: [ObjectKey: KubernetesObject]] = [:]
        var version: Int64 = 0
        var calls: [String] = []
    }

    private let state = Mutex(State())
    /// The kinds it serves; others are no match.
    let kinds: Set<GroupVersionKind>
    /// What it calls itself.
    let version: String
    /// Changes what was written, as a controller would.
    let controller: @Sendable (KubernetesObject) -> KubernetesObject

    init(
        _ objects: [KubernetesObject] = [], kinds: [GroupVersionKind] = FakeCluster.allKinds,
        version: String = "v1.36.2", controller: @escaping @Sendable (KubernetesObject) -> KubernetesObject = { $0 }
    ) {
        self.kinds = Set(kinds)
        self.version = version
        self.controller = controller
        for object in objects { store(object) }
    }

    static let allKinds: [GroupVersionKind] =
        ToolkitKind.all.map(\.groupVersionKind) + [
            .namespace, .secret, .configMap, .event, .pod, .service, .serviceAccount, .deployment, .networkPolicy,
            .clusterRole, .clusterRoleBinding, .customResourceDefinition,
        ]

    /// What was asked of it, such as `patch Kustomization flux-system/apps`.
    var calls: [String] { state.withLock { $0.calls } }

    func object(_ kind: GroupVersionKind, _ namespace: String, _ name: String) -> KubernetesObject? {
        state.withLock { $0.objects[kind]?[ObjectKey(namespace: namespace, name: name)] }
    }

    @discardableResult
    private func store(_ object: KubernetesObject) -> KubernetesObject {
        state.withLock { state in
            state.version += 1
            var stored = object
            stored.resourceVersion = String(state.version)
            state.objects[object.groupVersionKind, default: [:]][object.key] = stored
            return stored
        }
    }

    private func note(_ call: String, _ kind: GroupVersionKind, _ key: ObjectKey) throws(KubernetesError) {
        state.withLock { $0.calls.append("\(call) \(kind.kind) \(key)") }
        guard kinds.contains(kind) else {
            throw KubernetesError(.noMatch, "no matches for kind \"\(kind.kind)\" in version \"\(kind.apiVersion)\"")
        }
    }

    func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(KubernetesError) -> KubernetesObject {
        try note("get", kind, key)
        guard let object = object(kind, key.namespace, key.name) else {
            throw KubernetesError(.notFound, "\(kind.kind) \"\(key.name)\" not found")
        }
        return object
    }

    func list(_ kind: GroupVersionKind, _ options: ListOptions) async throws(KubernetesError) -> ObjectList {
        try note("list", kind, ObjectKey(namespace: options.namespace ?? "", name: "*"))
        let (objects, version) = state.withLock { (Array($0.objects[kind, default: [:]].values), $0.version) }
        let items = objects.filter { Self.fits($0, options) }.sorted { $0.key < $1.key }
        return ObjectList(items: items, resourceVersion: String(version))
    }

    private static func fits(_ object: KubernetesObject, _ options: ListOptions) -> Bool {
        if let namespace = options.namespace, namespace != object.namespace { return false }
        for term in options.labelSelector.split(separator: ",") {
            let parts = term.split(separator: "=").map(String.init)
            guard parts.count == 2, object.labels[parts[0]] == parts[1] else { return false }
        }
        for term in options.fieldSelector.split(separator: ",") {
            let parts = term.split(separator: "=", maxSplits: 1).map(String.init)
            let path = parts[0].split(separator: ".").map(String.init)
            guard parts.count == 2, object.value.at(path)?.string == parts[1] else { return false }
        }
        return true
    }

    func watch(
        _ kind: GroupVersionKind, _ options: ListOptions, from resourceVersion: String,
        _ handle: @Sendable (WatchEvent) async -> StreamStep
    ) async throws(KubernetesError) {}

    func follow(
        _ kind: GroupVersionKind, _ options: ListOptions, _ handle: @Sendable (FollowEvent) async -> StreamStep
    ) async throws(KubernetesError) {
        for object in try await list(kind, options).items { _ = await handle(.listed(object)) }
    }

    func create(_ object: KubernetesObject) async throws(KubernetesError) -> KubernetesObject {
        try note("create", object.groupVersionKind, object.key)
        return store(controller(object))
    }

    func replace(_ object: KubernetesObject) async throws(KubernetesError) -> KubernetesObject {
        try note("replace", object.groupVersionKind, object.key)
        return store(controller(object))
    }

    func patch(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ patch: ObjectPatch
    ) async throws(KubernetesError) -> KubernetesObject {
        let object = try await get(kind, key)
        try note("patch", kind, key)
        guard case .merge(let change) = patch, let merged = KubernetesObject(Self.merge(object.value, change)) else {
            throw KubernetesError(.badRequest, "the fake merges only")
        }
        return store(controller(merged))
    }

    private static func merge(_ value: Value, _ patch: Value) -> Value {
        guard let changes = patch.object else { return patch }
        var result = value.object ?? [:]
        for (key, change) in changes {
            result[key] = change.isNull ? nil : merge(result[key] ?? .null, change)
        }
        return .object(result)
    }

    func apply(
        _ object: KubernetesObject, fieldManager: String, dryRun: Bool
    ) async throws(KubernetesError) -> KubernetesObject {
        try note(dryRun ? "dry-run" : "apply", object.groupVersionKind, object.key)
        let live = self.object(object.groupVersionKind, object.namespace, object.name)
        let merged = live.flatMap { KubernetesObject(Self.merge($0.value, object.value)) } ?? object
        return dryRun || merged == live ? merged : store(controller(merged))
    }

    func delete(_ kind: GroupVersionKind, _ key: ObjectKey, _ options: DeleteOptions) async throws(KubernetesError) {
        _ = try await get(kind, key)
        try note("delete", kind, key)
        if !options.dryRun { state.withLock { _ = $0.objects[kind]?.removeValue(forKey: key) } }
    }

    func resource(for kind: GroupVersionKind) async throws(KubernetesError) -> APIResource {
        try note("resource", kind, ObjectKey(name: "*"))
        return Self.resource(kind)
    }

    func preferredResource(for kind: GroupKind) async throws(KubernetesError) -> APIResource {
        guard let found = kinds.first(where: { $0.groupKind == kind }) else {
            throw KubernetesError(.noMatch, "no matches for kind \"\(kind.kind)\"")
        }
        return Self.resource(found)
    }

    func allResources() async throws(KubernetesError) -> [APIResource] {
        kinds.sorted { $0.kind < $1.kind }.map(Self.resource)
    }

    private static func resource(_ kind: GroupVersionKind) -> APIResource {
        let clusterWide = ["Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"]
        let name = kind.kind.lowercased()
        return APIResource(
            groupVersionKind: kind, plural: name + "s", singular: name, isNamespaced: !clusterWide.contains(kind.kind),
            shortNames: kind.kind == "Deployment" ? ["deploy"] : [])
    }

    func serverVersion() async throws(KubernetesError) -> String { version }

    func podLogs(
        _ pod: ObjectKey, _ options: PodLogOptions, _ handle: @Sendable ([UInt8]) async -> StreamStep
    ) async throws(KubernetesError) {
        try note("log", .pod, pod)
        let text = object(.pod, pod.namespace, pod.name)?.annotations["log"] ?? ""
        _ = await handle(Array(text.utf8))
    }
}
