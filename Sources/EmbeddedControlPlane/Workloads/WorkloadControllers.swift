/// The simulated kubelet, scheduler and workload controllers.
enum WorkloadControllers {
    static func all(_ cluster: Cluster) -> [any ClusterController] {
        [
            WorkloadLoop(DeploymentReconciler(cluster: cluster)), WorkloadLoop(ReplicaSetReconciler(cluster: cluster)),
            WorkloadLoop(PodReconciler(cluster: cluster)), WorkloadLoop(StatefulSetReconciler(cluster: cluster)),
            WorkloadLoop(DaemonSetReconciler(cluster: cluster)), WorkloadLoop(JobReconciler(cluster: cluster)),
            WorkloadLoop(CronJobReconciler(cluster: cluster)),
            WorkloadLoop(ClaimReconciler(cluster: cluster)), WorkloadLoop(VolumeReconciler(cluster: cluster)),
            WorkloadLoop(LoadBalancerReconciler(cluster: cluster)),
            WorkloadLoop(DisruptionBudgetReconciler(cluster: cluster)),
            WorkloadLoop(AutoscalerReconciler(cluster: cluster)), WorkloadLoop(IngressReconciler(cluster: cluster)),
            EndpointController(cluster: cluster),
        ]
    }
}
