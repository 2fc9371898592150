internal import DocumentModel

/// What is checked of a status.
enum StatusChecks {
    static func errors(_ object: Object, _ old: Object, _ kind: String) -> [FieldError] {
        var checks = Checks()
        let status = object["status"] ?? [:]
        func counts(_ fields: String...) {
            for field in fields { checks.nonNegative("status.\(field)", status[field]) }
        }
        switch kind {
        case "Deployment.apps":
            counts(
                "observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
                "unavailableReplicas", "terminatingReplicas", "collisionCount")
            replicas(status, ["updatedReplicas", "readyReplicas", "availableReplicas"], "readyReplicas", &checks)
            collisions(status, old, &checks)
        case "StatefulSet.apps":
            counts(
                "replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas",
                "observedGeneration", "collisionCount")
            replicas(
                status, ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
                "status.readyReplicas", &checks)
            collisions(status, old, &checks)
        case "ReplicaSet.apps", "ReplicationController":
            counts("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration")
            replicas(
                status, ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"], "readyReplicas", &checks)
        case "DaemonSet.apps":
            counts(
                "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
                "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable",
                "collisionCount")
        case "Ingress.networking.k8s.io", "Service":
            for (index, point) in (status.at("loadBalancer", "ingress")?.array ?? []).enumerated() {
                let path = "status.loadBalancer.ingress[\(index)]"
                if let address = point["ip"]?.string, !address.isEmpty {
                    checks.address("\(path).ip", .string(address))
                }
                if let host = point["hostname"]?.string, !host.isEmpty {
                    checks.invalid("\(path).hostname", host, NameSyntax.subdomain(host))
                    if IPText.isIP(host) { break }
                }
            }
        case "Pod":
            for (index, address) in (status["podIPs"]?.array ?? []).enumerated() {
                checks.address("status.podIPs[\(index)]", address["ip"] ?? "")
            }
            for (index, condition) in (status["conditions"]?.array ?? []).enumerated() {
                let type = condition["type"]?.string ?? ""
                checks.invalid("status.conditions[\(index)].Type", type, NameSyntax.qualifiedName(type))
            }
        case "HorizontalPodAutoscaler.autoscaling": counts("currentReplicas", "desiredReplicas")
        case "PodDisruptionBudget.policy":
            counts("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
        default: break
        }
        return checks.errors
    }

    private static func replicas(
        _ status: Value, _ fields: [String], _ ready: String, _ checks: inout Checks
    ) {
        func count(_ field: String) -> Int64 { status[field]?.integer ?? 0 }
        for field in fields where count(field) > count("replicas") {
            checks.invalid(
                "status.\(field)", .integer(count(field)), "cannot be greater than status.replicas")
        }
        if count("availableReplicas") > count("readyReplicas") {
            checks.invalid(
                "status.availableReplicas", .integer(count("availableReplicas")), "cannot be greater than \(ready)")
        }
    }

    private static func collisions(_ status: Value, _ old: Object, _ checks: inout Checks) {
        guard let before = old.at(["status", "collisionCount"])?.integer else { return }
        let now = status["collisionCount"]?.integer
        if now ?? -1 < before {
            checks.invalid("status.collisionCount", .integer(now ?? 0), "cannot be decremented")
        }
    }
}
