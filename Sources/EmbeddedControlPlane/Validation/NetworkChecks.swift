internal import DocumentModel

/// Services, ingresses and network policies.
extension Checks {
    mutating func service(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let type = spec["type"]?.string ?? ""
        let ports = spec["ports"]?.array ?? []
        let isHeadless = spec["clusterIP"] == "None"
        if ports.isEmpty, type != "ExternalName", !isHeadless { required("spec.ports") }
        if type == "LoadBalancer" || type == "NodePort", isHeadless {
            invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for \(type) services")
        }
        if type == "ExternalName" { externalName(spec) }
        servicePorts(ports, isHeadless: isHeadless)
        for (key, value) in (spec["selector"]?.object ?? [:]).sorted() {
            invalid("spec.selector", key, NameSyntax.qualifiedName(key))
            invalid("spec.selector", value.string ?? "", NameSyntax.labelValue(value.string ?? ""))
        }
        if (spec["sessionAffinity"]?.string ?? "").isEmpty {
            required("spec.sessionAffinity")
        } else {
            oneOf("spec.sessionAffinity", spec["sessionAffinity"], ["ClientIP", "None"])
        }
        if type != "ExternalName" { addresses(spec) }
        for (index, address) in (spec["externalIPs"]?.array ?? []).enumerated() where !IPText.isIP(address.string ?? "")
        {
            invalid("spec.externalIPs[\(index)]", address, Self.addressMessage)
        }
        oneOf("spec.type", spec["type"], ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
        portTwins(ports)
        nodePorts(ports)
        trafficPolicies(spec, type)
    }

    private static let addressMessage = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"

    private mutating func externalName(_ spec: Value) {
        let name = spec["externalName"]?.string ?? ""
        if name.isEmpty { return required("spec.externalName") }
        let plain = name.hasSuffix(".") ? String(name.dropLast()) : name
        for problem in NameSyntax.subdomain(plain) { invalid("spec.externalName", .string(name), problem) }
        if let address = spec["clusterIP"]?.string, !address.isEmpty {
            forbidden("spec.clusterIPs", "may not be set for ExternalName services")
        }
    }

    private mutating func servicePorts(_ ports: [Value], isHeadless: Bool) {
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let path = "spec.ports[\(index)]"
            let name = port["name"]?.string ?? ""
            if name.isEmpty {
                if ports.count > 1 { required("\(path).name") }
            } else {
                let problems = NameSyntax.label(name)
                invalid("\(path).name", name, problems)
                if problems.isEmpty, !names.insert(name).inserted { duplicate("\(path).name", .string(name)) }
            }
            self.port("\(path).port", port["port"] ?? 0)
            if (port["protocol"]?.string ?? "").isEmpty {
                required("\(path).protocol")
            } else {
                oneOf("\(path).protocol", port["protocol"], ["SCTP", "TCP", "UDP"])
            }
            numberOrName("\(path).targetPort", port["targetPort"])
        }
    }

    private mutating func portTwins(_ ports: [Value]) {
        var seen: Set<Value> = []
        for (index, port) in ports.enumerated() {
            let key: Value = ["port": port["port"] ?? 0, "protocol": port["protocol"] ?? ""]
            if !seen.insert(key).inserted {
                duplicate(
                    "spec.ports[\(index)]",
                    ["port": port["port"] ?? 0, "protocol": port["protocol"] ?? "", "targetPort": 0])
            }
        }
    }

    private mutating func nodePorts(_ ports: [Value]) {
        var seen: Set<Value> = []
        for (index, port) in ports.enumerated() {
            guard let number = port["nodePort"]?.integer, number != 0 else { continue }
            let key: Value = ["port": .integer(number), "protocol": port["protocol"] ?? ""]
            if !seen.insert(key).inserted { duplicate("spec.ports[\(index)].nodePort", .integer(number)) }
            if !(30000...32767).contains(number) {
                invalid(
                    "spec.ports[\(index)].nodePort", .integer(number),
                    "provided port is not in the valid range. The range of valid ports is 30000-32767")
            }
        }
    }

