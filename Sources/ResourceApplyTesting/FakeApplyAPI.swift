package import DocumentModel
package import KubernetesClient
package import KubernetesModel
package import ResourceApply
internal import Synchronization

/// A Kubernetes API in memory, for tests of what applies objects: server-side apply with field ownership, at the grain of whole
/// lists; versions that move only when something changes; a log of every request.
package final class FakeApplyAPI: ApplyAPI {
    struct State {
        var objects: [ObjectIdentity: KubernetesObject] = [:]
        var version = 100
        var log: [String] = []
        var faults: [String: KubernetesError] = [:]
        var unserved: Set<GroupKind> = []
        var clusterScoped: Set<String> = [
            "Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "StorageClass",
        ]
        var finalizing: Set<ObjectIdentity> = []
        var observers: [@Sendable (KubernetesObject, _ isDeleted: Bool) -> Void] = []
    }
    let state = Mutex(State())

    package init() {}

    // MARK: What tests arrange

    /// Puts an object there as another manager would.
    package func store(_ object: KubernetesObject, manager: String = "somebody", operation: String = "Update") {
        let stored = state.withLock { state in
            var object = object
            let entry: Value = [
                "manager": .string(manager), "operation": .string(operation), "apiVersion": .string(object.apiVersion),
                "fieldsType": "FieldsV1", "fieldsV1": .object(FakeFields.set(of: object.content)),
            ]
            var entries = object.metadata["managedFields"]?.array ?? []
            if entries.isEmpty { entries = [entry] }
            object.metadata["managedFields"] = .array(entries)
            return state.keep(object)
        }
        tell(stored)
    }

    /// Changes an object in place, as somebody with an editor would, who then owns all of `managed` fields.
    package func edit(_ object: ObjectIdentity, _ body: (inout KubernetesObject) -> Void) {
        let stored = state.withLock { state -> KubernetesObject? in
            guard var live = state.objects[object] else { return nil }
            let before = live
            body(&live)
            FakeFields.disown(fieldsThatDiffer: before, live, in: &live)
            return state.keep(live)
        }
        if let stored { tell(stored) }
    }

    /// Removes an object at once.
    package func vanish(_ object: ObjectIdentity) {
        if let gone = state.withLock({ $0.objects.removeValue(forKey: object) }) { tell(gone, isDeleted: true) }
    }

    /// Makes requests fail whose log line begins with `prefix`, such as `apply ConfigMap/apps/a`.
    package func fail(_ prefix: String, with error: KubernetesError?) { state.withLock { $0.faults[prefix] = error } }

    /// Keeps objects that are deleted until ``vanish(_:)``.
    package func holdDeletion(of object: ObjectIdentity) { state.withLock { _ = $0.finalizing.insert(object) } }

    /// Stops or starts serving a kind.
    package func serve(_ kind: GroupKind, _ isServed: Bool) {
        state.withLock { state in
            if isServed { state.unserved.remove(kind) } else { state.unserved.insert(kind) }
        }
    }

    /// Hears of every change.
    package func observe(_ observer: @escaping @Sendable (KubernetesObject, _ isDeleted: Bool) -> Void) {
        state.withLock { $0.observers.append(observer) }
    }

    /// The requests so far: `get`, `dry-run`, `apply`, `patch`, `delete`, `list`, each with its subject.
    package var log: [String] { state.withLock(\.log) }
    package func clearLog() { state.withLock { $0.log = [] } }
    package var objects: [KubernetesObject] { state.withLock { Array($0.objects.values) } }
    package subscript(object: ObjectIdentity) -> KubernetesObject? { state.withLock { $0.objects[object] } }

    // MARK: ApplyAPI

    package func preferredKind(of kind: GroupKind) async throws(KubernetesError) -> GroupVersionKind {
        try served(kind)
        return GroupVersionKind(group: kind.group, version: "v1", kind: kind.kind)
    }

    package func isNamespaced(_ kind: GroupVersionKind) async throws(KubernetesError) -> Bool {
        try served(kind.groupKind)
        return state.withLock { !$0.clusterScoped.contains(kind.kind) }
    }

    package func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(KubernetesError) -> KubernetesObject? {
        let id = ObjectIdentity(kind: kind.groupKind, key: key)
        try begin("get", id)
        return state.withLock { $0.objects[id] }
    }

    package func list(
        _ kind: GroupVersionKind, namespace: String?, labels: String
    ) async throws(KubernetesError) -> [KubernetesObject] {
        try begin("list", ObjectIdentity(kind: kind.groupKind, key: ObjectKey(namespace: namespace ?? "", name: "*")))
        return state.withLock { state in
            state.objects.values.filter { object in
                object.groupVersionKind.groupKind == kind.groupKind
                    && (namespace == nil || object.namespace == namespace)
            }
        }
    }

    package func apply(
        _ object: KubernetesObject, fieldManager: String, dryRun: Bool
    ) async throws(KubernetesError) -> KubernetesObject {
        let isNamespaced = try await isNamespaced(object.groupVersionKind)
        var object = object
        if !isNamespaced { object.namespace = "" }
        let id = ObjectIdentity(object)
        try begin(dryRun ? "dry-run" : "apply", id)
        let (result, isChanged) = state.withLock { state -> (KubernetesObject, Bool) in
            let live = state.objects[id]
            let merged = FakeFields.apply(object, onto: live, manager: fieldManager)
            if let live, live.content == merged.content { return (live, false) }
            return dryRun ? (merged, false) : (state.keep(merged), true)
        }
        if isChanged { tell(result) }
        return result
    }

    package func patch(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ patch: JSONPatch, fieldManager: String
    ) async throws(KubernetesError) -> KubernetesObject {
        let id = ObjectIdentity(kind: kind.groupKind, key: key)
        try begin("patch", id)
        let patched: KubernetesObject? = state.withLock { state in
            guard let live = state.objects[id] else { return nil }
            do throws(DocumentError) {
                guard let object = KubernetesObject(try patch.apply(to: live.value)) else { return nil }
                return state.keep(object)
            } catch { return nil }
        }
        guard let patched else { throw KubernetesError(.invalid, "cannot patch \(id.subject)") }
        tell(patched)
        return patched
    }

    package func delete(_ kind: GroupVersionKind, _ key: ObjectKey, uid: String) async throws(KubernetesError) {
        let id = ObjectIdentity(kind: kind.groupKind, key: key)
        try begin("delete", id)
        let gone = state.withLock { state -> (KubernetesObject, Bool)? in
            guard var object = state.objects[id] else { return nil }
            guard state.finalizing.contains(id) else {
                state.objects[id] = nil
                return (object, true)
            }
            object.metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z"
            return (state.keep(object), false)
        }
        guard let gone else { throw Self.notFound(id) }
        tell(gone.0, isDeleted: gone.1)
    }

    // MARK: Inside

    private static func notFound(_ id: ObjectIdentity) -> KubernetesError {
        let text = "\(id.kind.kind.lowercased())s \"\(id.key.name)\" not found"
        return KubernetesError(.notFound, text, status: APIStatus(code: 404, reason: "NotFound", message: text))
    }

    private func served(_ kind: GroupKind) throws(KubernetesError) {
        guard state.withLock({ $0.unserved.contains(kind) }) else { return }
        throw KubernetesError(.noMatch, "the API server serves no \(kind.kind)")
    }

    private func begin(_ verb: String, _ id: ObjectIdentity) throws(KubernetesError) {
        try served(id.kind)
        let line = "\(verb) \(id.subject)"
        let fault = state.withLock { state in
            state.log.append(line)
            return state.faults.first { line.hasPrefix($0.key) }?.value
        }
        if let fault { throw fault }
    }

    private func tell(_ object: KubernetesObject, isDeleted: Bool = false) {
        for observer in state.withLock({ $0.observers }) { observer(object, isDeleted) }
    }
}

extension FakeApplyAPI.State {
    /// Stores the object under a new version.
    mutating func keep(_ object: KubernetesObject) -> KubernetesObject {
        let id = ObjectIdentity(object)
        version += 1
        var object = object
        if object.uid.isEmpty { object.metadata["uid"] = .string("uid-\(version)") }
        let generation = objects[id]?.generation ?? 0
        let isNew = objects[id]?.content["spec"] != object.content["spec"]
        object.metadata["generation"] = .integer(isNew ? generation + 1 : max(generation, 1))
        object.metadata["creationTimestamp"] = "2026-01-01T00:00:00Z"
        object.resourceVersion = "\(version)"
        objects[id] = object
        return object
    }
}
