internal import DocumentModel

/// Pods and their templates.
extension Checks {
    mutating func pod(_ object: Object) {
        let spec = object["spec"] ?? [:]
        podAnnotations("metadata.annotations", object.at(["metadata", "annotations"]), spec)
        podSpec("spec", spec, pod: object.at(["metadata", "name"])?.string ?? "")
        for list in ["containers", "initContainers"] {
            for (index, container) in (spec[list]?.array ?? []).enumerated() {
                plainImage("spec.\(list)[\(index)]", container)
            }
        }
    }

    /// What a pod cannot have from its beginning.
    mutating func newPod(_ object: Object) {
        let spec = object["spec"] ?? [:]
        if !(spec["ephemeralContainers"]?.array ?? []).isEmpty {
            forbidden("spec.ephemeralContainers", "cannot be set on create")
        }
        if !(spec["schedulingGates"]?.array ?? []).isEmpty, !(spec["nodeName"]?.string ?? "").isEmpty {
            forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared")
        }
        annotatedProfiles("spec", object.at(["metadata", "annotations"]), spec)
    }

    mutating func podTemplate(_ path: String, _ template: Value) {
        let spec = template["spec"] ?? [:]
        templateMetadata(path, template)
        podSpec("\(path).spec", spec, pod: nil)
        annotatedProfiles("\(path).spec", template.at("metadata", "annotations"), spec)
        if !(spec["ephemeralContainers"]?.array ?? []).isEmpty {
            forbidden("\(path).spec.ephemeralContainers", "ephemeral containers not allowed in pod template")
        }
    }

    mutating func templateMetadata(_ path: String, _ template: Value) {
        let annotations = template.at("metadata", "annotations")
        add(MetadataValidation.labels(template.at("metadata", "labels"), "\(path).labels"))
        add(MetadataValidation.annotations(annotations, "\(path).annotations"))
        podAnnotations("\(path).annotations", annotations, template["spec"] ?? [:])
    }

