/// The simulated kubelet, scheduler and workload controllers.
enum WorkloadControllers {
    static func all(_ cluster: Cluster) -> [any ClusterController] { [] }
}
