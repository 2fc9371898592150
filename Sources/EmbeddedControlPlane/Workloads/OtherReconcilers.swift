internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Claims: bound after a moment, held while a pod uses them.
struct ClaimReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.persistentVolumeClaims
    let kind = "PersistentVolumeClaim"
    let children: [ResourceKey] = []

    static let finalizer = "kubernetes.io/pvc-protection"

    func reconcile(_ claim: StoredObject) async throws(APIError) -> Duration? {
        if claim.isBeingDeleted { return try await release(claim) }
        let value = claim.value
        guard value.at("status", "phase")?.string != "Bound" else { return nil }
        if try await VolumeBinder(cluster: cluster).bind(claim) { return nil }
        guard isProvided(value) else { return nil }
        let simulation = Simulation([KubernetesObject(content: claim.object).annotations])
        guard simulation.rollout == .succeed else { return nil }
        let created = value.at("metadata", "creationTimestamp")?.string.flatMap { Timestamp(rfc3339: $0) } ?? .now()
        let age = Timestamp.now().duration(since: created)
        if age < simulation.delay { return simulation.delay - age }
        try await cluster.update(.persistentVolumeClaims, claim.key, subresource: "status") { object in
            object["status"] = [
                "phase": "Bound", "accessModes": object["spec"]?["accessModes"] ?? .array([]),
                "capacity": ["storage": object["spec"]?.at("resources", "requests", "storage") ?? "1Gi"],
            ]
            return true
        }
        return nil
    }

    /// Whether somebody would make the volume: of a class that is there, or of none in particular. One that is named must be there.
    private func isProvided(_ claim: Value) -> Bool {
        guard (claim.at("spec", "volumeName")?.string ?? "").isEmpty else { return false }
        guard let name = claim.at("spec", "storageClassName")?.string, !name.isEmpty else { return true }
        return cluster.store.object(ResourceKey(group: "storage.k8s.io", plural: "storageclasses"), .init(name: name))
            != nil
    }

    /// A pod that nobody has started does not hold its claims, and one that is through does not either.
    private static func isRunning(_ pod: Value) -> Bool {
        let isPlaced = pod.at("spec", "nodeName")?.string?.isEmpty == false || pod.at("status", "startTime") != nil
        return isPlaced && !["Succeeded", "Failed"].contains(pod.at("status", "phase")?.string ?? "")
    }

    private func release(_ claim: StoredObject) async throws(APIError) -> Duration? {
        guard claim.finalizers.contains(Self.finalizer) else { return nil }
        let isUsed = cluster.store.snapshot(.pods).objects(in: claim.key.namespace).contains { pod in
            Self.isRunning(pod.value)
                && (pod.value.at("spec", "volumes")?.array ?? []).contains {
                    $0.at("persistentVolumeClaim", "claimName")?.string == claim.key.name
                }
        }
        if isUsed { return .milliseconds(500) }
        try await cluster.update(.persistentVolumeClaims, claim.key) { object in
            var view = KubernetesObject(content: object)
            view.finalizers = view.finalizers.filter { $0 != Self.finalizer }
            object = view.content
            return true
        }
        try await VolumeBinder(cluster: cluster).release(volumesOf: claim)
        return nil
    }
}

/// Volumes: available until a claim is bound to them, held while one is.
struct VolumeReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.persistentVolumes
    let kind = "PersistentVolume"
    let children: [ResourceKey] = []

    static let finalizer = "kubernetes.io/pv-protection"

    func reconcile(_ volume: StoredObject) async throws(APIError) -> Duration? {
        let binder = VolumeBinder(cluster: cluster)
        let isHeld = isClaimed(volume.value)
        if volume.isBeingDeleted {
            guard volume.finalizers.contains(Self.finalizer) else { return nil }
            if isHeld { return Self.interval }
            try await cluster.update(resource, volume.key) { object in
                var view = KubernetesObject(content: object)
                view.finalizers = view.finalizers.filter { $0 != Self.finalizer }
                object = view.content
                return true
            }
            return nil
        }
        if isHeld { return Self.interval }
        let phase = volume.value.at("status", "phase")?.string ?? "Pending"
        if volume.value.at("spec", "claimRef", "uid")?.string?.isEmpty == false {
            if phase != "Released" { try await binder.release(volume: volume) }
            return nil
        }
        if phase != "Available" { try await binder.set(volume.key, phase: "Available") }
        if let available = cluster.store.object(resource, volume.key) { try await binder.offer(available) }
        return nil
    }

    /// What is bound is looked at now and then, for its claim can go without a word to this loop.
    private static let interval = Duration.seconds(2)

    /// Whether the claim that a volume is meant for has it; one that is only named does not yet.
    private func isClaimed(_ volume: Value) -> Bool {
        guard let claim = volume.at("spec", "claimRef"), let uid = claim["uid"]?.string, !uid.isEmpty else {
            return false
        }
        let key = ObjectKey(namespace: claim["namespace"]?.string ?? "", name: claim["name"]?.string ?? "")
        return cluster.store.object(.persistentVolumeClaims, key)?.uid == uid
    }
}

