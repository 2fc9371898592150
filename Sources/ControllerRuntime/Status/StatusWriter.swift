internal import DocumentModel
internal import KubernetesModel
internal import Platform
internal import Synchronization

/// Writes one object's status and finalizers, as the only writer of one run.
///
/// Conditions are written under an optimistic lock: first against the version the run read, and after a conflict against
/// the newest one, merged, up to five tries in all. Other fields need no lock: nobody else writes them.
final class StatusWriter<Resource: CustomResource>: Sendable {
    static var tries: Int { 5 }
    static var pause: Duration { .milliseconds(100) }

    private struct State {
        /// The status as the cluster has it.
        var base: Resource.Status
        var resourceVersion: String
        var finalizers: [String]
    }

    private let key: ObjectKey
    private let cluster: any ClusterAPI
    private let time: TimeSource
    private let owned: [ConditionType]
    private let fieldManager: String
    private let absorb: @Sendable (KubernetesObject) -> Void
    private let state: Mutex<State>

    init(
        _ resource: Resource, owned: [ConditionType], fieldManager: String, cluster: any ClusterAPI, time: TimeSource,
        absorb: @escaping @Sendable (KubernetesObject) -> Void
    ) {
        key = resource.key
        self.owned = owned
        self.fieldManager = fieldManager
        self.cluster = cluster
        self.time = time
        self.absorb = absorb
        state = Mutex(
            State(
                base: resource.status, resourceVersion: resource.metadata.resourceVersion,
                finalizers: resource.metadata.finalizers))
    }

    /// Writes what differs between `status` and what the cluster has; nothing when nothing does.
    ///
    /// - Returns: the status as stored, with what others wrote.
    func write(_ status: Resource.Status) async throws -> Resource.Status {
        let base = state.withLock(\.base)
        var target = status
        var version = state.withLock(\.resourceVersion)
        for attempt in 1... {
            let patch = try StatusPatch(from: base, to: target)
            if patch.isEmpty { return target }
            do throws(ClusterError) {
                let body: Value
                do { body = try patch.body(resourceVersion: version) } catch { throw ClusterError(.other, "\(error)") }
                let stored = try await cluster.mergePatch(
                    Resource.groupVersionKind, key, subresource: "status", body, fieldManager: fieldManager)
                return keep(stored, or: target)
            } catch {
                if error.code == .notFound { return target }  // the object is gone, and its status with it
                guard error.code == .conflict, attempt < Self.tries else { throw error }
            }
            try await time.sleep(time.now() + Self.pause * Double.random(in: 1...2))
            guard let latest = try await cluster.get(Resource.groupVersionKind, key) else { return target }
            version = latest.resourceVersion
            target.conditions = try ConditionMerge.merge(
                base: base.conditions, ours: status.conditions, latest: latest.conditions, owned: owned)
        }
        return target
    }

    /// Adds or removes a finalizer, under an optimistic lock, so that nobody else's is lost.
    ///
    /// - Returns: false when the object is gone.
    func setFinalizer(_ name: String, isPresent: Bool) async throws -> Bool {
        var (finalizers, version) = state.withLock { ($0.finalizers, $0.resourceVersion) }
        for attempt in 1... {
            guard finalizers.contains(name) != isPresent else { return true }
            finalizers = isPresent ? finalizers + [name] : finalizers.filter { $0 != name }
            let body: Value = [
                "metadata": [
                    "resourceVersion": .string(version),
                    "finalizers": finalizers.isEmpty ? .null : .array(finalizers.map(Value.string)),
                ]
            ]
            do throws(ClusterError) {
                let stored = try await cluster.mergePatch(
                    Resource.groupVersionKind, key, subresource: nil, body, fieldManager: fieldManager)
                _ = keep(stored, or: state.withLock(\.base))
                return true
            } catch {
                if error.code == .notFound { return false }
                guard error.code == .conflict, attempt < Self.tries else { throw error }
            }
            try await time.sleep(time.now() + Self.pause * Double.random(in: 1...2))
            guard let latest = try await cluster.get(Resource.groupVersionKind, key) else { return false }
            (finalizers, version) = (latest.finalizers, latest.resourceVersion)
        }
        return true
    }

    /// Makes the stored object the base of the next patch.
    private func keep(_ stored: KubernetesObject, or target: Resource.Status) -> Resource.Status {
        absorb(stored)
        let status = (try? Resource(stored).status) ?? target  // an answer that cannot be read tells nothing new
        state.withLock { state in
            state.base = status
            state.resourceVersion = stored.resourceVersion
            state.finalizers = stored.finalizers
        }
        return status
    }
}

extension KubernetesObject {
    /// The conditions in the status; those that cannot be read are left out.
    var conditions: [Condition] {
        (status?["conditions"]?.array ?? []).compactMap { try? ValueDecoder().decode(Condition.self, from: $0) }
    }
}
