internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Autoscalers: the target kept between its bounds, with a load that is always as wished.
///
/// There are no metrics: every one shows its target, so that only the bounds ever change a number of replicas. The first
/// look comes as late as the real controller's.
struct AutoscalerReconciler: WorkloadReconciler {
    let cluster: Cluster
    let resource = ResourceKey.autoscalers
    let kind = "HorizontalPodAutoscaler"
    let children: [ResourceKey] = []

    private static let period = Duration.seconds(15)

    func reconcile(_ autoscaler: StoredObject) async throws(APIError) -> Duration? {
        let value = autoscaler.value
        guard !autoscaler.isBeingDeleted,
            let created = value.at("metadata", "creationTimestamp")?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        let age = Timestamp.now().duration(since: created)
        if age < Self.period { return Self.period - age }
        let found = target(of: value, autoscaler.key.namespace)
        var report = AutoscalerReport(autoscaler: value, replicas: found?.replicas)
        if found == nil { report.problem = problem(of: value) }
        if let found, let wanted = report.desired, wanted != found.replicas {
            try await cluster.update(found.resource, found.key) { object in
                object["spec", default: .object([:])]["replicas"] = .integer(wanted)
                return true
            }
            report.hasScaled = true
        }
        let status = report.status
        try await cluster.update(resource, autoscaler.key, subresource: "status") { object in
            object["status"] = status
            return true
        }
        return Self.period
    }

    /// Why there is nothing to scale.
    private func problem(of autoscaler: Value) -> String {
        let (kind, name) = Self.reference(autoscaler)
        guard let definition = cluster.registry.served.definition(kind: kind.groupKind) else {
            return "no matches for kind \(GoText.quoted(kind.kind)) in group \(GoText.quoted(kind.group))"
        }
        return "\(definition.resourceName) \(GoText.quoted(name)) not found"
    }

    private static func reference(_ autoscaler: Value) -> (GroupVersionKind, name: String) {
        let reference = autoscaler.at("spec", "scaleTargetRef")
        let kind = GroupVersionKind(
            apiVersion: reference?["apiVersion"]?.string ?? "v1", kind: reference?["kind"]?.string ?? "")
        return (kind, reference?["name"]?.string ?? "")
    }

    private struct Found {
        var resource: ResourceKey
        var key: ObjectKey
        var replicas: Int64
    }

    private func target(of autoscaler: Value, _ namespace: String) -> Found? {
        let (kind, name) = Self.reference(autoscaler)
        guard let definition = cluster.registry.served.definition(kind: kind.groupKind) else { return nil }
        let key = ObjectKey(namespace: namespace, name: name)
        let resource = ResourceKey(definition)
        guard let scale = definition.version(definition.storageVersion)?.scale, scale.specReplicas == ".spec.replicas",
            let object = cluster.store.object(resource, key)
        else { return nil }
        return Found(resource: resource, key: key, replicas: object.value.at("spec", "replicas")?.integer ?? 1)
    }
}

/// What an autoscaler says of itself.
struct AutoscalerReport: Sendable {
    let autoscaler: Value
    /// Of the target; nil when there is none.
    let replicas: Int64?
    var hasScaled = false
    /// Why there is none.
    var problem = "not found"

    /// How many there should be; nil when it does not scale.
    var desired: Int64? {
        guard let replicas, replicas > 0 || least == 0 else { return nil }
        return min(max(replicas, least), max(least, autoscaler.at("spec", "maxReplicas")?.integer ?? replicas))
    }

    private var least: Int64 { autoscaler.at("spec", "minReplicas")?.integer ?? 1 }

    var status: Value {
        var status: Object = autoscaler["status"]?.object ?? [:]
        var conditions = WorkloadConditions(autoscaler["status"])
        for (type, isTrue, reason, message) in states { conditions.set(type, isTrue, reason, message) }
        for type in ["AbleToScale", "ScalingActive", "ScalingLimited"] where !states.contains(where: { $0.0 == type }) {
            conditions.remove(type)
        }
        status["conditions"] = .array(conditions.all)
        if let replicas { status["currentReplicas"] = .integer(replicas) }
        status["desiredReplicas"] = .integer(desired ?? 0)
        status["currentMetrics"] = desired == nil ? .null : .array(metrics)
        if hasScaled { status["lastScaleTime"] = .string(Timestamp.now().rfc3339()) }
        return .object(status)
    }

    private var states: [(String, Bool, String, String)] {
        guard let replicas else {
            return [
                (
                    "AbleToScale", false, "FailedGetScale",
                    "the HPA controller was unable to get the target's current scale: \(problem)"
                )
            ]
        }
        guard let desired else {
            return [
                (
                    "AbleToScale", true, "SucceededGetScale",
                    "the HPA controller was able to get the target's current scale"
                ),
                (
                    "ScalingActive", false, "ScalingDisabled",
                    "scaling is disabled since the replica count of the target is zero"
                ),
            ]
        }
        let able =
            hasScaled
            ? ("SucceededRescale", "the HPA controller was able to update the target scale to \(desired)")
            : ("ReadyForNewScale", "recommended size matches current size")
        return [
            ("AbleToScale", true, able.0, able.1),
            (
                "ScalingActive", true, "ValidMetricFound",
                "the HPA was able to successfully calculate a replica count"
            ), limit(replicas, desired),
        ]
    }

    private func limit(_ replicas: Int64, _ desired: Int64) -> (String, Bool, String, String) {
        if desired > replicas {
            return (
                "ScalingLimited", true, "TooFewReplicas",
                "the desired replica count is less than the minimum replica count"
            )
        }
        if desired < replicas {
            return (
                "ScalingLimited", true, "TooManyReplicas",
                "the desired replica count is more than the maximum replica count"
            )
        }
        return (
            "ScalingLimited", false, "DesiredWithinRange", "the desired count is within the acceptable range"
        )
    }

    /// Each metric at its target.
    private var metrics: [Value] {
        (autoscaler.at("spec", "metrics")?.array ?? []).compactMap { metric in
            guard let type = metric["type"]?.string else { return nil }
            let field = type.prefix(1).lowercased() + type.dropFirst()
            var source = metric[field]?.object ?? [:]
            var current = source["target"]?.object ?? [:]
            current["type"] = nil
            // A share of the requests comes with the amount that it is.
            if current["averageUtilization"] != nil { current["averageValue"] = "100m" }
            source["target"] = nil
            source["current"] = .object(current)
            return .object(["type": .string(type), .init(field): .object(source)])
        }
    }
}
