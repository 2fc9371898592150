internal import DocumentModel
internal import KubernetesModel

/// Deletes objects whose owners are gone, and carries out foreground and orphan deletions.
struct GarbageCollector: ClusterController {
    let cluster: Cluster

    private struct State {
        var graph = OwnerGraph()
        var seen: [ResourceKey: Int64] = [:]
    }

    func run() async {
        let waiter = ChangeWaiter()
        cluster.store.addGlobalWaiter(waiter)
        defer { cluster.store.removeGlobalWaiter(waiter) }
        var state = State()
        while !Task.isCancelled {
            let touched = collect(&state)
            for (resource, object, isGone) in touched { await settle(object, resource, isGone: isGone, state.graph) }
            if touched.isEmpty { await waiter.wait() }
        }
    }

    /// Brings the graph up to date; returns what changed.
    private func collect(_ state: inout State) -> [(ResourceKey, StoredObject, isGone: Bool)] {
        var touched: [(ResourceKey, StoredObject, isGone: Bool)] = []
        for resource in cluster.store.knownResources {
            if let version = state.seen[resource],
                case .changes(let changes, let revision) = cluster.store.changes(resource, after: version)
            {
                state.seen[resource] = revision
                for change in changes { touched.append((resource, change.object, change.isDeletion)) }
                continue
            }
            let snapshot = cluster.store.snapshot(resource)
            state.seen[resource] = snapshot.revision
            for object in snapshot.objects { touched.append((resource, object, false)) }
        }
        for (resource, object, isGone) in touched { state.graph.set(object, resource, isGone: isGone) }
        return touched
    }

    private func settle(_ object: StoredObject, _ resource: ResourceKey, isGone: Bool, _ graph: OwnerGraph) async {
        if isGone {
            for dependent in graph.dependents(of: object.uid) { await collectIfAbandoned(dependent, graph) }
            for owner in object.owners { await releaseOwner(owner.uid, graph) }
            return
        }
        if object.isBeingDeleted {
            if object.finalizers.contains(DeletionRules.orphanFinalizer) { await orphan(object, resource, graph) }
            if object.finalizers.contains(DeletionRules.foregroundFinalizer) {
                await deleteInForeground(object, resource, graph)
            }
        }
        guard !object.owners.isEmpty else { return }
        await collectIfAbandoned(.init(resource: resource, key: object.key, uid: object.uid), graph)
        for owner in object.owners { await releaseOwner(owner.uid, graph) }
    }

    /// Deletes a dependent all of whose owners are gone.
    private func collectIfAbandoned(_ node: OwnerGraph.Node, _ graph: OwnerGraph) async {
        guard let object = cluster.store.object(node.resource, node.key), object.uid == node.uid,
            !object.isBeingDeleted,
            !object.owners.isEmpty
        else { return }
        let isHeld = object.owners.contains { owner in graph.isAlive(owner.uid) || !isKnownKind(owner) }
        guard !isHeld else { return await forgetGoneOwners(of: object, node, graph) }
        await cluster.attempt("collect a dependent") { () throws(APIError) in
            try await cluster.delete(node.resource, node.key, uid: node.uid)
        }
    }

    /// Drops the references to owners that are gone from a dependent that others still own.
    private func forgetGoneOwners(of object: StoredObject, _ node: OwnerGraph.Node, _ graph: OwnerGraph) async {
        let gone = object.owners.filter { !graph.isAlive($0.uid) && isKnownKind($0) }.map(\.uid)
        guard !gone.isEmpty else { return }
        await cluster.attempt("forget an owner") { () throws(APIError) in
            try await cluster.update(node.resource, node.key) { object in
                guard object["metadata"]?["uid"]?.string == node.uid else { return false }
                for uid in gone { _ = Self.removeOwner(uid, from: &object) }
                return true
            }
        }
    }

    /// An owner of a kind that is not served is never taken for gone.
    private func isKnownKind(_ owner: StoredObject.OwnerReference) -> Bool {
        let kind = GroupVersionKind(apiVersion: owner.apiVersion, kind: owner.kind)
        return cluster.registry.served.definition(kind: kind.groupKind) != nil
    }

    private func orphan(_ object: StoredObject, _ resource: ResourceKey, _ graph: OwnerGraph) async {
        for dependent in graph.dependents(of: object.uid) {
            await cluster.attempt("orphan a dependent") { () throws(APIError) in
                try await cluster.update(dependent.resource, dependent.key) { Self.removeOwner(object.uid, from: &$0) }
            }
        }
        await removeFinalizer(DeletionRules.orphanFinalizer, object.key, resource)
    }

    private func deleteInForeground(_ object: StoredObject, _ resource: ResourceKey, _ graph: OwnerGraph) async {
        let dependents = graph.dependents(of: object.uid)
        for dependent in dependents {
            guard let present = cluster.store.object(dependent.resource, dependent.key), !present.isBeingDeleted else {
                continue
            }
            await cluster.attempt("delete a dependent") { () throws(APIError) in
                try await cluster.delete(
                    dependent.resource, dependent.key, uid: dependent.uid, propagation: .foreground)
            }
        }
        let isBlocked = graph.dependents(of: object.uid).contains { dependent in
            guard let present = cluster.store.object(dependent.resource, dependent.key), present.uid == dependent.uid
            else { return false }
            return present.owners.contains { $0.uid == object.uid && $0.blocksDeletion }
        }
        if !isBlocked { await removeFinalizer(DeletionRules.foregroundFinalizer, object.key, resource) }
    }

    /// Goes on with an owner that waits for its dependents.
    private func releaseOwner(_ uid: String, _ graph: OwnerGraph) async {
        guard let node = graph.node(uid), let owner = cluster.store.object(node.resource, node.key), owner.uid == uid,
            owner.isBeingDeleted, owner.finalizers.contains(DeletionRules.foregroundFinalizer)
        else { return }
        await deleteInForeground(owner, node.resource, graph)
    }

    private func removeFinalizer(_ name: String, _ key: ObjectKey, _ resource: ResourceKey) async {
        await cluster.attempt("release a deleted object") { () throws(APIError) in
            try await cluster.update(resource, key) { object in
                var view = KubernetesObject(content: object)
                view.finalizers = view.finalizers.filter { $0 != name }
                object = view.content
                return true
            }
        }
    }

    private static func removeOwner(_ uid: String, from object: inout Object) -> Bool {
        let owners = (object["metadata"]?["ownerReferences"]?.array ?? []).filter { $0["uid"]?.string != uid }
        object.updateMetadata { $0["ownerReferences"] = owners.isEmpty ? nil : .array(owners) }
        return true
    }
}

extension OwnerGraph {
    func node(_ uid: String) -> Node? { nodes[uid] }
}
