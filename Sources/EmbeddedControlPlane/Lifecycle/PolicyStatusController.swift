internal import DocumentModel
internal import KubernetesModel

/// Notes in the status of ValidatingAdmissionPolicies what their expressions would fail on.
struct PolicyStatusController: ClusterController {
    let cluster: Cluster

    private static let policies = ResourceKey(
        group: "admissionregistration.k8s.io", plural: "validatingadmissionpolicies")

    func run() async {
        var feed = ChangeFeed(cluster.store, [Self.policies])
        while !Task.isCancelled {
            for item in await feed.next() {
                guard let stored = cluster.store.object(Self.policies, item.key), !stored.isBeingDeleted else {
                    continue
                }
                await check(stored)
            }
        }
    }

    private func check(_ stored: StoredObject) async {
        let object = stored.value
        let generation = object.at("metadata", "generation") ?? 1
        let status = object["status"]
        guard status?["observedGeneration"] != generation || status?["typeChecking"] == nil else { return }
        let warnings = PolicyTypeCheck.warnings(object["spec"] ?? [:], cluster.registry)
        await cluster.attempt("check the types of an admission policy") { () throws(APIError) in
            let status: Value = [
                "observedGeneration": generation,
                "typeChecking": warnings.isEmpty ? [:] : ["expressionWarnings": .array(warnings)],
            ]
            let configuration: Object = [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
                "metadata": ["name": .string(stored.key.name)], "status": status,
            ]
            try await cluster.apply(
                Self.policies, stored.key, subresource: "status", configuration,
                manager: "validatingadmissionpolicy-status")
        }
    }
}
