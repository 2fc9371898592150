internal import DocumentModel
internal import Platform

/// ConfigMaps, Secrets, claims, quotas and the like.
extension Checks {
    private static let limit = 1 << 20

    mutating func configMap(_ object: Object) {
        let binary = object["binaryData"]?.object ?? [:]
        var size = 0
        for (key, value) in (object["data"]?.object ?? [:]).sorted() {
            invalid("data[\(key)]", key, NameSyntax.configKey(key))
            if binary[key] != nil { invalid("data[\(key)]", .string(key), "duplicate of key present in binaryData") }
            size += (value.string ?? "").utf8.count
        }
        for (key, value) in binary.sorted() {
            invalid("binaryData[\(key)]", key, NameSyntax.configKey(key))
            size += Self.decodedSize(value)
        }
        if size > Self.limit { add([FieldError(.tooLong, "[]", "may not be more than 1048576 bytes")]) }
    }

    private static func decodedSize(_ value: Value) -> Int { (value.string ?? "").utf8.count / 4 * 3 }

    private static let keysOfTypes: [String: [String]] = [
        "kubernetes.io/tls": ["tls.crt", "tls.key"],
        "kubernetes.io/dockerconfigjson": [".dockerconfigjson"], "kubernetes.io/dockercfg": [".dockercfg"],
    ]

    mutating func secret(_ object: Object) {
        let content = object["data"]?.object ?? [:]
        var size = 0
        for (key, value) in content.sorted() {
            invalid("data[\(key)]", key, NameSyntax.configKey(key))
            size += Self.decodedSize(value)
        }
        if size > Self.limit { add([FieldError(.tooLong, "data", "may not be more than 1048576 bytes")]) }
        let type = object["type"]?.string ?? ""
        for key in Self.keysOfTypes[type] ?? [] {
            guard let value = content[key] else {
                required("data[\(key)]")
                continue
            }
            if key.hasPrefix(".docker") { json("data[\(key)]", value) }
        }
        if type == "kubernetes.io/ssh-auth", (content["ssh-privatekey"]?.string ?? "").isEmpty {
            required("data[ssh-privatekey]")
        }
        if type == "kubernetes.io/basic-auth", content["username"] == nil, content["password"] == nil {
            required("data[username]")
            required("data[password]")
        }
        if type == "kubernetes.io/service-account-token",
            (object.at(["metadata", "annotations", "kubernetes.io/service-account.name"])?.string ?? "").isEmpty
        {
            required("metadata.annotations[kubernetes.io/service-account.name]")
        }
    }

    private mutating func json(_ path: String, _ value: Value) {
        let bytes = Base64.decode(value.string ?? "") ?? []
        do { _ = try JSON.parse(bytes) } catch {
            invalid(path, "<secret contents redacted>", JSONProblem.text(bytes))
        }
    }

    // MARK: Storage

    mutating func claim(_ object: Object) { claimSpec("spec", object["spec"] ?? [:]) }

    mutating func claimSpec(_ path: String, _ spec: Value) {
        let modes = spec["accessModes"]?.array ?? []
        if modes.isEmpty { required("\(path).accessModes", "at least 1 access mode is required") }
        selector("\(path).selector", spec["selector"])
        accessModes("\(path).accessModes", modes)
        let amountPath = "\(path).resources[storage]"
        if let storage = spec.at("resources", "requests", "storage")?.string {
            if let amount = Quantity(storage), amount.isNegative || amount.isZero {
                invalid(amountPath, .string(storage), "must be greater than zero")
            }
        } else {
            required(amountPath)
        }
        name("\(path).storageClassName", spec["storageClassName"], NameSyntax.subdomain)
        oneOf("\(path).volumeMode", spec["volumeMode"], ["Block", "Filesystem"])
        for field in ["dataSource", "dataSourceRef"] {
            if let source = spec[field], source.object != nil { dataSource("\(path).\(field)", source) }
        }
        defer { name("\(path).volumeAttributesClassName", spec["volumeAttributesClassName"], NameSyntax.subdomain) }
        guard let source = spec["dataSource"]?.object, let other = spec["dataSourceRef"]?.object else { return }
        if let namespace = other["namespace"]?.string, !namespace.isEmpty {
            invalid(
                path, Value.string("\(path).dataSource"),
                "may not be specified when dataSourceRef.namespace is specified")
        } else if ["apiGroup", "kind", "name"].contains(where: { source[$0] != other[$0] }) {
            invalid(path, [:], "must match dataSourceRef")
        }
    }

