package import ControllerRuntime
package import DocumentModel
package import KubernetesModel
internal import Synchronization

/// A Kubernetes API in memory: versions, optimistic locks, merge patches, watches.
package final class FakeCluster: ClusterAPI {
    fileprivate struct ID: Hashable {
        var kind: GroupKind
        var key: ObjectKey
    }
    fileprivate struct Watcher {
        var scope: WatchScope
        var feed: AsyncStream<ClusterEvent?>.Continuation
    }
    /// A write as it came in.
    package struct Write: Sendable {
        package var verb: String
        package var kind: String
        package var key: ObjectKey
        package var subresource: String?
        package var body: Value
        package var fieldManager: String?
    }
    fileprivate struct State {
        var objects: [ID: KubernetesObject] = [:]
        var version: UInt64 = 100
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0
        var writes: [Write] = []
        /// Called before each write; may refuse it.
        var gate: (@Sendable (Write) -> ClusterError?)?
        var lists = 0
        var isExpired = false
    }
    private let state = Mutex(State())

    package init() {}

    /// Every write, refused ones included.
    package var writes: [Write] { state.withLock(\.writes) }
    /// How many lists were asked for.
    package var lists: Int { state.withLock(\.lists) }

    /// The patches of the status of a kind.
    package func statusPatches(_ kind: String) -> [Write] {
        writes.filter { $0.verb == "patch" && $0.kind == kind && $0.subresource == "status" }
    }

    /// Refuses writes for which `gate` returns an error.
    package func guardWrites(_ gate: (@Sendable (Write) -> ClusterError?)?) { state.withLock { $0.gate = gate } }

    /// The object as stored.
    package subscript(_ kind: GroupKind, _ key: ObjectKey) -> KubernetesObject? {
        state.withLock { $0.objects[ID(kind: kind, key: key)] }
    }

    /// The objects of a kind.
    package func objects(_ kind: String) -> [KubernetesObject] {
        state.withLock { $0.objects.filter { $0.key.kind.kind == kind }.map(\.value) }
    }

    /// Stores an object as a user would: the generation follows the spec.
    package func apply(_ object: KubernetesObject) {
        state.withLock { state in
            let id = ID(kind: object.groupVersionKind.groupKind, key: object.key)
            var object = object
            let old = state.objects[id]
            var generation = old?.generation ?? 0
            if old == nil || old?.spec != object.spec { generation += 1 }
            object.metadata["generation"] = .integer(generation)
            object.metadata["uid"] = .string(old?.uid ?? "uid-\(object.name)")
            if let old { object.content["status"] = old.status }
            if let old { object.metadata["finalizers"] = old.metadata["finalizers"] }
            state.store(object, id)
        }
    }

    /// Changes an object as a user would.
    package func edit(_ kind: GroupKind, _ key: ObjectKey, _ change: (inout KubernetesObject) -> Void) {
        guard var object = self[kind, key] else { return }
        change(&object)
        apply(object)
    }

    /// Asks for the object's deletion: at once without finalizers.
    package func delete(_ kind: GroupKind, _ key: ObjectKey) {
        state.withLock { state in
            let id = ID(kind: kind, key: key)
            guard var object = state.objects[id] else { return }
            guard !object.finalizers.isEmpty else { return state.remove(id) }
            object.metadata["deletionTimestamp"] = "2026-01-02T03:04:05Z"
            object.metadata["generation"] = .integer((object.generation ?? 0) + 1)
            state.store(object, id)
        }
    }

    /// Removes an object while no watch is told.
    package func deleteSilently(_ kind: GroupKind, _ key: ObjectKey) {
        state.withLock { $0.objects[ID(kind: kind, key: key)] = nil }
    }

    /// Ends all watches; `expired` makes the next one from an old version fail.
    package func breakWatches(expired: Bool) {
        let feeds = state.withLock { state in
            state.isExpired = expired
            defer { state.watchers = [:] }
            return state.watchers.values.map(\.feed)
        }
        for feed in feeds { feed.finish() }
    }

    package func list(_ scope: WatchScope, page: ([KubernetesObject]) -> Void) async throws(ClusterError) -> String {
        let (objects, version) = state.withLock { state in
            state.lists += 1
            state.isExpired = false
            return (state.objects.values.filter { $0.matches(scope) }, state.version)
        }
        page(Array(objects))
        return String(version)
    }

    package func watch(
        _ scope: WatchScope, from resourceVersion: String, _ handle: (ClusterEvent) -> Void
    ) async throws(ClusterError) {
        let (stream, feed) = AsyncStream<ClusterEvent?>.makeStream()
        let id: Int? = state.withLock { state in
            if state.isExpired { return nil }
            state.nextWatcher += 1
            state.watchers[state.nextWatcher] = Watcher(scope: scope, feed: feed)
            // What happened between the list and the watch must not be lost.
            let since = UInt64(resourceVersion) ?? 0
            for object in state.objects.values.sorted(by: { $0.version < $1.version })
            where object.matches(scope) && object.version > since {
                feed.yield(.changed(object))
            }
            return state.nextWatcher
        }
        guard let id else { throw ClusterError(.expired, "too old resource version") }
        for await event in stream {
            if let event { handle(event) }
        }
        state.withLock { _ = $0.watchers.removeValue(forKey: id) }
    }

    package func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(ClusterError) -> KubernetesObject? {
        self[kind.groupKind, key]
    }

    package func create(_ object: KubernetesObject) async throws(ClusterError) -> KubernetesObject {
        let write = Write(verb: "create", kind: object.kind, key: object.key, body: object.value)
        try admit(write)
        let stored = state.withLock { state -> KubernetesObject? in
            let id = ID(kind: object.groupVersionKind.groupKind, key: object.key)
            return state.objects[id] == nil ? state.store(object, id) : nil
        }
        guard let stored else { throw ClusterError(.alreadyExists, "\(object.kind) \(object.key) already exists") }
        return stored
    }

    package func replace(_ object: KubernetesObject) async throws(ClusterError) -> KubernetesObject {
        try admit(Write(verb: "update", kind: object.kind, key: object.key, body: object.value))
        let id = ID(kind: object.groupVersionKind.groupKind, key: object.key)
        let result = state.withLock { state -> Result<KubernetesObject, ClusterError> in
            guard let old = state.objects[id] else { return .failure(ClusterError(.notFound, "not found")) }
            guard old.resourceVersion == object.resourceVersion else {
                return .failure(ClusterError(.conflict, "the object has been modified"))
            }
            return .success(state.store(object, id))
        }
        return try result.get()
    }

    package func mergePatch(
        _ kind: GroupVersionKind, _ key: ObjectKey, subresource: String?, _ patch: Value, fieldManager: String?
    ) async throws(ClusterError) -> KubernetesObject {
        try admit(
            Write(
                verb: "patch", kind: kind.kind, key: key, subresource: subresource, body: patch,
                fieldManager: fieldManager))
        let id = ID(kind: kind.groupKind, key: key)
        let result = state.withLock { state -> Result<KubernetesObject, ClusterError> in
            guard let old = state.objects[id] else { return .failure(ClusterError(.notFound, "\(key) not found")) }
            if let locked = patch.at("metadata", "resourceVersion")?.string, locked != old.resourceVersion {
                return .failure(ClusterError(.conflict, "the object has been modified"))
            }
            let merged = MergePatch.apply(patch, to: old.value)
            guard let object = KubernetesObject(merged) else { return .failure(ClusterError(.invalid, "no object")) }
            if object.content == old.content { return .success(old) }
            let stored = state.store(object, id)
            if object.isBeingDeleted, object.finalizers.isEmpty { state.remove(id) }
            return .success(stored)
        }
        return try result.get()
    }

    private func admit(_ write: Write) throws(ClusterError) {
        if Task.isCancelled { throw ClusterError(.cancelled, "cancelled") }
        let refusal = state.withLock { state in
            state.writes.append(write)
            return state.gate?(write)
        }
        if let refusal { throw refusal }
    }
}

