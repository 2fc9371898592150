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
    /// The children of one kind that an object controls.
    func controlled(_ child: ResourceKey, by owner: StoredObject) -> [StoredObject] {
        cluster.store.snapshot(child).objects(in: owner.key.namespace).filter { object in
            object.owners.contains { $0.isController && $0.uid == owner.uid }
        }
    }
}
