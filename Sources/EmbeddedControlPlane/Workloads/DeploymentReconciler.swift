internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Deployments: a replica set for each template, the newest scaled up, then the others down.
struct DeploymentReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.deployments
    let kind = "Deployment"
    let children = [ResourceKey.replicaSets]

    static let revision = "deployment.kubernetes.io/revision"
    /// The numbers that a revision had before it came back.
    private static let revisions = "deployment.kubernetes.io/revision-history"
    private static let hashLabel = "pod-template-hash"

    func reconcile(_ deployment: StoredObject) async throws(APIError) -> Duration? {
        guard !deployment.isBeingDeleted else { return nil }
        let spec = deployment.value["spec"] ?? .null
        try await claim(.replicaSets, for: deployment, apiVersion: "apps/v1")
        let sets = controlled(.replicaSets, by: deployment)
        let current = sets.first { Self.template($0) == spec["template"] }
        let isPaused = spec["paused"]?.bool == true
        if current == nil, !isPaused { return try await createReplicaSet(deployment, spec, sets) }
        if let current { try await scale(deployment, spec, current, sets, isPaused: isPaused) }
        return try await updateStatus(deployment, spec, current, sets)
    }

    /// The template of a replica set without the label that the deployment put there.
    private static func template(_ set: StoredObject) -> Value? {
        var template = set.value.at("spec", "template")
        guard var labels = template?.at("metadata", "labels")?.object else { return template }
        labels[hashLabel] = nil
        template?.set(["metadata", "labels"], to: labels.isEmpty ? nil : .object(labels))
        return template
    }

    private func createReplicaSet(_ deployment: StoredObject, _ spec: Value, _ sets: [StoredObject])
        async throws(APIError) -> Duration?
    {
        let template = spec["template"] ?? .null
        let hash = PodTemplates.hash(template)
        var labelled = template
        labelled.set(["metadata", "labels", Self.hashLabel], to: .string(hash))
        var selector = spec["selector"] ?? .null
        selector.set(["matchLabels", Self.hashLabel], to: .string(hash))
        let revision = String((sets.compactMap(Self.revision(of:)).max() ?? 0) + 1)
        let replicas = spec["replicas"]?.integer ?? 1
        var annotations = copied(KubernetesObject(content: deployment.object).annotations)
        annotations[Self.revision] = revision
        annotations["deployment.kubernetes.io/desired-replicas"] = String(replicas)
        annotations["deployment.kubernetes.io/max-replicas"] = String(replicas + max(1, replicas / 4))
        let object: Object = [
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": [
                "name": .string("\(deployment.key.name)-\(hash)"), "namespace": .string(deployment.key.namespace),
                "labels": labelled.at("metadata", "labels") ?? .object([:]),
                "annotations": .object(Object(annotations.map { (key: $0.key, value: Value.string($0.value)) })),
                "ownerReferences": [PodTemplates.owner(deployment, .init(apiVersion: "apps/v1", kind: "Deployment"))],
            ],
            "spec": ["replicas": .integer(replicas), "selector": selector, "template": labelled],
        ]
        try await cluster.create(.replicaSets, object)
        try await setRevision(revision, deployment)
        return nil
    }

    /// What a deployment says of itself, such as why it changed, its newest replica set says, too.
    private func copyAnnotations(of deployment: StoredObject, to set: StoredObject) async throws(APIError) {
        let wanted = copied(KubernetesObject(content: deployment.object).annotations)
        let present = KubernetesObject(content: set.object).annotations
        guard wanted.contains(where: { present[$0.key] != $0.value }) else { return }
        try await cluster.update(.replicaSets, set.key) { object in
            var view = KubernetesObject(content: object)
            view.annotations.merge(wanted) { $1 }
            object = view.content
            return true
        }
    }

    private func copied(_ annotations: [String: String]) -> [String: String] {
        annotations.filter {
            $0.key != "kubectl.kubernetes.io/last-applied-configuration"
                && !$0.key.hasPrefix("deployment.kubernetes.io/")
        }
    }

    static func revision(of object: StoredObject) -> Int? {
        // Anybody may write the number: one that cannot be counted on from does not count.
        KubernetesObject(content: object.object).annotations[revision].flatMap { Int($0) }.flatMap {
            $0 < .max ? $0 : nil
        }
    }

    private func setRevision(_ revision: String, _ deployment: StoredObject) async throws(APIError) {
        try await cluster.update(.deployments, deployment.key, subresource: "status") { object in
            var view = KubernetesObject(content: object)
            view.annotations[Self.revision] = revision
            object = view.content
            return true
        }
    }

    private func scale(
        _ deployment: StoredObject, _ spec: Value, _ current: StoredObject, _ sets: [StoredObject], isPaused: Bool
    ) async throws(APIError) {
        let replicas = spec["replicas"]?.integer ?? 1
        try await setReplicas(current, replicas)
        guard !isPaused else { return }
        try await raiseRevision(deployment, current, sets)
        let isReady = (current.value.at("status", "readyReplicas")?.integer ?? 0) >= replicas
        let recreates = spec["strategy"]?["type"]?.string == "Recreate"
        guard isReady || recreates else { return }
        for set in sets where set.uid != current.uid { try await setReplicas(set, 0) }
        let limit = Int(spec["revisionHistoryLimit"]?.integer ?? 10)
        let old = sets.filter { $0.uid != current.uid && ($0.value.at("spec", "replicas")?.integer ?? 0) == 0 }
            .sorted { (Self.revision(of: $0) ?? 0) < (Self.revision(of: $1) ?? 0) }
        for set in old.dropLast(max(0, limit)) { try await cluster.delete(.replicaSets, set.key) }
    }

    /// A template that comes back is the newest revision again.
    private func raiseRevision(_ deployment: StoredObject, _ current: StoredObject, _ sets: [StoredObject])
        async throws(APIError)
    {
        let others = sets.filter { $0.uid != current.uid }.compactMap(Self.revision(of:)).max() ?? 0
        let mine = Self.revision(of: current) ?? 0
        try await copyAnnotations(of: deployment, to: current)
        guard mine <= others else {
            if Self.revision(of: deployment) != mine { try await setRevision(String(mine), deployment) }
            return
        }
        try await cluster.update(.replicaSets, current.key) { object in
            var view = KubernetesObject(content: object)
            let past = view.annotations[Self.revisions].map { [$0] } ?? []
            view.annotations[Self.revisions] = (past + [String(mine)]).joined(separator: ",")
            view.annotations[Self.revision] = String(others + 1)
            object = view.content
            return true
        }
        try await setRevision(String(others + 1), deployment)
    }

    private func setReplicas(_ set: StoredObject, _ replicas: Int64) async throws(APIError) {
        guard set.value.at("spec", "replicas")?.integer != replicas else { return }
        try await cluster.update(.replicaSets, set.key) { object in
            object["spec", default: .object([:])]["replicas"] = .integer(replicas)
            return true
        }
    }

    private func updateStatus(
        _ deployment: StoredObject, _ spec: Value, _ current: StoredObject?, _ sets: [StoredObject]
    ) async throws(APIError) -> Duration? {
        func total(_ field: String) -> Int { sets.reduce(0) { $0 + Int($1.value.at("status", field)?.integer ?? 0) } }
        let replicas = Int(spec["replicas"]?.integer ?? 1)
        let updated = Int(current?.value.at("status", "replicas")?.integer ?? 0)
        let available = total("availableReplicas")
        let simulation = Simulation([KubernetesObject(content: deployment.object).annotations])
        let ready = Int(current?.value.at("status", "readyReplicas")?.integer ?? 0)
        let progress = DeploymentProgress(
            isDone: updated >= replicas && ready >= replicas && total("replicas") == replicas,
            fails: simulation.rollout == .fail, set: current?.key.name ?? "", isPaused: spec["paused"]?.bool == true,
            deployment: deployment.key.name)
        let failure = (current?.value.at("status", "conditions")?.array ?? []).first { $0["type"] == "ReplicaFailure" }
        let minimum = max(0, replicas - max(1, replicas / 4) + (replicas == 1 ? 1 : 0))
        try await cluster.update(.deployments, deployment.key, subresource: "status") { object in
            let before = object["status"]
            var status = Object()
            status["observedGeneration"] = object["metadata"]?["generation"]
            status.setCount("replicas", total("replicas"))
            status.setCount("updatedReplicas", updated)
            status.setCount("readyReplicas", total("readyReplicas"))
            status.setCount("availableReplicas", available)
            status.setCount("unavailableReplicas", max(0, max(total("replicas"), replicas) - available))
            status["terminatingReplicas"] = 0
            var conditions = WorkloadConditions(before)
            conditions.remove("ReplicaFailure")
            if let failure {
                conditions.set(
                    "ReplicaFailure", true, failure["reason"]?.string ?? "", failure["message"]?.string ?? "",
                    updates: true)
            }
            progress.set(&conditions, isAvailable: available >= minimum)
            status["conditions"] = .array(conditions.all)
            object["status"] = .object(status)
            return true
        }
        return nil
    }
}

/// What the conditions of a deployment say.
struct DeploymentProgress: Sendable {
    var isDone: Bool
    var fails: Bool
    var set: String
    var isPaused: Bool
    var deployment: String

    func set(_ conditions: inout WorkloadConditions, isAvailable: Bool) {
        conditions.set(
            "Available", isAvailable, isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            isAvailable ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
            updates: true)
        let (isTrue, reason, message): (Bool, String, String)
        if isPaused, !isDone {
            (isTrue, reason, message) = (true, "DeploymentPaused", "Deployment is paused")
        } else if isDone {
            (isTrue, reason, message) = (
                true, "NewReplicaSetAvailable", "ReplicaSet \"\(set)\" has successfully progressed."
            )
        } else if fails {
            (isTrue, reason, message) = (
                false, "ProgressDeadlineExceeded", "ReplicaSet \"\(set)\" has timed out progressing."
            )
        } else {
            (isTrue, reason, message) = (true, "ReplicaSetUpdated", "ReplicaSet \"\(set)\" is progressing.")
        }
        conditions.set("Progressing", isTrue, reason, message, updates: true)
    }
}
