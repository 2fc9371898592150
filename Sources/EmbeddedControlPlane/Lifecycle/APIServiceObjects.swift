internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Keeps one APIService object for each group and version that is served.
struct APIServiceObjects: Sendable {
    let cluster: Cluster

    /// Those of the built-in groups.
    func createBuiltIn() async {
        let served = cluster.registry.served
        var versions = [(group: "", version: "v1", priority: (18_000, 1))]
        for (index, group) in served.groups.enumerated() {
            for (place, version) in group.versions.enumerated() {
                versions.append((group.name, version, (17_800 - index * 100, group.versions.count - place + 14)))
            }
        }
        for (group, version, priority) in versions { await create(group, version, priority, "onstart") }
    }

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
