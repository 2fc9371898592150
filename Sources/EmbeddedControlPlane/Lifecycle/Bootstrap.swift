internal import DocumentModel
internal import KubernetesModel

/// Makes what every cluster is born with; what is there already stays as it is.
struct Bootstrap: Sendable {
    let cluster: Cluster
    /// The certificate authority, in PEM.
    let authority: [UInt8]

    func run() async throws(APIError) {
        for name in ["default", "kube-system", "kube-public", "kube-node-lease"]
        where !exists(.namespaces, ObjectKey(name: name)) {
            try await cluster.create(
                .namespaces, KubernetesObject(kind: .init(apiVersion: "v1", kind: "Namespace"), name: name).content,
                manager: "kube-apiserver")
        }
        try await createAuthority()
        try await createAll(.clusterRoles, BootstrapRoles.clusterRoles)
        try await createAll(.clusterRoleBindings, BootstrapRoles.clusterRoleBindings)
        for object in BootstrapObjects.priorityClasses { try await create(.priorityClasses, object) }
        try await createService()
        try await createServiceRange()
        await APIServiceObjects(cluster: cluster).createBuiltIn()
        await CustomResourceController(cluster: cluster).serve()
    }

    private func exists(_ resource: ResourceKey, _ key: ObjectKey) -> Bool {
        cluster.store.object(resource, key) != nil
    }

    private func create(_ resource: ResourceKey, _ object: Object) async throws(APIError) {
        guard !exists(resource, KubernetesObject(content: object).key) else { return }
        try await cluster.create(resource, object, manager: "kube-apiserver")
    }

    /// Creates many at once, which the store writes together.
    private func createAll(_ resource: ResourceKey, _ objects: [Object]) async throws(APIError) {
        let failure = await withTaskGroup(of: APIError?.self) { group in
            for object in objects {
                group.addTask {
                    do throws(APIError) { try await create(resource, object) } catch { return error }
                    return nil
                }
            }
            return await group.first { $0 != nil } ?? nil
        }
        if let failure { throw failure }
    }

    private func createAuthority() async throws(APIError) {
        var object = KubernetesObject(
            kind: .init(apiVersion: "v1", kind: "ConfigMap"), namespace: "kube-system",
            name: "extension-apiserver-authentication")
        object.content["data"] = ["client-ca-file": .string(String(decoding: authority, as: UTF8.self))]
        try await create(.configMaps, object.content)
    }

    /// The range that services get their addresses from, as an object.
    private func createServiceRange() async throws(APIError) {
        let ranges = ResourceKey(group: "networking.k8s.io", plural: "servicecidrs")
        var object = KubernetesObject(
            kind: .init(apiVersion: "networking.k8s.io/v1", kind: "ServiceCIDR"), name: "kubernetes")
        object.finalizers = ["networking.k8s.io/service-cidr-finalizer"]
        object.content["spec"] = ["cidrs": [.string(ServiceAddresses.range)]]
        guard !exists(ranges, object.key) else { return }
        try await create(ranges, object.content)
        try await cluster.update(ranges, object.key, subresource: "status") { object in
            object["status"] = [
                "conditions": [
                    [
                        "type": "Ready", "status": "True", "reason": "", "message": "Kubernetes Service CIDR is ready",
                        "lastTransitionTime": object["metadata"]?["creationTimestamp"] ?? .null,
                    ]
                ]
            ]
            return true
        }
    }

    private func createService() async throws(APIError) {
        var object = KubernetesObject(
            kind: .init(apiVersion: "v1", kind: "Service"), namespace: "default", name: "kubernetes")
        object.labels = ["component": "apiserver", "provider": "kubernetes"]
        object.content["spec"] = [
            "clusterIP": .string(ServiceAddresses.apiServer), "type": "ClusterIP",
            "ports": [["name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443]],
        ]
        try await create(.services, object.content)
    }
}

/// Objects besides roles that a cluster is born with.
enum BootstrapObjects {
    static let priorityClasses: [Object] = [
        priorityClass(
            "system-cluster-critical", 2_000_000_000,
            "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."
        ),
        priorityClass(
            "system-node-critical", 2_000_001_000,
            "Used for system critical pods that must not be moved from their current node."),
    ]

    private static func priorityClass(_ name: String, _ value: Int64, _ description: String) -> Object {
        [
            "kind": "PriorityClass", "apiVersion": "scheduling.k8s.io/v1", "metadata": ["name": .string(name)],
            "value": .integer(value), "description": .string(description), "preemptionPolicy": "PreemptLowerPriority",
        ]
    }
}
