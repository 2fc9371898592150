package import KubernetesModel

/// The order in which kinds are applied; deletion uses the exact reverse.
package enum KindOrder {
    private static let first = [
        "CustomResourceDefinition", "Namespace", "ClusterRole", "ClusterClass", "RuntimeClass", "PriorityClass",
        "StorageClass", "VolumeSnapshotClass", "IngressClass", "GatewayClass", "ClusterRoleBinding", "ResourceQuota",
        "ServiceAccount", "Role", "RoleBinding", "ConfigMap", "Secret", "Service", "LimitRange", "Deployment",
        "StatefulSet", "CronJob", "PodDisruptionBudget",
    ]
    private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]
    private static let ranks: [String: Int] = Dictionary(
        first.enumerated().map { ($1, $0) } + last.enumerated().map { ($1, first.count + 1 + $0) },
        uniquingKeysWith: { first, _ in first })

    /// The place of a kind; its group does not matter.
    package static func rank(of kind: String) -> Int { ranks[kind] ?? first.count }

    /// By rank, then group, kind, namespace and name in byte order.
    package static func precedes(_ left: ObjectIdentity, _ right: ObjectIdentity) -> Bool {
        let (a, b) = (rank(of: left.kind.kind), rank(of: right.kind.kind))
        guard a == b else { return a < b }
        return sortKey(left).lexicographicallyPrecedes(sortKey(right), by: { bytes($0, precede: $1) })
    }

    private static func sortKey(_ object: ObjectIdentity) -> [String] {
        [object.kind.group, object.kind.kind, object.key.namespace, object.key.name]
    }

    private static func bytes(_ left: String, precede right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The objects in the order they are applied in.
    package static func sort(_ objects: [KubernetesObject]) -> [KubernetesObject] {
        objects.map { (ObjectIdentity($0), $0) }.sorted { precedes($0.0, $1.0) }.map(\.1)
    }
}
