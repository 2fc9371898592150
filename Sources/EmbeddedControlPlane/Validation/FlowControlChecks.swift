internal import DocumentModel

/// Flow schemas and priority levels, as `pkg/apis/flowcontrol/validation` of the real server checks them.
extension Checks {
    private static let verbs: Set<String> = [
        "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch",
    ]

    mutating func flowSchema(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let path = "spec.matchingPrecedence"
        let precedence = spec["matchingPrecedence"]?.integer ?? 0
        if precedence <= 0 { invalid(path, .integer(precedence), "must be a positive value") }
        if precedence > 10000 { invalid(path, .integer(precedence), "must not be greater than 10000") }
        if precedence == 1, object.at(["metadata", "name"]) != "exempt" {
            invalid(path, 1, "only the schema named 'exempt' may have matchingPrecedence 1")
        }
        if let method = spec["distinguisherMethod"], method.object != nil,
            !["ByNamespace", "ByUser"].contains(method["type"]?.string ?? "")
        {
            unsupported("spec.distinguisherMethod.type", method, ["ByNamespace", "ByUser"])
        }
        let level = spec.at("priorityLevelConfiguration", "name")?.string ?? ""
        if level.isEmpty {
            required("spec.priorityLevelConfiguration.name", "must reference a priority level")
        } else {
            invalid("spec.priorityLevelConfiguration.name", level, NameSyntax.subdomain(level))
        }
        for (index, rule) in (spec["rules"]?.array ?? []).enumerated() { flowRule("spec.rules[\(index)]", rule) }
    }

    private mutating func flowRule(_ path: String, _ rule: Value) {
        let subjects = rule["subjects"]?.array ?? []
        if subjects.isEmpty { required("\(path).subjects", "subjects must contain at least one value") }
        for (index, subject) in subjects.enumerated() { flowSubject("\(path).subjects[\(index)]", subject) }
        let (resources, others) = (rule["resourceRules"]?.array ?? [], rule["nonResourceRules"]?.array ?? [])
        if resources.isEmpty, others.isEmpty {
            required(path, "at least one of resourceRules and nonResourceRules has to be non-empty")
        }
        for (index, rule) in resources.enumerated() { resourceFlow("\(path).resourceRules[\(index)]", rule) }
        for (index, rule) in others.enumerated() { plainFlow("\(path).nonResourceRules[\(index)]", rule) }
    }

    private mutating func flowSubject(_ path: String, _ subject: Value) {
        let forms = [("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")]
        let kind = subject["kind"]?.string ?? ""
        guard let form = forms.first(where: { $0.0 == kind }) else {
            return oneOf("\(path).kind", .string(kind), forms.map(\.0))
        }
        let inner = "\(path).\(form.1)"
        if let who = subject[form.1], who.object != nil {
            let name = who["name"]?.string ?? ""
            if name.isEmpty { required("\(inner).name") }
            if kind == "ServiceAccount" {
                if !name.isEmpty, name != "*" { invalid("\(inner).name", name, NameSyntax.subdomain(name)) }
                let namespace = who["namespace"]?.string ?? ""
                if namespace.isEmpty {
                    required("\(inner).namespace", "must specify namespace for service account")
                } else {
                    invalid("\(inner).namespace", namespace, NameSyntax.label(namespace))
                }
            }
        } else {
            required(inner, "\(form.1) is required when subject kind is '\(kind)'")
        }
        for other in forms where other.0 != kind && subject[other.1]?.object != nil {
            forbidden("\(path).\(other.1)", "\(other.1) is forbidden when subject kind is not '\(other.0)'")
        }
    }

    private mutating func flowVerbs(_ path: String, _ rule: Value) {
        let verbs = rule["verbs"]?.array ?? []
        if verbs.isEmpty {
            required("\(path).verbs", "verbs must contain at least one value")
        } else if verbs.contains("*") {
            if verbs.count > 1 {
                invalid("\(path).verbs", .array(verbs), "if '*' is present, must not specify other verbs")
            }
        } else if !verbs.allSatisfy({ Self.verbs.contains($0.string ?? "") }) {
            unsupported("\(path).verbs", .array(verbs), Self.verbs.sorted())
        }
    }

    private mutating func resourceFlow(_ path: String, _ rule: Value) {
        flowVerbs(path, rule)
        for (field, noun) in [("apiGroups", "api group"), ("resources", "resource")] {
            let values = rule[field]?.array ?? []
            if values.isEmpty {
                required("\(path).\(field)", "resource rules must supply at least one \(noun)")
            } else if values.count > 1, values.contains("*") {
                invalid("\(path).\(field)", .array(values), "if '*' is present, must not specify other \(noun)s")
            }
        }
        let namespaces = rule["namespaces"]?.array ?? []
        if namespaces.isEmpty, rule["clusterScope"]?.bool != true {
            required(
                "\(path).namespaces", "resource rules that are not cluster scoped must supply at least one namespace")
        } else if namespaces.contains("*") {
            if namespaces.count > 1 {
                invalid(
                    "\(path).namespaces", .array(namespaces), "if '*' is present, must not specify other namespaces")
            }
        } else {
            for (index, namespace) in namespaces.enumerated() {
                let problems = NameSyntax.label(namespace.string ?? "")
                for problem in problems {
                    invalid(
                        "\(path).namespaces[\(index)]", namespace,
                        "each member of this list must be '*' or a DNS-1123 label; \(problem)")
                }
            }
        }
    }