/// Load balancers: an address after a moment.
struct LoadBalancerReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.services
    let kind = "Service"
    let children: [ResourceKey] = []

    func reconcile(_ service: StoredObject) async throws(APIError) -> Duration? {
        let value = service.value
        guard !service.isBeingDeleted, value.at("spec", "type")?.string == "LoadBalancer",
            value.at("spec", "loadBalancerClass") == nil,
            value.at("status", "loadBalancer", "ingress")?.array?.isEmpty != false
        else { return nil }
        let simulation = Simulation([KubernetesObject(content: service.object).annotations])
        guard simulation.rollout == .succeed else { return nil }
        let created = value.at("metadata", "creationTimestamp")?.string.flatMap { Timestamp(rfc3339: $0) } ?? .now()
        let age = Timestamp.now().duration(since: created)
        if age < .seconds(2) { return .seconds(2) - age }
        try await cluster.update(.services, service.key, subresource: "status", manager: "cloud-controller-manager") {
            object in
            object["status"] = ["loadBalancer": ["ingress": [["ip": "127.0.0.1", "ipMode": "VIP"]]]]
            return true
        }
        return nil
    }
}

/// Ingresses of a class that is there: an address after a moment, as from the controller of that class.
struct IngressReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.ingresses
    let kind = "Ingress"
    let children: [ResourceKey] = []

    func reconcile(_ ingress: StoredObject) async throws(APIError) -> Duration? {
        let value = ingress.value
        guard !ingress.isBeingDeleted, value.at("status", "loadBalancer", "ingress")?.array?.isEmpty != false,
            let name = value.at("spec", "ingressClassName")?.string,
            cluster.store.object(.ingressClasses, .init(name: name)) != nil
        else { return nil }
        let simulation = Simulation([KubernetesObject(content: ingress.object).annotations])
        guard simulation.rollout == .succeed else { return nil }
        let created = value.at("metadata", "creationTimestamp")?.string.flatMap { Timestamp(rfc3339: $0) } ?? .now()
        let age = Timestamp.now().duration(since: created)
        if age < .seconds(2) { return .seconds(2) - age }
        try await cluster.update(resource, ingress.key, subresource: "status", manager: "ingress-controller") {
            object in
            object["status"] = ["loadBalancer": ["ingress": [["ip": "127.0.0.1"]]]]
            return true
        }
        return nil
    }
}

/// Disruption budgets: how many pods they cover and may lose.
struct DisruptionBudgetReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey(group: "policy", plural: "poddisruptionbudgets")
    let kind = "PodDisruptionBudget"
    let children: [ResourceKey] = []

    func reconcile(_ budget: StoredObject) async throws(APIError) -> Duration? {
        guard !budget.isBeingDeleted else { return nil }
        let spec = budget.value["spec"] ?? .null
        let selector = LabelSelector(spec["selector"] ?? .null)
        let pods = cluster.store.snapshot(.pods).objects(in: budget.key.namespace).filter {
            selector.matches($0.labels)
        }
        let healthy = pods.count { $0.isTrue("Ready") }
        let desired: Int
        if let minimum = spec["minAvailable"] {
            desired = Self.amount(minimum, of: pods.count)
        } else {
            desired = max(0, pods.count - Self.amount(spec["maxUnavailable"] ?? 1, of: pods.count))
        }
        let allowed = pods.isEmpty ? 0 : max(0, healthy - desired)
        try await cluster.update(resource, budget.key, subresource: "status") { object in
            var conditions = WorkloadConditions(object["status"])
            conditions.set("DisruptionAllowed", allowed > 0, allowed > 0 ? "SufficientPods" : "InsufficientPods", "")
            object["status"] = [
                "conditions": .array(conditions.all), "currentHealthy": .integer(Int64(healthy)),
                "desiredHealthy": .integer(Int64(desired)), "disruptionsAllowed": .integer(Int64(allowed)),
                "expectedPods": .integer(Int64(pods.count)),
                "observedGeneration": object["metadata"]?["generation"] ?? 0,
            ]
            return true
        }
        return pods.isEmpty ? nil : .seconds(2)
    }

    private static func amount(_ value: Value, of total: Int) -> Int {
        if let text = value.string, text.hasSuffix("%"), let percent = Int(text.dropLast()) {
            return (total * max(0, min(percent, 100)) + 99) / 100
        }
        return Int(clamping: value.integer ?? 0)
    }
}