    /// - Parameter pod: the name of the pod; nil in a template.
    private mutating func podSpec(_ path: String, _ spec: Value, pod: String?) {
        let volumes = volumes("\(path).volumes", spec["volumes"]?.array ?? [], pod: pod ?? "")
        let surroundings = PodSurroundings(spec, volumes: volumes)
        deviceClaims("\(path).resourceClaims", spec["resourceClaims"]?.array ?? [])
        containers(path, spec, surroundings)
        podResources("\(path).resources", spec, claims: surroundings.claims)
        hostPorts(path, spec, isPod: pod != nil)
        choice("\(path).restartPolicy", spec["restartPolicy"], ["Always", "OnFailure", "Never"])
        choice("\(path).dnsPolicy", spec["dnsPolicy"], ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
        add(MetadataValidation.labels(spec["nodeSelector"], "\(path).nodeSelector"))
        podSecurity("\(path).securityContext", spec)
        affinity("\(path).affinity", spec["affinity"])
        nameService("\(path).dnsConfig", spec)
        for (index, gate) in (spec["readinessGates"]?.array ?? []).enumerated() {
            let type = gate["conditionType"]?.string ?? ""
            invalid("\(path).readinessGates[\(index)].conditionType", type, NameSyntax.qualifiedName(type))
        }
        schedulingGates("\(path).schedulingGates", spec["schedulingGates"]?.array ?? [])
        spreadConstraints("\(path).topologySpreadConstraints", spec["topologySpreadConstraints"]?.array ?? [])
        hostProcesses(path, spec)
        ownUsers(path, spec)
        hostName("\(path).hostnameOverride", spec)
        name("\(path).serviceAccountName", spec["serviceAccountName"], NameSyntax.subdomain)
        name("\(path).nodeName", spec["nodeName"], NameSyntax.subdomain)
        if let limit = spec["activeDeadlineSeconds"]?.integer, !(1...Int64(Int32.max)).contains(limit) {
            invalid(
                "\(path).activeDeadlineSeconds", .integer(limit), "must be between 1 and 2147483647, inclusive")
        }
        name("\(path).hostname", spec["hostname"], NameSyntax.label)
        name("\(path).subdomain", spec["subdomain"], NameSyntax.label)
        tolerations("\(path).tolerations", spec["tolerations"]?.array ?? [])
        hostAliases("\(path).hostAliases", spec["hostAliases"]?.array ?? [])
        name("\(path).priorityClassName", spec["priorityClassName"], NameSyntax.subdomain)
        if let name = spec["runtimeClassName"]?.string {
            invalid("\(path).runtimeClassName", name, NameSyntax.subdomain(name))
        }
        if let policy = spec["preemptionPolicy"], policy.string != nil {
            choice("\(path).preemptionPolicy", policy, ["PreemptLowerPriority", "Never"])
        }
        if let overhead = spec["overhead"], overhead.object != nil {
            resources("\(path).overhead", ["limits": overhead])
        }
        operatingSystem(path, spec)
        environmentFiles(path, spec)
    }

    /// A value that must be there and one of those.
    private mutating func choice(_ path: String, _ value: Value?, _ allowed: [String]) {
        let text = value?.string ?? ""
        if text.isEmpty { required(path) } else { oneOf(path, value, allowed, sorted: false) }
    }

    /// Claims for devices.
    private mutating func deviceClaims(_ path: String, _ claims: [Value]) {
        var names: Set<String> = []
        for (index, claim) in claims.enumerated() {
            let inner = "\(path)[\(index)]"
            let name = claim["name"]?.string ?? ""
            if name.isEmpty {
                required("\(inner).name")
            } else if !names.insert(name).inserted {
                duplicate("\(inner).name", .string(name))
            } else {
                invalid("\(inner).name", name, NameSyntax.label(name))
            }
            let sources = ["resourceClaimName", "resourceClaimTemplateName"]
            let present = sources.filter { claim[$0]?.string != nil }
            if present.count > 1 {
                invalid(
                    inner, claim,
                    "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified")
            }
            if present.isEmpty {
                invalid(inner, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
            }
            for source in present {
                let text = claim[source]?.string ?? ""
                invalid("\(inner).\(source)", text, NameSyntax.subdomain(text))
            }
        }
    }

    private mutating func hostName(_ path: String, _ spec: Value) {
        guard let name = spec["hostnameOverride"]?.string else { return }
        for (field, shown) in [("setHostnameAsFQDN", "setHostnameAsFQDN"), ("hostNetwork", "hostNetwork")]
        where spec[field]?.bool == true { forbidden(path, "may not be specified when \(shown) is true") }
        if name.utf8.count > 64 { add([FieldError(.tooLong, path, "may not be more than 64 bytes")]) }
        invalid(path, name, NameSyntax.subdomain(name))
    }

    /// Users of its own go with namespaces of its own.
    private mutating func ownUsers(_ path: String, _ spec: Value) {
        guard spec["hostUsers"]?.bool == false else { return }
        for (field, shown) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")]
        where spec[field]?.bool == true { forbidden("\(path).\(shown)", "when `hostUsers` is false") }
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (index, container) in (spec[list]?.array ?? []).enumerated()
            where !(container["volumeDevices"]?.array ?? []).isEmpty {
                forbidden("\(path).\(list)[\(index)].volumeDevices", "when `hostUsers` is false")
            }
        }
    }

    private mutating func schedulingGates(_ path: String, _ gates: [Value]) {
        var seen: Set<String> = []
        for (index, gate) in gates.enumerated() {
            let name = gate["name"]?.string ?? ""
            invalid("\(path)[\(index)]", name, NameSyntax.qualifiedName(name))
            if !seen.insert(name).inserted { duplicate("\(path)[\(index)]", .string(name)) }
        }
    }

    private mutating func hostAliases(_ path: String, _ aliases: [Value]) {
        for (index, alias) in aliases.enumerated() {
            address("\(path)[\(index)].ip", alias["ip"] ?? "")
            for (place, host) in (alias["hostnames"]?.array ?? []).enumerated() {
                let text = host.string ?? ""
                invalid("\(path)[\(index)].hostnames[\(place)]", text, NameSyntax.subdomain(text))
            }
        }
    }

    /// An IP address.
    mutating func address(_ path: String, _ value: Value) {
        let text = value.string ?? ""
        if let bytes = IPText.bytes(text) {
            if IPText.isMapped(bytes) { invalid(path, value, "must not be an IPv4-mapped IPv6 address") }
            return
        }
        if IPText.isIP(IPText.withoutLeadingZeros(text)) { return invalid(path, value, "must not have leading 0s") }
        invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
    }

    private mutating func nameService(_ path: String, _ spec: Value) {
        let configuration = spec["dnsConfig"].flatMap { $0.object == nil ? nil : $0 }
        let servers = configuration?["nameservers"]?.array ?? []
        if spec["dnsPolicy"] == "None" {
            if configuration == nil {
                return required(path, "must provide `dnsConfig` when `dnsPolicy` is None")
            }
            if servers.isEmpty {
                return required(
                    "\(path).nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None")
            }
        }
        if servers.count > 3 {
            invalid("\(path).nameservers", .array(servers), "must not have more than 3 nameservers")
        }
        for (index, server) in servers.enumerated() { address("\(path).nameservers[\(index)]", server) }
        let searches = configuration?["searches"]?.array ?? []
        if searches.count > 32 {
            invalid("\(path).searches", .array(searches), "must not have more than 32 search paths")
        }
        if searches.map({ $0.string ?? "" }).joined(separator: " ").utf8.count > 2048 {
            invalid(
                "\(path).searches", .array(searches),
                "must not have more than 2048 characters (including spaces) in the search list")
        }
        for (index, search) in searches.enumerated() where search != "." {
            var text = search.string ?? ""
            if text.hasSuffix(".") { text.removeLast() }
            invalid("\(path).searches[\(index)]", text, NameSyntax.subdomainWithUnderscores(text))
        }
        for (index, option) in (configuration?["options"]?.array ?? []).enumerated()
        where (option["name"]?.string ?? "").isEmpty {
            required("\(path).options[\(index)]", "must not be empty")
        }
    }

    /// A name that need not be there.
    mutating func name(_ path: String, _ value: Value?, _ rule: (String) -> [String]) {
        guard let text = value?.string, !text.isEmpty else { return }
        invalid(path, text, rule(text))
    }

    mutating func identifier(_ path: String, _ value: Value?) {
        guard let number = value?.integer, !(0...Int64(Int32.max)).contains(number) else { return }
        invalid(path, value, "must be between 0 and 2147483647, inclusive")
    }

    mutating func tolerations(_ path: String, _ tolerations: [Value]) {
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
                let problems = NameSyntax.labelValue(toleration["value"]?.string ?? "")
                if !problems.isEmpty {
                    invalid("\(path).operator", toleration["value"], problems.joined(separator: ";"))
                }
            case "Exists":
                if let value = toleration["value"]?.string, !value.isEmpty {
                    invalid("\(path).operator", .string(value), "value must be empty when `operator` is 'Exists'")
                }
            case "Lt", "Gt":
                // Known, but behind a feature gate.
                unsupported("\(path).operator", toleration["operator"] ?? "", ["Equal", "Exists", "Lt", "Gt"])
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
            positive("\(path).maxSkew", constraint["maxSkew"] ?? 0)
            if (constraint["topologyKey"]?.string ?? "").isEmpty { required("\(path).topologyKey", "can not be empty") }
            let action = constraint["whenUnsatisfiable"]?.string ?? ""
            oneOf("\(path).whenUnsatisfiable", .string(action), ["DoNotSchedule", "ScheduleAnyway"])
            let key = constraint["topologyKey"]?.string ?? ""
            let isRepeated = constraints[(index + 1)...].contains {
                $0["topologyKey"]?.string ?? "" == key && $0["whenUnsatisfiable"]?.string ?? "" == action
            }
            if isRepeated {
                duplicate("\(path).{topologyKey, whenUnsatisfiable}", .string("{\(key), \(action)}"))
            }
            if let domains = constraint["minDomains"]?.integer {
                positive("\(path).minDomains", .integer(domains))
                if action != "DoNotSchedule" {
                    invalid(
                        "\(path).minDomains", .integer(domains),
                        "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not \(action)")
                }
            }
            oneOf("\(path).nodeAffinityPolicy", constraint["nodeAffinityPolicy"], ["Honor", "Ignore"])
            oneOf("\(path).nodeTaintsPolicy", constraint["nodeTaintsPolicy"], ["Honor", "Ignore"])
            labelKeys(path, constraint)
            selector("\(path).labelSelector", constraint["labelSelector"])
        }
    }

    /// A number above zero.
    mutating func positive(_ path: String, _ value: Value) {
        if value.integer ?? 0 <= 0 { invalid(path, value, "must be greater than zero") }
    }
}
