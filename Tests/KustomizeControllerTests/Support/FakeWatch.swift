import ControllerRuntime
import DocumentModel
import KubernetesModel
import ResourceApply
import ResourceApplyTesting

/// Watches what a fake API holds.
struct FakeWatch: ClusterAPI {
    let api: FakeApplyAPI

    func list(_ scope: WatchScope, page: ([KubernetesObject]) -> Void) async throws(ClusterError) -> String {
        let objects = api.objects.filter { matches($0, scope) }
        page(objects)
        return String(objects.compactMap { UInt64($0.resourceVersion) }.max() ?? 0)
    }

    func watch(
        _ scope: WatchScope, from resourceVersion: String, _ handle: (ClusterEvent) -> Void
    ) async throws(ClusterError) {
        let (stream, feed) = AsyncStream<(KubernetesObject, Bool)>.makeStream()
        api.observe { feed.yield(($0, $1)) }
        let since = UInt64(resourceVersion) ?? 0
        for object in api.objects where matches(object, scope) && (UInt64(object.resourceVersion) ?? 0) > since {
            handle(.changed(object))
        }
        for await (object, isDeleted) in stream where matches(object, scope) {
            handle(isDeleted ? .deleted(object) : .changed(object))
        }
    }

    private func matches(_ object: KubernetesObject, _ scope: WatchScope) -> Bool {
        object.groupVersionKind.groupKind == scope.kind.groupKind
            && (scope.namespace == nil || scope.namespace == object.namespace)
            && (scope.labels.isEmpty || object.labels[scope.labels] != nil)
    }

    func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(ClusterError) -> KubernetesObject? { nil }
    func create(_ object: KubernetesObject) async throws(ClusterError) -> KubernetesObject { throw Self.refusal }
    func replace(_ object: KubernetesObject) async throws(ClusterError) -> KubernetesObject { throw Self.refusal }
    func mergePatch(
        _ kind: GroupVersionKind, _ key: ObjectKey, subresource: String?, _ patch: Value, fieldManager: String?
    ) async throws(ClusterError) -> KubernetesObject { throw Self.refusal }

    private static let refusal = ClusterError(.other, "only for watching")
}
