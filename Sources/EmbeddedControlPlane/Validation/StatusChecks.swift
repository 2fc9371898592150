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
        case "Job.batch": checks.add(JobStatusChecks.errors(object, old))
        case "Namespace":
            let isGoing = object.at(["metadata", "deletionTimestamp"])?.isNull == false
            let phase = isGoing ? "Terminating" : "Active"
            if status["phase"]?.string != phase {
                checks.invalid(
                    "status.Phase", status["phase"] ?? "",
                    "may only be '\(phase)' if `deletionTimestamp` is \(isGoing ? "not " : "")empty")
            }
        case "PersistentVolumeClaim": claim(status, &checks)
        case "ResourceQuota":
            for field in ["hard", "used"] { checks.counted("status.\(field)", status[field]?.object ?? [:]) }
        case "CertificateSigningRequest.certificates.k8s.io": checks.signingConditions(status)
        case "ValidatingAdmissionPolicy.admissionregistration.k8s.io": checks.conditions(status)
        case "Ingress.networking.k8s.io": points(status, isOfService: false, &checks)
        case "Service":
            if object.at(["spec", "type"]) != "LoadBalancer",
                status.at("loadBalancer", "ingress")?.array?.isEmpty == false
            {
                checks.forbidden(
                    "status.loadBalancer.ingress", "may only be used when `spec.type` is 'LoadBalancer'")
                break
            }
            points(status, isOfService: true, &checks)
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
            checks.conditions(status)
            counts("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
        default: break
        }
        return checks.errors
    }

    /// Where a load balancer listens.
    private static func points(_ status: Value, isOfService: Bool, _ checks: inout Checks) {
        for (index, point) in (status.at("loadBalancer", "ingress")?.array ?? []).enumerated() {
            let path = "status.loadBalancer.ingress[\(index)]"
            let address = point["ip"]?.string ?? ""
            if !address.isEmpty { checks.address("\(path).ip", .string(address)) }
            if isOfService, let mode = point["ipMode"], !mode.isNull {
                if address.isEmpty {
                    checks.forbidden("\(path).ipMode", "may not be specified when `ip` is not set")
                } else {
                    checks.oneOf("\(path).ipMode", mode, ["Proxy", "VIP"])
                }
            }
            guard let host = point["hostname"]?.string, !host.isEmpty else { continue }
            checks.invalid("\(path).hostname", host, NameSyntax.subdomain(host))
            if IPText.isIP(host) {
                checks.invalid("\(path).hostname", .string(host), "must be a DNS name, not an IP address")
            }
        }
    }

    /// What a claim was given and is to be given.
    private static func claim(_ status: Value, _ checks: inout Checks) {
        func amounts(_ field: String, _ names: (String) -> Bool) {
            for (name, amount) in (status[field]?.object ?? [:]).sorted() {
                guard names(name) else {
                    checks.unsupported("status.\(field)", .string(name), ["storage"])
                    continue
                }
                guard let quantity = Quantity(Cells.text(amount)), quantity.nano < 0 else { continue }
                checks.invalid(
                    "status.\(field)[\(name)]", .integer(quantity.wholePart), "must be a valid resource quantity")
            }
        }
        amounts("capacity") { _ in true }
        for (name, state) in (status["allocatedResourceStatuses"]?.object ?? [:]).sorted()
        where !resizes.contains(state.string ?? "") {
            checks.unsupported("status.allocatedResourceStatuses", .string(name), resizes)
        }
        amounts("allocatedResources") { $0 == "storage" || $0.contains("/") }
    }

    private static let resizes = [
        "ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizeInProgress", "NodeResizeInfeasible",
        "NodeResizePending",
    ]

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

extension Checks {
    private static let reason = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?"

    /// The conditions of a status, each of a type of its own (`ValidateConditions` of the real server).
    mutating func conditions(_ status: Value) {
        var types: Set<String> = []
        for (index, condition) in (status["conditions"]?.array ?? []).enumerated() {
            let path = "status.conditions[\(index)]"
            let type = condition["type"]?.string ?? ""
            if !types.insert(type).inserted { duplicate("\(path).type", .string(type)) }
            invalid("\(path).type", type, NameSyntax.qualifiedName(type))
            oneOf("\(path).status", condition["status"] ?? "", ["False", "True", "Unknown"])
            if let generation = condition["observedGeneration"]?.integer, generation < 0 {
                invalid("\(path).observedGeneration", .integer(generation), "must be greater than or equal to zero")
            }
            if condition["lastTransitionTime"]?.isNull ?? true { required("\(path).lastTransitionTime") }
            let reason = condition["reason"]?.string ?? ""
            if reason.isEmpty {
                required("\(path).reason")
            } else if !PatternMatcher.matches("^\(Self.reason)$", reason) {
                invalid(
                    "\(path).reason", .string(reason),
                    NameSyntax.message(
                        "a condition reason must start with alphabetic character, optionally followed by a string of "
                            + "alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
                        Self.reason, "my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB"))
            }
        }
    }
}