    private mutating func plainFlow(_ path: String, _ rule: Value) {
        flowVerbs(path, rule)
        let addresses = rule["nonResourceURLs"]?.array ?? []
        if addresses.isEmpty {
            required("\(path).nonResourceURLs", "nonResourceURLs must contain at least one value")
        } else if addresses.contains("*") {
            if addresses.count > 1 {
                invalid(
                    "\(path).nonResourceURLs", .array(addresses),
                    "if '*' is present, must not specify other non-resource URLs")
            }
        } else {
            for (index, address) in addresses.enumerated() {
                guard let problem = Self.pathProblem(address.string ?? "") else { continue }
                invalid("\(path).nonResourceURLs[\(index)]", address, problem)
            }
        }
    }

    private static func pathProblem(_ path: String) -> String? {
        if path.isEmpty { return "must not be empty" }
        if path == "/" { return nil }
        if !path.hasPrefix("/") { return "must start with slash" }
        if path.contains(" ") { return "must not contain white-space" }
        if path.contains("//") { return "must not contain double slash" }
        let stars = path.count { $0 == "*" }
        return stars > 1 || stars == 1 && !path.hasSuffix("/*") ? "wildcard can only do suffix matching" : nil
    }

    // MARK: Priority levels

    mutating func priorityLevel(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let type = spec["type"]?.string ?? ""
        if (object.at(["metadata", "name"]) == "exempt") != (type == "Exempt") {
            invalid("spec.type", .string(type), "must be 'Exempt' if and only if `name` is 'exempt'")
        }
        let limited = spec["limited"].flatMap { $0.object == nil ? nil : $0 }
        let exempt = spec["exempt"].flatMap { $0.object == nil ? nil : $0 }
        switch type {
        case "Exempt":
            if limited != nil { forbidden("spec.limited", "must be nil if the type is not Limited") }
            if let exempt { shares("spec.exempt", exempt) }
        case "Limited":
            if exempt != nil { forbidden("spec.exempt", "must be nil if the type is Limited") }
            guard let limited else {
                return required("spec.limited", "must not be empty when type is Limited")
            }
            self.limited("spec.limited", limited)
        default: oneOf("spec.type", .string(type), ["Exempt", "Limited"])
        }
    }

    private mutating func shares(_ path: String, _ part: Value) {
        nominal(path, part)
        lendable(path, part)
    }

    private mutating func nominal(_ path: String, _ part: Value) {
        guard let shares = part["nominalConcurrencyShares"]?.integer, shares < 0 else { return }
        invalid("\(path).nominalConcurrencyShares", .integer(shares), "must be a non-negative integer")
    }

    private mutating func lendable(_ path: String, _ part: Value) {
        guard let percent = part["lendablePercent"]?.integer, !(0...100).contains(percent) else { return }
        invalid("\(path).lendablePercent", .integer(percent), "must be between 0 and 100, inclusive")
    }

    private mutating func limited(_ path: String, _ limited: Value) {
        nominal(path, limited)
        let response = limited["limitResponse"] ?? [:]
        let queuing = response["queuing"].flatMap { $0.object == nil ? nil : $0 }
        switch response["type"]?.string ?? "" {
        case "Reject":
            if queuing != nil {
                forbidden(
                    "\(path).limitResponse.queuing", "must be nil if limited.limitResponse.type is not Limited")
            }
        case "Queue":
            if let queuing {
                self.queuing("\(path).limitResponse.queuing", queuing)
            } else {
                required(
                    "\(path).limitResponse.queuing", "must not be empty if limited.limitResponse.type is Limited")
            }
        default: oneOf("\(path).limitResponse.type", response["type"] ?? "", ["Queue", "Reject"])
        }
        lendable(path, limited)
        if let percent = limited["borrowingLimitPercent"]?.integer, percent < 0 {
            invalid(
                "\(path).borrowingLimitPercent", .integer(percent), "if specified, must be a non-negative integer")
        }
    }

    /// Whether dealing a hand takes more than 60 bits of a hash: the queues to the power of the hand pass 2^60.
    private static func hashes(_ queues: Int64, _ hand: Int64) -> Bool {
        var hands: Int128 = 1
        for _ in 0..<min(hand, 64) {
            hands *= Int128(queues)
            if hands > 1 << 60 { return true }
        }
        return false
    }

    private mutating func queuing(_ path: String, _ queuing: Value) {
        func count(_ field: String) -> Int64 { queuing[field]?.integer ?? 0 }
        let (queues, hand) = (count("queues"), count("handSize"))
        if count("queueLengthLimit") <= 0 {
            invalid("\(path).queueLengthLimit", .integer(count("queueLengthLimit")), "must be positive")
        }
        if queues <= 0 {
            invalid("\(path).queues", .integer(queues), "must be positive")
        } else if queues > 10_000_000 {
            invalid("\(path).queues", .integer(queues), "must not be greater than 10000000")
        }
        if hand <= 0 {
            invalid("\(path).handSize", .integer(hand), "must be positive")
        } else if hand > queues {
            invalid("\(path).handSize", .integer(hand), "should not be greater than queues (\(queues))")
        } else if Self.hashes(queues, hand) {
            invalid(
                "\(path).handSize", .integer(hand),
                "required entropy bits of deckSize \(queues) and handSize \(hand) should not be greater than 60")
        }
    }
}
