internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Keeps one APIService object for each group and version that is served.
struct APIServiceObjects: Sendable {
    let cluster: Cluster

    /// Those of the built-in groups.
    func createBuiltIn() async {
        let served = cluster.registry.served
        await create("", "v1", (18_000, 1), "onstart")
        for group in served.groups {
            // The group of APIServices themselves has none.
            guard let priority = Self.priorities[group.name] else { continue }
            for (place, version) in group.versions.enumerated() {
                let order = place < group.versions.count - 1 ? 30 : Self.late.contains(group.name) ? 21 : 15
                await create(group.name, version, (priority, order), "onstart")
            }
        }
    }

    /// Which group comes first where kinds are looked up by name alone (`DefaultGenericAPIServicePriorities` of the
    /// real control plane).
    private static let priorities = [
        "events.k8s.io": 17_750, "apps": 17_800, "authentication.k8s.io": 17_700, "authorization.k8s.io": 17_600,
        "autoscaling": 17_500, "batch": 17_400, "certificates.k8s.io": 17_300, "networking.k8s.io": 17_200,
        "policy": 17_100, "rbac.authorization.k8s.io": 17_000, "storage.k8s.io": 16_800,
        "apiextensions.k8s.io": 16_700, "admissionregistration.k8s.io": 16_700, "scheduling.k8s.io": 16_600,
        "coordination.k8s.io": 16_500, "node.k8s.io": 16_300, "discovery.k8s.io": 16_200, "resource.k8s.io": 16_200,
        "flowcontrol.apiserver.k8s.io": 16_100,
    ]
    /// Groups whose stable version came after others.
    private static let late: Set<String> = ["resource.k8s.io", "flowcontrol.apiserver.k8s.io"]

    /// Those of custom resources: makes missing ones, removes the ones that lost their last resource.
    func update(custom definitions: [ResourceDefinition]) async {
        var wanted: Set<String> = []
        for definition in definitions {
            for version in definition.versions {
                let name = "\(version.name).\(definition.group)"
                guard wanted.insert(name).inserted, cluster.store.object(.apiServices, ObjectKey(name: name)) == nil
                else { continue }
                await create(definition.group, version.name, (1_000, 100), "true")
            }
        }
        for stored in cluster.store.snapshot(.apiServices).objects {
            guard stored.labels[Self.label] == "true", !wanted.contains(stored.key.name) else { continue }
            await cluster.attempt("remove an APIService") { () throws(APIError) in
                try await cluster.delete(.apiServices, stored.key)
            }
        }
    }

    private static let label = "kube-aggregator.kubernetes.io/automanaged"

    private func create(_ group: String, _ version: String, _ priority: (group: Int, version: Int), _ managed: String)
        async
    {
        let name = "\(version).\(group)"
        guard cluster.store.object(.apiServices, ObjectKey(name: name)) == nil else { return }
        var spec: Object = [:]
        if !group.isEmpty { spec["group"] = .string(group) }
        spec["groupPriorityMinimum"] = .integer(Int64(priority.group))
        spec["version"] = .string(version)
        spec["versionPriority"] = .integer(Int64(priority.version))
        let object: Object = [
            "kind": "APIService", "apiVersion": "apiregistration.k8s.io/v1",
            "metadata": ["name": .string(name), "labels": [Self.label: .string(managed)]], "spec": .object(spec),
        ]
        await cluster.attempt("create an APIService") { () throws(APIError) in
            try await cluster.create(.apiServices, object, manager: "kube-apiserver")
            try await cluster.update(
                .apiServices, ObjectKey(name: name), subresource: "status", manager: "kube-apiserver"
            ) { object in
                object["status"] = [
                    "conditions": [
                        [
                            "type": "Available", "status": "True", "reason": "Local",
                            "lastTransitionTime": .string(Timestamp.now().rfc3339()),
                            "message": "Local APIServices are always available",
                        ]
                    ]
                ]
                return true
            }
        }
    }
}
