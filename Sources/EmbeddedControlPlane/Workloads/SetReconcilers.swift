internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Stateful sets: numbered pods with their claims, one after the other.
struct StatefulSetReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.statefulSets
    let kind = "StatefulSet"
    let children = [ResourceKey.pods]

    private static let revisionLabel = "controller-revision-hash"
    /// How many pods of one set are made at most, whatever it asks for.
    private static let mostPods = 1_000

    func reconcile(_ set: StoredObject) async throws(APIError) -> Duration? {
        guard !set.isBeingDeleted else { return nil }
        let spec = set.value["spec"] ?? .null
        let wanted = Int(spec["replicas"]?.integer ?? 1)
        let history = RevisionHistory(cluster: cluster, kind: kind, hashLabel: "controller.kubernetes.io/hash")
        let revision = "\(set.key.name)-\(try await history.current(of: set))"
        let start = Int(spec.at("ordinals", "start")?.integer ?? 0)
        let names = (0..<max(0, min(wanted, Self.mostPods))).map { "\(set.key.name)-\(start + $0)" }
        let pods = controlled(.pods, by: set)
        try await step(set, spec, names, pods, revision)
        let known = controlled(.pods, by: set).filter { names.contains($0.key.name) }
        let updated = known.filter { $0.labels[Self.revisionLabel] == revision }
        let ready = known.count { $0.isTrue("Ready") }
        let isDone = updated.count == wanted && ready == wanted
        try await cluster.update(.statefulSets, set.key, subresource: "status") { object in
            let current = object["status"]?["currentRevision"]?.string ?? revision
            var status: Object = [
                "observedGeneration": object["metadata"]?["generation"] ?? 0, "replicas": .integer(Int64(known.count)),
                "currentRevision": .string(isDone ? revision : current), "updateRevision": .string(revision),
                "collisionCount": 0, "availableReplicas": .integer(Int64(ready)),
            ]
            status.setCount("readyReplicas", ready)
            status.setCount("updatedReplicas", updated.count)
            status.setCount(
                "currentReplicas", isDone || current == revision ? updated.count : known.count - updated.count)
            object["status"] = .object(status)
            return true
        }
        return nil
    }

    /// Makes the next pod, replaces the last outdated one, or removes the last one too many.
    private func step(_ set: StoredObject, _ spec: Value, _ names: [String], _ pods: [StoredObject], _ revision: String)
        async throws(APIError)
    {
        for pod in pods where !names.contains(pod.key.name) && !pod.isBeingDeleted {
            try await cluster.delete(.pods, pod.key, uid: pod.uid)
        }
        let isParallel = spec["podManagementPolicy"]?.string == "Parallel"
        for name in names {
            guard let pod = pods.first(where: { $0.key.name == name }) else {
                try await create(set, spec, name, revision)
                if isParallel { continue }
                return
            }
            if !isParallel, !pod.isTrue("Ready") { return }
        }
        guard spec["updateStrategy"]?["type"]?.string != "OnDelete" else { return }
        let partition = Int(spec.at("updateStrategy", "rollingUpdate", "partition")?.integer ?? 0)
        for (index, name) in names.enumerated().reversed() where index >= partition {
            guard let pod = pods.first(where: { $0.key.name == name }), pod.labels[Self.revisionLabel] != revision
            else { continue }
            return try await cluster.delete(.pods, pod.key, uid: pod.uid)
        }
    }

    private func create(_ set: StoredObject, _ spec: Value, _ name: String, _ revision: String) async throws(APIError) {
        var template = spec["template"] ?? .null
        var volumes = template.at("spec", "volumes")?.array ?? []
        for claim in spec["volumeClaimTemplates"]?.array ?? [] {
            let volume = claim.at("metadata", "name")?.string ?? "data"
            try await createClaim(claim, "\(volume)-\(name)", set)
            volumes.append([
                "name": .string(volume), "persistentVolumeClaim": ["claimName": .string("\(volume)-\(name)")],
            ])
        }
        if !volumes.isEmpty { template.set(["spec", "volumes"], to: .array(volumes)) }
        template.set(["spec", "hostname"], to: .string(name))
        if let service = spec["serviceName"]?.string, !service.isEmpty {
            template.set(["spec", "subdomain"], to: .string(service))
        }
        let ordinal = name.split(separator: "-").last.map(String.init) ?? "0"
        try await cluster.create(
            .pods,
            PodTemplates.pod(
                template, name: ["name": .string(name), "generateName": .string(set.key.name + "-")],
                owner: PodTemplates.owner(set, .init(apiVersion: "apps/v1", kind: "StatefulSet")),
                namespace: set.key.namespace,
                labels: [
                    Self.revisionLabel: revision, "statefulset.kubernetes.io/pod-name": name,
                    "apps.kubernetes.io/pod-index": ordinal,
                ]))
    }

    private func createClaim(_ claim: Value, _ name: String, _ set: StoredObject) async throws(APIError) {
        var metadata = claim["metadata"]?.object ?? [:]
        metadata["name"] = .string(name)
        metadata["namespace"] = .string(set.key.namespace)
        var labels = set.value.at("spec", "selector", "matchLabels")?.object ?? [:]
        for (key, value) in metadata["labels"]?.object ?? [:] { labels[key] = value }
        if !labels.isEmpty { metadata["labels"] = .object(labels) }
        try await cluster.create(
            .persistentVolumeClaims,
            [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": .object(metadata),
                "spec": claim["spec"] ?? .object([:]),
            ])
    }
}

