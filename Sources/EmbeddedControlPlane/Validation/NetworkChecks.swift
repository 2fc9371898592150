internal import DocumentModel

/// Ingresses and network policies.
extension Checks {
    mutating func ingress(_ object: Object, isUpdate: Bool) {
        let spec = object["spec"] ?? [:]
        let rules = spec["rules"]?.array ?? []
        if rules.isEmpty, spec["defaultBackend"]?.object == nil {
            invalid("spec", spec["rules"], "either `defaultBackend` or `rules` must be specified")
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
            name("spec.tls[\(index)].secretName", tls["secretName"], NameSyntax.subdomain)
        }
        if let name = spec["ingressClassName"]?.string {
            invalid("spec.ingressClassName", name, NameSyntax.subdomain(name))
            let old = object.at(["metadata", "annotations", "kubernetes.io/ingress.class"])
            if !isUpdate, let old, old != .string(name) {
                invalid(
                    "annotations.kubernetes.io/ingress.class", old,
                    "must match `ingressClassName` when both are specified")
            }
        }
    }

    private mutating func ingressRule(_ path: String, _ rule: Value) {
        if let host = rule["host"]?.string, !host.isEmpty {
            if IPText.isIP(host) {
                invalid("\(path).host", .string(host), "must be a DNS name, not an IP address")
            }
            invalid(
                "\(path).host", host, host.contains("*") ? NameSyntax.wildcard(host) : NameSyntax.subdomain(host))
        }
        guard let http = rule["http"], http.object != nil else { return }
        let paths = http["paths"]?.array ?? []
        if paths.isEmpty { required("\(path).http.paths") }
        for (index, entry) in paths.enumerated() {
            let inner = "\(path).http.paths[\(index)]"
            ingressPath(inner, entry)
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
        default: oneOf("\(path).pathType", .string(type), types)
        }
        backend("\(path).backend", entry["backend"] ?? [:])
    }

