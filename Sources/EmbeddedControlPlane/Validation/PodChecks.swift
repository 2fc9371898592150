internal import DocumentModel

/// Pods and their templates.
extension Checks {
    mutating func pod(_ object: Object) {
        let spec = object["spec"] ?? [:]
        podSpec("spec", spec)
        for list in ["containers", "initContainers"] {
            for (index, container) in (spec[list]?.array ?? []).enumerated() {
                let image = container["image"]?.string ?? ""
                if image.first?.isWhitespace == true || image.last?.isWhitespace == true {
                    invalid(
                        "spec.\(list)[\(index)].image", .string(image), "must not have leading or trailing whitespace")
                }
            }
        }
    }

    mutating func podTemplate(_ path: String, _ template: Value) {
        add(MetadataValidation.labels(template.at("metadata", "labels"), "\(path).labels"))
        add(MetadataValidation.annotations(template.at("metadata", "annotations"), "\(path).annotations"))
        podSpec("\(path).spec", template["spec"] ?? [:])
    }

    private mutating func podSpec(_ path: String, _ spec: Value) {
        let volumes = volumes("\(path).volumes", spec["volumes"]?.array ?? [])
        containers(path, spec, volumes)
        switch spec["restartPolicy"]?.string {
        case "", .none: required("\(path).restartPolicy")
        default:
            oneOf("\(path).restartPolicy", spec["restartPolicy"], ["Always", "OnFailure", "Never"], sorted: false)
        }
        oneOf("\(path).dnsPolicy", spec["dnsPolicy"], ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"])
        for (key, value) in (spec["nodeSelector"]?.object ?? [:]).sorted() {
            invalid("\(path).nodeSelector", key, NameSyntax.qualifiedName(key))
            invalid("\(path).nodeSelector", value.string ?? "", NameSyntax.labelValue(value.string ?? ""))
        }
        podSecurity("\(path).securityContext", spec["securityContext"])
        for (index, secret) in (spec["imagePullSecrets"]?.array ?? []).enumerated()
        where (secret["name"]?.string ?? "").isEmpty {
            required("\(path).imagePullSecrets[\(index)].name")
        }
        affinity("\(path).affinity", spec["affinity"])
        name("\(path).serviceAccountName", spec["serviceAccountName"], NameSyntax.subdomain)
        name("\(path).nodeName", spec["nodeName"], NameSyntax.subdomain)
        if let limit = spec["activeDeadlineSeconds"]?.integer, !(1...Int64(Int32.max)).contains(limit) {
            invalid(
                "\(path).activeDeadlineSeconds", .integer(limit), "must be between 1 and 2147483647, inclusive")
        }
        name("\(path).hostname", spec["hostname"], NameSyntax.label)
        name("\(path).subdomain", spec["subdomain"], NameSyntax.label)
        tolerations("\(path).tolerations", spec["tolerations"]?.array ?? [])
        name("\(path).priorityClassName", spec["priorityClassName"], NameSyntax.subdomain)
        name("\(path).runtimeClassName", spec["runtimeClassName"], NameSyntax.subdomain)
        nonNegative("\(path).terminationGracePeriodSeconds", spec["terminationGracePeriodSeconds"])
        spreadConstraints("\(path).topologySpreadConstraints", spec["topologySpreadConstraints"]?.array ?? [])
    }

    /// A name that need not be there.
    mutating func name(_ path: String, _ value: Value?, _ rule: (String) -> [String]) {
        guard let text = value?.string, !text.isEmpty else { return }
        invalid(path, text, rule(text))
    }

    private mutating func podSecurity(_ path: String, _ context: Value?) {
        for field in ["runAsUser", "runAsGroup", "fsGroup"] { identifier("\(path).\(field)", context?[field]) }
        for (index, group) in (context?["supplementalGroups"]?.array ?? []).enumerated() {
            identifier("\(path).supplementalGroups[\(index)]", group)
        }
    }

    mutating func identifier(_ path: String, _ value: Value?) {
        guard let number = value?.integer, !(0...Int64(Int32.max)).contains(number) else { return }
        invalid(path, value, "must be between 0 and 2147483647, inclusive")
    }

    private mutating func tolerations(_ path: String, _ tolerations: [Value]) {
        for (index, toleration) in tolerations.enumerated() {
            let path = "\(path)[\(index)]"
            let key = toleration["key"]?.string ?? ""
            if !key.isEmpty { invalid("\(path).key", key, NameSyntax.qualifiedName(key)) }
            if key.isEmpty, toleration["operator"] != "Exists" {
                invalid(
                    "\(path).operator", toleration["operator"] ?? "",
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"")
            }
            if toleration["tolerationSeconds"]?.integer != nil, toleration["effect"] != "NoExecute" {
                invalid(
                    "\(path).effect", toleration["effect"] ?? "",
                    "effect must be 'NoExecute' when `tolerationSeconds` is set")
            }
            switch toleration["operator"]?.string ?? "" {
            case "Equal", "":
                invalid(
                    "\(path).operator", toleration["value"]?.string ?? "",
                    NameSyntax.labelValue(toleration["value"]?.string ?? ""))
            case "Exists":
                if let value = toleration["value"]?.string, !value.isEmpty {
                    invalid("\(path).operator", .string(value), "value must be empty when `operator` is 'Exists'")
                }
            default: oneOf("\(path).operator", toleration["operator"], ["Equal", "Exists"], sorted: false)
            }
            if let effect = toleration["effect"], effect != "" {
                oneOf("\(path).effect", effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"], sorted: false)
            }
        }
    }

    private mutating func spreadConstraints(_ path: String, _ constraints: [Value]) {
        for (index, constraint) in constraints.enumerated() {
            let path = "\(path)[\(index)]"
            if constraint["maxSkew"]?.integer ?? 0 <= 0 {
                invalid("\(path).maxSkew", constraint["maxSkew"], "must be greater than zero")
            }
            if (constraint["topologyKey"]?.string ?? "").isEmpty { required("\(path).topologyKey", "can not be empty") }
            oneOf("\(path).whenUnsatisfiable", constraint["whenUnsatisfiable"], ["DoNotSchedule", "ScheduleAnyway"])
            selector("\(path).labelSelector", constraint["labelSelector"])
        }
    }
}