/// Daemon sets: one pod, as on a cluster of one node, unless they look for another.
struct DaemonSetReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.daemonSets
    let kind = "DaemonSet"
    let children = [ResourceKey.pods]

    private static let revisionLabel = "controller-revision-hash"

    func reconcile(_ set: StoredObject) async throws(APIError) -> Duration? {
        guard !set.isBeingDeleted else { return nil }
        let template = set.value.at("spec", "template") ?? .null
        let history = RevisionHistory(cluster: cluster, kind: kind, hashLabel: Self.revisionLabel)
        let hash = try await history.current(of: set)
        let pods = controlled(.pods, by: set).filter { !$0.isBeingDeleted }
        let isWanted = findsNode(template)
        let current = isWanted ? pods.filter { $0.labels[Self.revisionLabel] == hash } : []
        for pod in pods where !isWanted || pod.labels[Self.revisionLabel] != hash {
            try await cluster.delete(.pods, pod.key, uid: pod.uid)
        }
        if isWanted, current.isEmpty {
            try await cluster.create(
                .pods,
                PodTemplates.pod(
                    template, name: ["generateName": .string(set.key.name + "-")],
                    owner: PodTemplates.owner(set, .init(apiVersion: "apps/v1", kind: "DaemonSet")),
                    namespace: set.key.namespace,
                    labels: [Self.revisionLabel: hash, "pod-template-generation": "1"]))
        }
        let ready = current.count { $0.isTrue("Ready") }
        try await cluster.update(.daemonSets, set.key, subresource: "status") { object in
            var status: Object = [
                "currentNumberScheduled": .integer(Int64(current.count)), "numberMisscheduled": 0,
                "desiredNumberScheduled": isWanted ? 1 : 0, "numberReady": .integer(Int64(ready)),
                "observedGeneration": object["metadata"]?["generation"] ?? 0,
            ]
            status.setCount("updatedNumberScheduled", current.count)
            status.setCount("numberAvailable", ready)
            status.setCount("numberUnavailable", isWanted ? 1 - ready : 0)
            object["status"] = .object(status)
            return true
        }
        // Nodes come, go and change without a word to this loop.
        return findsAnyNode(template) ? nil : .seconds(2)
    }

    /// Whether the pods look for nothing but what each Linux node has.
    private func findsAnyNode(_ template: Value) -> Bool {
        (template.at("spec", "nodeSelector")?.object ?? [:]).allSatisfy { key, value in
            key.hasSuffix("kubernetes.io/arch") || key.hasSuffix("kubernetes.io/os") && value == "linux"
        }
    }

    /// Whether a node has the labels that the pods look for: one of the cluster's, or the simulated one with those of any Linux.
    private func findsNode(_ template: Value) -> Bool {
        let wanted = template.at("spec", "nodeSelector")?.object ?? [:]
        return findsAnyNode(template)
            || cluster.store.snapshot(.nodes).objects.contains { node in
                wanted.allSatisfy { key, value in node.labels[key] == value.string }
            }
    }
}