    private mutating func addresses(_ spec: Value) {
        let families = spec["ipFamilies"]?.array ?? []
        for (index, address) in (spec["clusterIPs"]?.array ?? [spec["clusterIP"] ?? ""]).enumerated() {
            guard let text = address.string, !text.isEmpty, text != "None" else { continue }
            guard IPText.isIP(text) else {
                invalid("spec.clusterIPs[\(index)]", address, Self.addressMessage)
                continue
            }
            guard families.indices.contains(index) else { continue }
            if families[index] == "IPv6", IPText.isIPv4(text) {
                invalid(
                    "spec.clusterIPs[\(index)]", address,
                    "expected an IPv6 value as indicated by `ipFamilies[\(index)]`")
            } else if families[index] == "IPv4", IPText.isIPv6(text) {
                invalid(
                    "spec.clusterIPs[\(index)]", address,
                    "expected an IPv4 value as indicated by `ipFamilies[\(index)]`")
            }
        }
        for (index, family) in families.enumerated() {
            oneOf("spec.ipFamilies[\(index)]", family, ["IPv4", "IPv6"])
        }
    }

    private mutating func trafficPolicies(_ spec: Value, _ type: String) {
        let isExternal =
            type == "NodePort" || type == "LoadBalancer"
            || type == "ClusterIP" && !(spec["externalIPs"]?.array ?? []).isEmpty
        if let policy = spec["externalTrafficPolicy"]?.string, !policy.isEmpty {
            if !isExternal {
                invalid(
                    "spec.externalTrafficPolicy", .string(policy), "may only be set for externally-accessible services")
            } else {
                oneOf("spec.externalTrafficPolicy", .string(policy), ["Cluster", "Local"])
            }
        }
        oneOf("spec.internalTrafficPolicy", spec["internalTrafficPolicy"], ["Cluster", "Local"])
    }

    // MARK: Ingress

    mutating func ingress(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let rules = spec["rules"]?.array ?? []
        if rules.isEmpty, spec["defaultBackend"]?.object == nil {
            invalid("spec", spec, "either `defaultBackend` or `rules` must be specified")
        }
        if let backend = spec["defaultBackend"], backend.object != nil { self.backend("spec.defaultBackend", backend) }
        for (index, rule) in rules.enumerated() { ingressRule("spec.rules[\(index)]", rule) }
        for (index, tls) in (spec["tls"]?.array ?? []).enumerated() {
            for (place, host) in (tls["hosts"]?.array ?? []).enumerated() {
                let text = host.string ?? ""
                invalid(
                    "spec.tls[\(index)].hosts[\(place)]", text,
                    text.contains("*") ? NameSyntax.wildcard(text) : NameSyntax.subdomain(text))
            }
        }
        name("spec.ingressClassName", spec["ingressClassName"], NameSyntax.subdomain)
    }

    private mutating func ingressRule(_ path: String, _ rule: Value) {
        if let host = rule["host"]?.string, !host.isEmpty {
            if IPText.isIP(host) {
                invalid("\(path).host", .string(host), "must be a DNS name, not an IP address")
            } else {
                invalid(
                    "\(path).host", host, host.contains("*") ? NameSyntax.wildcard(host) : NameSyntax.subdomain(host))
            }
        }
        guard let http = rule["http"], http.object != nil else { return }
        let paths = http["paths"]?.array ?? []
        if paths.isEmpty { required("\(path).http.paths") }
        for (index, entry) in paths.enumerated() {
            let inner = "\(path).http.paths[\(index)]"
            ingressPath(inner, entry)
            backend("\(inner).backend", entry["backend"] ?? [:])
        }
    }

    private mutating func ingressPath(_ path: String, _ entry: Value) {
        let types = ["Exact", "Prefix", "ImplementationSpecific"]
        guard let type = entry["pathType"]?.string else {
            return required("\(path).pathType", "pathType must be specified")
        }
        let text = entry["path"]?.string ?? ""
        switch type {
        case "Exact", "Prefix":
            if !text.hasPrefix("/") { invalid("\(path).path", .string(text), "must be an absolute path") }
            for part in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(part) {
                invalid("\(path).path", .string(text), "must not contain '\(part)'")
            }
            for end in ["/..", "/."] where text.hasSuffix(end) {
                invalid("\(path).path", .string(text), "cannot end with '\(end)'")
            }
        case "ImplementationSpecific":
            if !text.isEmpty, !text.hasPrefix("/") {
                invalid("\(path).path", .string(text), "must be an absolute path")
            }
        default: oneOf("\(path).pathType", .string(type), types, sorted: false)
        }
    }

