/// Names of compute resources.
enum ResourceName {
    private static let standard: Set<String> = [
        "cpu", "memory", "ephemeral-storage", "storage", "requests.cpu", "requests.memory",
        "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods",
        "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "requests.storage", "services.nodeports", "services.loadbalancers",
    ]
    private static let quota: Set<String> = standard.subtracting(["storage"])

    static func isForContainers(_ name: String) -> Bool {
        ["cpu", "memory", "ephemeral-storage"].contains(name) || isHugePage(name)
    }

    static func isStandard(_ name: String) -> Bool { standard.contains(name) || isHuge(name) }

    static func isForQuota(_ name: String) -> Bool { quota.contains(name) || isHuge(name) }

    static func isHugePage(_ name: String) -> Bool { name.hasPrefix("hugepages-") }

    private static func isHuge(_ name: String) -> Bool { isHugePage(name) || name.hasPrefix("requests.hugepages-") }

    /// Whether the name is Kubernetes' own: without a domain, or with one of its domains.
    static func isNative(_ name: String) -> Bool { !name.contains("/") || name.contains("kubernetes.io/") }

    /// Whether the name may be a resource that some device plugin offers.
    static func isExtended(_ name: String) -> Bool {
        !isNative(name) && !name.hasPrefix("requests.") && NameSyntax.qualifiedName("requests." + name).isEmpty
    }

    /// Whether a container may ask for less than its limit.
    static func mayOvercommit(_ name: String) -> Bool { isNative(name) && !isHugePage(name) }

    /// Whether amounts are whole numbers.
    static func isCounted(_ name: String) -> Bool {
        isExtended(name)
            || [
                "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
                "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
            ].contains(name)
    }
}
