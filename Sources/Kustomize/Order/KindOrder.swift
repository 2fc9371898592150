/// The order of kinds in which a cluster likes to see objects.
struct KindOrder: Sendable {
    /// Namespaces and what others need first, webhooks last.
    static let standard = KindOrder(
        first: [
            "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
            "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret",
            "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim",
            "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
        ],
        last: ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"])

    private var ranks: [String: Int] = [:]

    init(first: [String], last: [String]) {
        for (index, kind) in first.enumerated() { ranks[kind] = index - first.count }
        for (index, kind) in last.enumerated() { ranks[kind] = index + 1 }
    }

    /// Negative for first, positive for last, 0 for all others.
    func rank(_ kind: String) -> Int { ranks[kind] ?? 0 }
}

extension ResourceType {
    /// Group, version and kind in one text that sorts missing parts last.
    var sortText: String {
        "\(group.isEmpty ? "~G" : group)_\(version.isEmpty ? "~V" : version)_\(kind.isEmpty ? "~K" : kind)"
    }

    /// By the standard order of kinds, then by name.
    func precedes(_ other: ResourceType) -> Bool {
        let (rank, otherRank) = (KindOrder.standard.rank(kind), KindOrder.standard.rank(other.kind))
        return rank == otherRank ? sortText.utf8.lexicographicallyPrecedes(other.sortText.utf8) : rank < otherRank
    }
}