extension FakeCluster.State {
    @discardableResult
    fileprivate mutating func store(_ object: KubernetesObject, _ id: FakeCluster.ID) -> KubernetesObject {
        version += 1
        var object = object
        object.resourceVersion = String(version)
        objects[id] = object
        tell(.changed(object), object)
        return object
    }

    fileprivate mutating func remove(_ id: FakeCluster.ID) {
        version += 1
        guard var object = objects.removeValue(forKey: id) else { return }
        object.resourceVersion = String(version)
        tell(.deleted(object), object)
    }

    private func tell(_ event: ClusterEvent, _ object: KubernetesObject) {
        for watcher in watchers.values where object.matches(watcher.scope) { watcher.feed.yield(event) }
    }
}

extension KubernetesObject {
    fileprivate var version: UInt64 { UInt64(resourceVersion) ?? 0 }

    fileprivate func matches(_ scope: WatchScope) -> Bool {
        guard groupVersionKind.groupKind == scope.kind.groupKind else { return false }
        if let wanted = scope.namespace, wanted != namespace { return false }
        return scope.labels.split(separator: ",").allSatisfy { requirement in
            let parts = requirement.split(separator: "=").map(String.init)
            return parts.count == 2 ? labels[parts[0]] == parts[1] : labels[parts[0]] != nil
        }
    }
}