    private mutating func backend(_ path: String, _ backend: Value) {
        let (service, resource) = (backend["service"], backend["resource"])
        if service?.object != nil, resource?.object != nil {
            return invalid(path, "", "cannot set both resource and service backends")
        }
        guard let service, service.object != nil else {
            if resource?.object == nil { required(path, "resource or service backend is required") }
            return
        }
        let name = service["name"]?.string ?? ""
        if name.isEmpty {
            required("\(path).service.name")
        } else {
            invalid("\(path).service.name", name, NameSyntax.label(name))
        }
        let portName = service.at("port", "name")?.string ?? ""
        let number = service.at("port", "number")?.integer ?? 0
        if !portName.isEmpty, number != 0 {
            invalid(path, "", "cannot set both port name & port number")
        } else if !portName.isEmpty {
            invalid("\(path).service.port.name", portName, NameSyntax.portName(portName))
        } else if number != 0 {
            port("\(path).service.port.number", .integer(number))
        } else {
            required(path, "port name or number is required")
        }
    }

    mutating func ingressClass(_ object: Object) {
        let controller = object.at(["spec", "controller"])?.string ?? ""
        if controller.isEmpty {
            required("spec.controller")
        } else if !Self.isDomainPath(controller) {
            invalid(
                "spec.controller", .string(controller), "must be a domain-prefixed path (such as \"acme.io/foo\")")
        }
        guard let parameters = object.at(["spec", "parameters"]), parameters.object != nil else { return }
        for field in ["kind", "name"] where (parameters[field]?.string ?? "").isEmpty {
            required("spec.parameters.\(field)")
        }
        oneOf("spec.parameters.scope", parameters["scope"], ["Cluster", "Namespace"])
        if parameters["scope"] == "Namespace", (parameters["namespace"]?.string ?? "").isEmpty {
            required("spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'")
        }
        if parameters["scope"] == "Cluster", !(parameters["namespace"]?.string ?? "").isEmpty {
            forbidden("spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'")
        }
    }

    private static func isDomainPath(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && NameSyntax.isSubdomain(String(parts[0])) && !parts[1].isEmpty
    }

    mutating func networkPolicy(_ object: Object) {
        let spec = object["spec"] ?? [:]
        selector("spec.podSelector", spec["podSelector"])
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            for (index, rule) in (spec[direction]?.array ?? []).enumerated() {
                policyRule("spec.\(direction)[\(index)]", rule, peers)
            }
        }
        for (index, type) in (spec["policyTypes"]?.array ?? []).enumerated() {
            oneOf("spec.policyTypes[\(index)]", type, ["Egress", "Ingress"])
        }
    }

    private mutating func policyRule(_ path: String, _ rule: Value, _ peers: String) {
        for (index, port) in (rule["ports"]?.array ?? []).enumerated() {
            let inner = "\(path).ports[\(index)]"
            oneOf("\(inner).protocol", port["protocol"], ["SCTP", "TCP", "UDP"])
            numberOrName("\(inner).port", port["port"])
        }
        for (index, peer) in (rule[peers]?.array ?? []).enumerated() {
            let inner = "\(path).\(peers)[\(index)]"
            selector("\(inner).podSelector", peer["podSelector"])
            selector("\(inner).namespaceSelector", peer["namespaceSelector"])
            let hasSelector = peer["podSelector"]?.object != nil || peer["namespaceSelector"]?.object != nil
            if let block = peer["ipBlock"], block.object != nil {
                if !IPText.isCIDR(block["cidr"]?.string ?? "") {
                    invalid(
                        "\(inner).ipBlock.cidr", block["cidr"],
                        "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
                }
                if hasSelector { forbidden(inner, "may not specify both ipBlock and another peer") }
            } else if !hasSelector {
                required(inner, "must specify a peer")
            }
        }
    }
}
