internal import HTTPTransport
internal import KubernetesClient
internal import KubernetesModel

/// The cluster that a kubeconfig leads to.
struct LiveCluster: Cluster {
    private let client: KubernetesClient

    init(_ configuration: KubernetesConfiguration, queriesPerSecond: Double, burst: Int) {
        var options = ClientOptions(userAgent: "sluice/v\(SluiceVersion.current)")
        options.queriesPerSecond = queriesPerSecond
        options.burst = burst
        options.fieldManager = FieldManager.commandLine
        client = KubernetesClient(configuration, options: options, http: HTTPClient(userAgent: options.userAgent))
    }

    func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(KubernetesError) -> KubernetesObject {
        try await client.get(kind, key)
    }

    func list(_ kind: GroupVersionKind, _ options: ListOptions) async throws(KubernetesError) -> ObjectList {
        try await client.list(kind, options)
    }

    func watch(
        _ kind: GroupVersionKind, _ options: ListOptions, from resourceVersion: String,
        _ handle: @Sendable (WatchEvent) async -> StreamStep
    ) async throws(KubernetesError) {
        try await client.watch(kind, options, from: resourceVersion, handle)
    }

    func follow(
        _ kind: GroupVersionKind, _ options: ListOptions, _ handle: @Sendable (FollowEvent) async -> StreamStep
    ) async throws(KubernetesError) {
        try await client.follow(kind, options, handle)
    }

    func create(_ object: KubernetesObject) async throws(KubernetesError) -> KubernetesObject {
        try await client.create(object)
    }

    func replace(_ object: KubernetesObject) async throws(KubernetesError) -> KubernetesObject {
        try await client.replace(object)
    }

    func patch(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ patch: ObjectPatch
    ) async throws(KubernetesError) -> KubernetesObject {
        try await client.patch(kind, key, patch)
    }

    func apply(
        _ object: KubernetesObject, fieldManager: String, dryRun: Bool
    ) async throws(KubernetesError) -> KubernetesObject {
        try await client.apply(object, fieldManager: fieldManager, force: true, dryRun: dryRun)
    }

    func delete(_ kind: GroupVersionKind, _ key: ObjectKey, _ options: DeleteOptions) async throws(KubernetesError) {
        try await client.delete(kind, key, options)
    }

    func resource(for kind: GroupVersionKind) async throws(KubernetesError) -> APIResource {
        try await client.resource(for: kind)
    }

    func preferredResource(for kind: GroupKind) async throws(KubernetesError) -> APIResource {
        try await client.preferredResource(for: kind)
    }

    func allResources() async throws(KubernetesError) -> [APIResource] { try await client.allResources() }

    func serverVersion() async throws(KubernetesError) -> String { try await client.serverVersion().gitVersion }

    func podLogs(
        _ pod: ObjectKey, _ options: PodLogOptions, _ handle: @Sendable ([UInt8]) async -> StreamStep
    ) async throws(KubernetesError) {
        try await client.podLogs(pod, options, handle)
    }
}
