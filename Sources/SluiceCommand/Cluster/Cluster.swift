internal import KubernetesClient
internal import KubernetesModel

/// What commands ask of a Kubernetes API: as little as they can do with, so that tests can stand in for it.
protocol Cluster: Sendable {
    func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(KubernetesError) -> KubernetesObject
    func list(_ kind: GroupVersionKind, _ options: ListOptions) async throws(KubernetesError) -> ObjectList
    /// Watches until the task is cancelled, the server ends it or `handle` stops. See ``KubernetesClient/KubernetesClient``.
    func watch(
        _ kind: GroupVersionKind, _ options: ListOptions, from resourceVersion: String,
        _ handle: @Sendable (WatchEvent) async -> StreamStep
    ) async throws(KubernetesError)
    /// Lists, then watches for as long as the task lives, whatever happens to the connection.
    func follow(
        _ kind: GroupVersionKind, _ options: ListOptions, _ handle: @Sendable (FollowEvent) async -> StreamStep
    ) async throws(KubernetesError)
    @discardableResult
    func create(_ object: KubernetesObject) async throws(KubernetesError) -> KubernetesObject
    @discardableResult
    func replace(_ object: KubernetesObject) async throws(KubernetesError) -> KubernetesObject
    @discardableResult
    func patch(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ patch: ObjectPatch
    ) async throws(KubernetesError) -> KubernetesObject
    @discardableResult
    func apply(
        _ object: KubernetesObject, fieldManager: String, dryRun: Bool
    ) async throws(KubernetesError) -> KubernetesObject
    func delete(_ kind: GroupVersionKind, _ key: ObjectKey, _ options: DeleteOptions) async throws(KubernetesError)
    func resource(for kind: GroupVersionKind) async throws(KubernetesError) -> APIResource
    func preferredResource(for kind: GroupKind) async throws(KubernetesError) -> APIResource
    func allResources() async throws(KubernetesError) -> [APIResource]
    /// Such as `v1.36.0`.
    func serverVersion() async throws(KubernetesError) -> String
    func podLogs(
        _ pod: ObjectKey, _ options: PodLogOptions, _ handle: @Sendable ([UInt8]) async -> StreamStep
    ) async throws(KubernetesError)
}

extension Cluster {
    /// The object; nil when there is none.
    func getIfPresent(
        _ kind: GroupVersionKind, _ key: ObjectKey
    ) async throws(KubernetesError) -> KubernetesObject? {
        do throws(KubernetesError) { return try await get(kind, key) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }
}
