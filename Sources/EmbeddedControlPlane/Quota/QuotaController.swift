internal import DocumentModel
internal import KubernetesModel

/// Keeps the status of quotas: the limits, and what is used of them.
struct QuotaController: ClusterController {
    let cluster: Cluster

    func run() async {
        let waiter = ChangeWaiter()
        cluster.store.addGlobalWaiter(waiter)
        defer { cluster.store.removeGlobalWaiter(waiter) }
        while !Task.isCancelled {
            for stored in cluster.store.snapshot(.resourceQuotas).objects where !stored.isBeingDeleted {
                await update(stored)
            }
            await waiter.wait()
        }
    }

    private func update(_ stored: StoredObject) async {
        let quota = Quota(stored)
        let served = cluster.registry.served
        // Of a resource that nobody serves there is nothing to count.
        let used = quota.used(cluster.store, namespace: stored.key.namespace).filter { name, _ in
            Quota.counted(name).map { served.definition($0)?.isNamespaced == true } ?? true
        }
        let status: Value =
            quota.hard.isEmpty
            ? [:]
            : [
                "hard": .object(quota.hard.sorted()),
                "used": .object(
                    Object(used.sorted { $0.key < $1.key }.map { (key: $0.key, value: .string($0.value.canonical)) })),
            ]
        guard stored.value["status"] != status else { return }
        await cluster.attempt("count what a quota limits") { () throws(APIError) in
            try await cluster.update(.resourceQuotas, stored.key, subresource: "status") { object in
                object["status"] = status
                return true
            }
        }
    }
}