    private mutating func dataSource(_ path: String, _ source: Value) {
        for field in ["name", "kind"] where (source[field]?.string ?? "").isEmpty { required("\(path).\(field)") }
        let group = source["apiGroup"]?.string ?? ""
        let kind = source["kind"]?.string ?? ""
        if group.isEmpty {
            if kind != "PersistentVolumeClaim" {
                invalid(
                    path, .string(kind), "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
            }
        } else {
            invalid("\(path).apiGroup", group, NameSyntax.subdomain(group))
        }
        name("\(path).namespace", source["namespace"], NameSyntax.label)
    }

    // MARK: Policies

    mutating func disruptionBudget(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let (available, unavailable) = (spec["minAvailable"], spec["maxUnavailable"])
        if available != nil, unavailable != nil {
            invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set")
        }
        amount("spec.minAvailable", available)
        atMostAll("spec.minAvailable", available)
        amount("spec.maxUnavailable", unavailable)
        atMostAll("spec.maxUnavailable", unavailable)
        selector("spec.selector", spec["selector"])
        oneOf(
            "spec.unhealthyPodEvictionPolicy", spec["unhealthyPodEvictionPolicy"], ["AlwaysAllow", "IfHealthyBudget"])
    }

    mutating func resourceQuota(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let hard = spec["hard"]?.object ?? [:]
        counted("spec.hard", hard)
        let names = hard.keys.sorted().filter { ResourceName.isForQuota($0) }
        scopes(spec["scopes"]?.array ?? [], names)
        if let selector = spec["scopeSelector"], selector.object != nil { scopeSelector(selector, names) }
    }

    /// What a quota limits, or has found to be used.
    mutating func counted(_ field: String, _ amounts: Object) {
        for (name, value) in amounts.sorted() {
            let path = "\(field)[\(name)]"
            let problems = NameSyntax.qualifiedName(name)
            invalid(path, name, problems)
            if !name.contains("/") {
                if problems.isEmpty, !ResourceName.isStandard(name) {
                    invalid(path, .string(name), "must be a standard resource type or fully qualified")
                }
                if !ResourceName.isForQuota(name) {
                    invalid(path, .string(name), "must be a standard resource for quota")
                }
            }
            quantity(path, name, value)
        }
    }

    private static let scopeNames: Set<String> = [
        "BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass",
        "Terminating", "VolumeAttributesClass",
    ]

    /// Whether what a scope chooses can be counted by a resource.
    private static func fits(_ scope: String, _ resource: String) -> Bool {
        let compute = [
            "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "pods",
            "requests.ephemeral-storage", "limits.ephemeral-storage", "ephemeral-storage",
        ]
        return switch scope {
        case "BestEffort": resource == "pods"
        case "NotBestEffort", "Terminating", "NotTerminating", "PriorityClass", "CrossNamespacePodAffinity":
            compute.contains(resource)
        case "VolumeAttributesClass": ["persistentvolumeclaims", "requests.storage"].contains(resource)
        default: true
        }
    }

    private mutating func scopes(_ scopes: [Value], _ names: [String]) {
        for scope in scopes {
            let text = scope.string ?? ""
            if !Self.scopeNames.contains(text) { invalid("spec.scopes", .array(scopes), "unsupported scope") }
            for name in names where !Self.fits(text, name) {
                invalid("spec.scopes", .array(scopes), "unsupported scope applied to resource")
            }
        }
        conflicts(scopes, shown: scopes)
    }

    private mutating func conflicts(_ scopes: [Value], shown: [Value]) {
        for pair in [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")] {
            if scopes.contains(.string(pair.0)), scopes.contains(.string(pair.1)) {
                invalid("spec.scopes", .array(shown), "conflicting scopes")
            }
        }
    }

    private mutating func scopeSelector(_ selector: Value, _ names: [String]) {
        let path = "spec.scopeSelector.matchExpressions"
        let requirements = selector["matchExpressions"]?.array ?? []
        for requirement in requirements {
            let scope = requirement["scopeName"]?.string ?? ""
            let symbol = requirement["operator"]?.string ?? ""
            let values = requirement["values"]?.array ?? []
            if !Self.scopeNames.contains(scope) {
                invalid("\(path).scopeName", .string(scope), "unsupported scope")
            }
            for name in names where !Self.fits(scope, name) {
                invalid(path, selector, "unsupported scope applied to resource")
            }
            let takesNoValues = ![.none, "PriorityClass", "VolumeAttributesClass"].contains(
                Self.scopeNames.contains(scope) ? scope : nil)
            if takesNoValues, symbol != "Exists" {
                invalid(
                    "\(path).operator", .string(symbol),
                    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
                        + "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
                        + "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity")
            }
            switch symbol {
            case "In", "NotIn":
                if values.isEmpty {
                    required(
                        "\(path).values",
                        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
                }
            case "Exists", "DoesNotExist":
                if !values.isEmpty {
                    invalid(
                        "\(path).values", .array(values),
                        "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")
                }
            default: invalid("\(path).operator", .string(symbol), "not a valid selector operator")
            }
        }
        conflicts(requirements.compactMap { $0["scopeName"] }, shown: [])
    }

    /// Who must be done before a namespace is gone.
    ///
    /// - Parameter isIndexed: whether a mistake is told with its place in the list.
    mutating func namespaceFinalizers(_ object: Object, isIndexed: Bool) {
        for (index, value) in (object.at(["spec", "finalizers"])?.array ?? []).enumerated() {
            let name = value.string ?? ""
            let path = isIndexed ? "spec.finalizers[\(index)]" : "spec.finalizers"
            invalid(path, name, NameSyntax.qualifiedName(name))
            if !name.contains("/"), !["kubernetes", "orphan", "foregroundDeletion"].contains(name) {
                invalid(
                    path, value, "name is neither a standard finalizer name nor is it fully qualified")
            }
        }
    }

    mutating func priorityClass(_ object: Object) {
        let name = object.at(["metadata", "name"])?.string ?? ""
        if name.hasPrefix("system-"), !["system-node-critical", "system-cluster-critical"].contains(name) {
            forbidden(
                "metadata.name",
                "priority class names with 'system-' prefix are reserved for system use only. error: \(name) is not a "
                    + "known system priority class")
        }
        if let value = object["value"]?.integer, value > 1_000_000_000, !name.hasPrefix("system-") {
            forbidden("value", "maximum allowed value of a user defined priority is 1000000000")
        }
        oneOf(
            "preemptionPolicy", object["preemptionPolicy"], ["PreemptLowerPriority", "Never"], sorted: false)
    }

    mutating func lease(_ object: Object) {
        let spec = object["spec"] ?? [:]
        if let seconds = spec["leaseDurationSeconds"]?.integer, seconds <= 0 {
            invalid("spec.leaseDurationSeconds", .integer(seconds), "must be greater than 0")
        }
        nonNegative("spec.leaseTransitions", spec["leaseTransitions"])
    }
}
