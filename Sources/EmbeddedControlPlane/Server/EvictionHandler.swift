internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// The `eviction` subresource of pods: a deletion that the budget of the pod allows (`EvictionREST` of the real server).
struct EvictionHandler: Sendable {
    let handler: ResourceHandler

    private static let budgets = ResourceKey(group: "policy", plural: "poddisruptionbudgets")
    private static let refusal = "Cannot evict pod as it would violate the pod's disruption budget."

    private var target: Target { handler.target }

    func answer() async throws(APIError) -> APIAnswer {
        let eviction = try handler.document("Eviction")
        let name = eviction["metadata"]?["name"]?.string ?? ""
        guard name.isEmpty || name == target.name else {
            throw .badRequest("name in URL does not match name in Eviction object")
        }
        var options = DeleteOptions(propagation: .background)
        try options.read(eviction["deleteOptions"] ?? .null)
        try options.adoptDryRun(of: handler.request)
        guard let pod = handler.store.object(target.resource, target.key) else {
            throw .notFound(target.definition, target.name)
        }
        if Self.isGuarded(pod) { try await spend(pod, isDryRun: options.isDryRun) }
        _ = try await handler.writer.delete(target.plain, options)
        return .document(
            201, ["kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success", "code": 201])
    }

    /// Budgets are about pods that run.
    private static func isGuarded(_ pod: StoredObject) -> Bool {
        let phase = pod.value.at("status", "phase")?.string ?? "Pending"
        return !pod.isBeingDeleted && !["Succeeded", "Failed", "Pending"].contains(phase)
    }

    /// Takes one disruption from the budget of a pod, where it has one.
    private func spend(_ pod: StoredObject, isDryRun: Bool) async throws(APIError) {
        let budgets = handler.store.snapshot(Self.budgets).objects(in: target.namespace).filter { budget in
            guard let selector = budget.value.at("spec", "selector"), !selector.isNull else { return false }
            return LabelSelector(selector).matches(pod.labels)
        }
        guard budgets.count < 2 else {
            throw APIError(
                500, "",
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
        }
        guard let budget = budgets.first else { return }
        if !pod.isTrue("Ready"), Self.allowsUnhealthy(budget.value) { return }
        var problem = Self.problem(budget.value)
        if let problem { throw problem }
        guard !isDryRun else { return }
        let cluster = Cluster(server: handler.server, logger: handler.server.logger)
        try await cluster.update(Self.budgets, budget.key, subresource: "status", manager: "kube-apiserver") { object in
            // Another eviction may have spent the last one meanwhile.
            problem = Self.problem(.object(object))
            guard problem == nil else { return false }
            var status = object["status"]?.object ?? [:]
            status["disruptionsAllowed"] = .integer((status["disruptionsAllowed"]?.integer ?? 1) - 1)
            var disrupted = status["disruptedPods"]?.object ?? [:]
            disrupted[pod.key.name] = .string(Timestamp.now().rfc3339())
            status["disruptedPods"] = .object(disrupted)
            object["status"] = .object(status)
            return true
        }
        if let problem { throw problem }
    }

    /// A pod that is not healthy anyway does not count, as long as enough others are.
    private static func allowsUnhealthy(_ budget: Value) -> Bool {
        if budget.at("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow" { return true }
        let desired = budget.at("status", "desiredHealthy")?.integer ?? 0
        return desired > 0 && budget.at("status", "currentHealthy")?.integer ?? 0 >= desired
    }

    /// Why a budget allows nothing; nil when it does.
    static func problem(_ budget: Value) -> APIError? {
        let name = budget.at("metadata", "name")?.string ?? ""
        let status = budget["status"]
        func number(_ field: String) -> Int64 { status?[field]?.integer ?? 0 }
        if number("observedGeneration") < budget.at("metadata", "generation")?.integer ?? 0 {
            return refused("The disruption budget \(name) is still being processed by the server.", retryAfter: 10)
        }
        guard number("disruptionsAllowed") <= 0 else { return nil }
        let (desired, current) = (number("desiredHealthy"), number("currentHealthy"))
        if current <= desired {
            return refused("The disruption budget \(name) needs \(desired) healthy pods and has \(current) currently")
        }
        return refused("The disruption budget \(name) does not allow evicting pods currently")
    }

    private static func refused(_ cause: String, retryAfter seconds: Int? = nil) -> APIError {
        APIError(
            429, "TooManyRequests", refusal,
            details: .init(
                causes: [.init(reason: "DisruptionBudget", message: cause, field: nil)], retryAfterSeconds: seconds))
    }
}
