internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Brings the objects of one kind a step nearer to what they ask for.
protocol WorkloadReconciler: Sendable {
    var cluster: Cluster { get }
    /// The kind it is about.
    var resource: ResourceKey { get }
    /// Its name, as owner references write it.
    var kind: String { get }
    /// The kinds of the objects it makes.
    var children: [ResourceKey] { get }

    /// Does what can be done now.
    ///
    /// - Returns: after how long it wants to look again; nil to wait for a change.
    func reconcile(_ object: StoredObject) async throws(APIError) -> Duration?
}

/// Calls a reconciler for each object that changed, or whose children did.
struct WorkloadLoop<Reconciler: WorkloadReconciler>: ClusterController {
    let reconciler: Reconciler

    init(_ reconciler: Reconciler) { self.reconciler = reconciler }

    func run() async {
        let store = reconciler.cluster.store
        var feed = ChangeFeed(store, [reconciler.resource], children: reconciler.children, of: reconciler.kind)
        while !Task.isCancelled {
            for item in await feed.next() {
                guard let object = store.object(item.resource, item.key) else {
                    feed.forget(item)
                    continue
                }
                await reconciler.cluster.attempt("run a simulated \(reconciler.kind)") { () throws(APIError) in
                    if let delay = try await reconciler.reconcile(object) { feed.announce(item, after: delay) }
                }
            }
        }
    }
}

extension WorkloadReconciler {
    /// Takes over the children of one kind that a selector matches and nobody controls, and lets go of those that it no longer
    /// matches (`ControllerRefManager` of the real controllers).
    func claim(_ child: ResourceKey, for owner: StoredObject, apiVersion: String) async throws(APIError) {
        let selector = LabelSelector(owner.value.at("spec", "selector") ?? .null)
        guard !selector.requirements.isEmpty else { return }
        for object in cluster.store.snapshot(child).objects(in: owner.key.namespace) where !object.isBeingDeleted {
            let controller = object.owners.first(where: \.isController)
            let matches = selector.matches(object.labels)
            if controller == nil, matches {
                let reference = PodTemplates.owner(owner, .init(apiVersion: apiVersion, kind: kind))
                try await cluster.update(child, object.key) { content in
                    content.updateMetadata { metadata in
                        metadata["ownerReferences"] = .array(
                            (metadata["ownerReferences"]?.array ?? []) + [reference])
                    }
                    return true
                }
            } else if controller?.uid == owner.uid, !matches {
                try await cluster.update(child, object.key) { content in
                    let rest = (content["metadata"]?["ownerReferences"]?.array ?? []).filter {
                        $0["uid"]?.string != owner.uid
                    }
                    content.updateMetadata { $0["ownerReferences"] = rest.isEmpty ? nil : .array(rest) }
                    return true
                }
            }
        }
    }

    /// The children of one kind that an object controls.
    func controlled(_ child: ResourceKey, by owner: StoredObject) -> [StoredObject] {
        cluster.store.snapshot(child).objects(in: owner.key.namespace).filter { object in
            object.owners.contains { $0.isController && $0.uid == owner.uid }
        }
    }
}
