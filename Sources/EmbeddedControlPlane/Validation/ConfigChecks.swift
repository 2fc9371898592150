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
        "kubernetes.io/tls": ["tls.crt", "tls.key"], "kubernetes.io/ssh-auth": ["ssh-privatekey"],
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
        for (index, mode) in modes.enumerated() {
            _ = index
            oneOf(
                "\(path).accessModes", mode,
                ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"])
        }
        if modes.count > 1, modes.contains("ReadWriteOncePod") {
            forbidden("\(path).accessModes", "may not use ReadWriteOncePod with other access modes")
        }
        selector("\(path).selector", spec["selector"])
        guard let storage = spec.at("resources", "requests", "storage")?.string else {
            required("\(path).resources[storage]")
            return
        }
        if let amount = Quantity(storage), amount.isNegative || amount.isZero {
            invalid("\(path).resources[storage]", .string(storage), "must be greater than zero")
        }
        name("\(path).storageClassName", spec["storageClassName"], NameSyntax.subdomain)
        oneOf("\(path).volumeMode", spec["volumeMode"], ["Block", "Filesystem"])
    }

    mutating func volume(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let modes = spec["accessModes"]?.array ?? []
        if modes.isEmpty { required("spec.accessModes") }
        for mode in modes {
            oneOf(
                "spec.accessModes", mode, ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"])
        }
        if spec.at("capacity", "storage") == nil { required("spec.capacity") }
        oneOf(
            "spec.persistentVolumeReclaimPolicy", spec["persistentVolumeReclaimPolicy"],
            ["Delete", "Recycle", "Retain"])
        let sources = (spec.object ?? [:]).filter { $0.value.object != nil && !Self.notSources.contains($0.key) }
        if sources.isEmpty { required("spec", "must specify a volume type") }
    }

    private static let notSources: Set<String> = ["capacity", "claimRef", "nodeAffinity"]

    mutating func storageClass(_ object: Object) {
        if (object["provisioner"]?.string ?? "").isEmpty { required("provisioner") }
        oneOf("reclaimPolicy", object["reclaimPolicy"], ["Delete", "Retain"])
        oneOf("volumeBindingMode", object["volumeBindingMode"], ["Immediate", "WaitForFirstConsumer"])
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
        for (name, value) in (object.at(["spec", "hard"])?.object ?? [:]).sorted() {
            let path = "spec.hard[\(name)]"
            if !name.contains("/") {
                if !ResourceName.isStandard(name) {
                    invalid(path, .string(name), "must be a standard resource type or fully qualified")
                }
                if !ResourceName.isForQuota(name) {
                    invalid(path, .string(name), "must be a standard resource for quota")
                }
            }
            if let amount = Quantity(value.string ?? ""), amount.isNegative {
                invalid(path, value, "must be greater than or equal to 0")
            }
        }
        scopes(object.at(["spec", "scopes"])?.array ?? [])
    }

    private mutating func scopes(_ scopes: [Value]) {
        let known = [
            "BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass",
            "Terminating", "VolumeAttributesClass",
        ]
        for scope in scopes where !known.contains(scope.string ?? "") {
            invalid("spec.scopes", .array(scopes), "unsupported scope")
        }
        for pair in [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")] {
            if scopes.contains(.string(pair.0)), scopes.contains(.string(pair.1)) {
                invalid("spec.scopes", .array(scopes), "conflicting scopes")
            }
        }
    }

    mutating func priorityClass(_ object: Object) {
        let name = object.at(["metadata", "name"])?.string ?? ""
        if name.hasPrefix("system-"), !["system-node-critical", "system-cluster-critical"].contains(name) {
            forbidden("metadata.name", "priority class names with 'system-' prefix are reserved for system use only")
        }
        if let value = object["value"]?.integer, value > 1_000_000_000, !name.hasPrefix("system-") {
            forbidden("value", "maximum allowed value of a user defined priority is 1000000000")
        }
        oneOf("preemptionPolicy", object["preemptionPolicy"], ["Never", "PreemptLowerPriority"])
    }

    mutating func lease(_ object: Object) {
        let spec = object["spec"] ?? [:]
        if let seconds = spec["leaseDurationSeconds"]?.integer, seconds <= 0 {
            invalid("spec.leaseDurationSeconds", .integer(seconds), "must be greater than 0")
        }
        nonNegative("spec.leaseTransitions", spec["leaseTransitions"])
    }
}

/// What Go says of text that is no JSON.
enum JSONProblem {
    static func text(_ bytes: [UInt8]) -> String {
        guard let first = bytes.first(where: { !" \t\r\n".utf8.contains($0) }) else {
            return "unexpected end of JSON input"
        }
        for word in ["null", "true", "false"] where word.utf8.first == first {
            for (index, expected) in word.utf8.enumerated() {
                guard index < bytes.count else { return "unexpected end of JSON input" }
                if bytes[index] != expected {
                    return
                        "invalid character \(quoted(bytes[index])) in literal \(word) (expecting \(quoted(expected)))"
                }
            }
        }
        let begins = first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "\"")
        return begins
            ? "unexpected end of JSON input" : "invalid character \(quoted(first)) looking for beginning of value"
    }

    private static func quoted(_ byte: UInt8) -> String { "'\(Character(UnicodeScalar(byte)))'" }
}
