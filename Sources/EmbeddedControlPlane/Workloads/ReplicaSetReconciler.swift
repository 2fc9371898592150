internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Replica sets: as many pods as they ask for.
struct ReplicaSetReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.replicaSets
    let kind = "ReplicaSet"
    let children = [ResourceKey.pods]

    func reconcile(_ set: StoredObject) async throws(APIError) -> Duration? {
        guard !set.isBeingDeleted else { return nil }
        let wanted = Int(set.value.at("spec", "replicas")?.integer ?? 1)
        try await claim(.pods, for: set, apiVersion: "apps/v1")
        let pods = controlled(.pods, by: set).filter { !$0.isBeingDeleted }
        let failure = pods.count < wanted ? try await create(min(wanted - pods.count, 500), set) : nil
        for pod in pods.dropFirst(max(0, wanted)) { try await cluster.delete(.pods, pod.key, uid: pod.uid) }
        let ready = pods.prefix(max(0, wanted)).count { $0.isTrue("Ready") }
        try await cluster.update(.replicaSets, set.key, subresource: "status") { object in
            var status: Object = ["replicas": .integer(Int64(min(pods.count, wanted)))]
            status.setCount("fullyLabeledReplicas", min(pods.count, wanted))
            status.setCount("readyReplicas", ready)
            status.setCount("availableReplicas", ready)
            status["terminatingReplicas"] = 0
            status["observedGeneration"] = object["metadata"]?["generation"]
            var conditions = WorkloadConditions(object["status"])
            let isKnown = conditions.all.contains { $0["type"] == "ReplicaFailure" && $0["status"] == "True" }
            if let failure {
                // Each failure names another pod: to tell all of them would be a change that calls for the next attempt.
                if !isKnown { conditions.set("ReplicaFailure", true, "FailedCreate", failure) }
            } else {
                conditions.remove("ReplicaFailure")
            }
            if !conditions.all.isEmpty { status["conditions"] = .array(conditions.all) }
            object["status"] = .object(status)
            return true
        }
        return failure == nil ? nil : .seconds(2)
    }

    /// - Returns: why a pod was refused; nil when all are there.
    private func create(_ count: Int, _ set: StoredObject) async throws(APIError) -> String? {
        let template = set.value.at("spec", "template") ?? .null
        let owner = PodTemplates.owner(set, .init(apiVersion: "apps/v1", kind: "ReplicaSet"))
        for _ in 0..<count {
            do throws(APIError) {
                try await cluster.create(
                    .pods,
                    PodTemplates.pod(
                        template, name: ["generateName": .string(set.key.name + "-")], owner: owner,
                        namespace: set.key.namespace))
            } catch {
                guard error.code == 403 || error.code == 422 else { throw error }
                return error.message
            }
        }
        return nil
    }
}