    private mutating func backend(_ path: String, _ backend: Value) {
        let (service, resource) = (backend["service"], backend["resource"])
        if service?.object != nil, resource?.object != nil {
            return invalid(path, "", "cannot set both resource and service backends")
        }
        guard let service, service.object != nil else {
            guard let resource, resource.object != nil else {
                return invalid(path, Value.string(""), "resource or service backend is required")
            }
            return localReference("\(path).resource", resource)
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

    private mutating func localReference(_ path: String, _ reference: Value) {
        if let group = reference["apiGroup"]?.string { invalid("\(path).apiGroup", group, NameSyntax.subdomain(group)) }
        for field in ["kind", "name"] {
            let text = reference[field]?.string ?? ""
            if text.isEmpty {
                required("\(path).\(field)")
            } else {
                invalid("\(path).\(field)", text, NameSyntax.pathSegment(text))
            }
        }
    }

    mutating func ingressClass(_ object: Object) {
        let controller = object.at(["spec", "controller"])?.string ?? ""
        if controller.utf8.count > 250 {
            add([FieldError(.tooLong, "spec.controller", "may not be more than 250 bytes")])
        }
        domainPath("spec.controller", controller)
        guard let parameters = object.at(["spec", "parameters"]), parameters.object != nil else { return }
        localReference("spec.parameters", parameters)
        oneOf("spec.parameters.scope", parameters["scope"], ["Cluster", "Namespace"])
        let namespace = parameters["namespace"]?.string
        if parameters["scope"] == "Namespace" {
            if let namespace {
                invalid("spec.parameters.namespace", namespace, NameSyntax.label(namespace))
            } else {
                required("spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'")
            }
        }
        if parameters["scope"] == "Cluster", namespace != nil {
            forbidden("spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'")
        }
    }

    /// A path that begins with a domain, such as `acme.io/foo`.
    private mutating func domainPath(_ path: String, _ text: String) {
        if text.isEmpty { return required(path) }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts.contains("") else {
            return invalid(path, .string(text), "must be a domain-prefixed path (such as \"acme.io/foo\")")
        }
        invalid(path, parts[0], NameSyntax.subdomain(parts[0]))
        let isPlain = parts[1].allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "/-._~%!$&'()*+,;=:".contains($0))
        }
        if !isPlain {
            invalid(
                path, parts[1], [NameSyntax.message("Invalid path", #"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"#)])
        }
    }

    mutating func networkPolicy(_ object: Object) {
        let spec = object["spec"] ?? [:]
        selector("spec.podSelector", spec["podSelector"])
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            for (index, rule) in (spec[direction]?.array ?? []).enumerated() {
                policyRule("spec.\(direction)[\(index)]", rule, peers)
            }
        }
        let types = spec["policyTypes"]?.array ?? []
        if types.count > 2 {
            return invalid("spec.policyTypes", .array(types), "may not specify more than two policyTypes")
        }
        for (index, type) in types.enumerated() {
            oneOf("spec.policyTypes[\(index)]", type, ["Ingress", "Egress"], sorted: false)
        }
    }

    private mutating func policyRule(_ path: String, _ rule: Value, _ peers: String) {
        for (index, port) in (rule["ports"]?.array ?? []).enumerated() {
            policyPort("\(path).ports[\(index)]", port)
        }
        for (index, peer) in (rule[peers]?.array ?? []).enumerated() {
            let inner = "\(path).\(peers)[\(index)]"
            selector("\(inner).podSelector", peer["podSelector"])
            selector("\(inner).namespaceSelector", peer["namespaceSelector"])
            let hasSelector = peer["podSelector"]?.object != nil || peer["namespaceSelector"]?.object != nil
            if let block = peer["ipBlock"], block.object != nil {
                addressBlock("\(inner).ipBlock", block)
                if hasSelector { forbidden(inner, "may not specify both ipBlock and another peer") }
            } else if !hasSelector {
                required(inner, "must specify a peer")
            }
        }
    }

    private mutating func policyPort(_ path: String, _ port: Value) {
        oneOf("\(path).protocol", port["protocol"], ["TCP", "UDP", "SCTP"], sorted: false)
        let last = port["endPort"]?.integer
        guard let first = port["port"], !first.isNull else {
            if let last {
                invalid("\(path).endPort", .integer(last), "may not be specified when `port` is not specified")
            }
            return
        }
        if let number = first.integer {
            self.port("\(path).port", first)
            guard let last else { return }
            if last < number {
                invalid("\(path).endPort", first, "must be greater than or equal to `port`")
            }
            self.port("\(path).endPort", .integer(last))
        } else {
            if let last {
                invalid("\(path).endPort", .integer(last), "may not be specified when `port` is non-numeric")
            }
            invalid("\(path).port", first.string ?? "", NameSyntax.portName(first.string ?? ""))
        }
    }

    private mutating func addressBlock(_ path: String, _ block: Value) {
        let text = block["cidr"]?.string ?? ""
        if text.isEmpty { return required("\(path).cidr") }
        network("\(path).cidr", text)
        guard let whole = IPText.network(text) else { return }
        for (index, except) in (block["except"]?.array ?? []).enumerated() {
            let inner = "\(path).except[\(index)]"
            network(inner, except.string ?? "")
            guard let part = IPText.network(except.string ?? "") else { continue }
            if !whole.contains(part.bytes) || whole.length >= part.length {
                invalid(inner, except, "must be a strict subset of `cidr`")
            }
        }
    }

    /// A network such as `10.0.0.0/8`.
    mutating func network(_ path: String, _ text: String) {
        guard let network = IPText.network(text) else {
            if IPText.isCIDR(IPText.withoutLeadingZeros(text)) {
                return invalid(path, .string(text), "must not have leading 0s in IP or prefix length")
            }
            return invalid(path, .string(text), "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
        }
        if IPText.isMapped(network.bytes) {
            invalid(path, .string(text), "must not have an IPv4-mapped IPv6 address")
        } else if network.masked != network.bytes {
            invalid(path, .string(text), "must not have bits set beyond the prefix length")
        }
    }
}
