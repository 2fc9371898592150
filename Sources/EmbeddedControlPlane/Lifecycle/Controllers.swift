internal import Cryptography
internal import Logging

/// One of the control plane's own controllers.
protocol ClusterController: Sendable {
    /// Works until the task is cancelled.
    func run() async
}

/// The controllers that a cluster has beside its API: life cycles, garbage collection, simulated workloads.
struct Controllers: Sendable {
    let cluster: Cluster
    let simulatesWorkloads: Bool
    let authority: CertificateAuthority

    func run() async {
        var all: [any ClusterController] = [
            NamespaceController(cluster: cluster), GarbageCollector(cluster: cluster),
            CustomResourceController(cluster: cluster), RoleAggregation(cluster: cluster),
            QuotaController(cluster: cluster), EventExpiry(cluster: cluster), PolicyStatusController(cluster: cluster),
            TokenSecrets(cluster: cluster), FlowControlObjects(cluster: cluster),
            CertificateSigner(cluster: cluster, authority: authority),
        ]
        if simulatesWorkloads { all += WorkloadControllers.all(cluster) }
        await withTaskGroup(of: Void.self) { group in
            for controller in all { group.addTask { await controller.run() } }
        }
    }
}

extension Cluster {
    /// Runs one step of a controller; what fails is logged and tried again at the next change.
    func attempt(_ what: String, _ step: () async throws(APIError) -> Void) async {
        do throws(APIError) {
            try await step()
        } catch {
            logger.warning("cannot \(what)", metadata: ["error": "\(error.message)"])
        }
    }
}
