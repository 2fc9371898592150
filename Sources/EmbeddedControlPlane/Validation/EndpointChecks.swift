internal import DocumentModel
internal import Platform

/// Endpoints, endpoint slices, nodes and the classes that pods run under.
extension Checks {
    mutating func endpoints(_ object: Object) {
        for (index, subset) in (object["subsets"]?.array ?? []).enumerated() {
            let path = "subsets[\(index)]"
            let lists = ["addresses", "notReadyAddresses"]
            if lists.allSatisfy({ (subset[$0]?.array ?? []).isEmpty }) {
                required(path, "must specify `addresses` or `notReadyAddresses`")
            }
            for list in lists {
                for (place, address) in (subset[list]?.array ?? []).enumerated() {
                    let inner = "\(path).\(list)[\(place)]"
                    self.address("\(inner).ip", address["ip"] ?? "")
                    name("\(inner).hostname", address["hostname"], NameSyntax.label)
                    if let node = address["nodeName"]?.string {
                        invalid("\(inner).nodeName", node, NameSyntax.subdomain(node))
                    }
                    endpointAddress("\(inner).ip", address["ip"] ?? "")
                }
            }
            let ports = subset["ports"]?.array ?? []
            for (place, port) in ports.enumerated() {
                endpointPort("\(path).ports[\(place)]", port, needsName: ports.count > 1)
            }
        }
    }

    private mutating func endpointPort(_ path: String, _ port: Value, needsName: Bool) {
        let name = port["name"]?.string ?? ""
        if name.isEmpty {
            if needsName { required("\(path).name") }
        } else {
            invalid("\(path).name", name, NameSyntax.label(name))
        }
        self.port("\(path).port", port["port"] ?? 0)
        oneOf("\(path).protocol", port["protocol"], ["SCTP", "TCP", "UDP"])
        if let application = port["appProtocol"]?.string {
            invalid("\(path).appProtocol", application, NameSyntax.qualifiedName(application))
        }
    }

    mutating func endpointSlice(_ object: Object, old: Object?) {
        let type = object["addressType"]?.string ?? ""
        if type.isEmpty {
            required("addressType")
        } else {
            oneOf("addressType", .string(type), ["FQDN", "IPv4", "IPv6"])
        }
        var names: Set<String> = []
        for (index, port) in (object["ports"]?.array ?? []).enumerated() {
            let path = "ports[\(index)]"
            let name = port["name"]?.string ?? ""
            if !name.isEmpty { invalid("\(path).name", name, NameSyntax.label(name)) }
            if !names.insert(name).inserted { duplicate("\(path).name", .string(name)) }
            oneOf("\(path).protocol", port["protocol"], ["SCTP", "TCP", "UDP"])
            if let application = port["appProtocol"]?.string {
                invalid("\(path).appProtocol", application, NameSyntax.qualifiedName(application))
            }
        }
        let endpoints = object["endpoints"]?.array ?? []
        // Endpoints that were let in stay.
        if old == nil || old?["endpoints"] != object["endpoints"] {
            for (index, endpoint) in endpoints.enumerated() { self.endpoint("endpoints[\(index)]", endpoint, type) }
        }
    }

    private mutating func endpoint(_ path: String, _ endpoint: Value, _ type: String) {
        let addresses = endpoint["addresses"]?.array ?? []
        if addresses.isEmpty { required("\(path).addresses", "must contain at least 1 address") }
        for (index, address) in addresses.enumerated() {
            let inner = "\(path).addresses[\(index)]"
            let text = address.string ?? ""
            switch type {
            case "IPv4", "IPv6":
                guard IPText.isIP(text) else {
                    self.address(inner, address)
                    continue
                }
                if type == "IPv4" ? !IPText.isIPv4(text) : !IPText.isIPv6(text) {
                    invalid("\(path).addresses", address, "must be an \(type) address")
                }
                endpointAddress(inner, address)
            case "FQDN":
                let problems = NameSyntax.subdomain(text)
                invalid(inner, text, problems)
                if problems.isEmpty, !text.contains(".") {
                    invalid(inner, address, "should be a domain with at least two segments separated by dots")
                }
            default: break
            }
        }
        if let node = endpoint["nodeName"]?.string {
            invalid("\(path).nodeName", node, NameSyntax.subdomain(node))
        }
        if let host = endpoint["hostname"]?.string { invalid("\(path).hostname", host, NameSyntax.label(host)) }
        for (field, rule) in [("forZones", NameSyntax.labelValue), ("forNodes", NameSyntax.subdomain)] {
            let hints = (endpoint.at("hints", field)?.array ?? []).map { $0["name"]?.string ?? "" }
            var known: Set<String> = []
            for (index, name) in hints.enumerated() {
                let inner = "\(path).hints.\(field)[\(index)].name"
                if !known.insert(name).inserted { duplicate(inner, .string(name)) }
                invalid(inner, name, rule(name))
            }
        }
    }

    mutating func runtimeClass(_ object: Object) {
        let handler = object["handler"]?.string ?? ""
        if handler.isEmpty { return required("handler") }
        invalid("handler", handler, NameSyntax.label(handler))
        if let amounts = object.at(["overhead", "podFixed"]), amounts.object != nil {
            resources("overhead", ["limits": amounts])
        }
        let scheduling = object["scheduling"] ?? [:]
        add(MetadataValidation.labels(scheduling["nodeSelector"], "scheduling.nodeSelector"))
        let tolerations = scheduling["tolerations"]?.array ?? []
        self.tolerations("scheduling.tolerations", tolerations)
        var seen: Set<Value> = []
        for (index, toleration) in tolerations.enumerated() {
            var key = toleration
            key["tolerationSeconds"] = nil
            if !seen.insert(key).inserted { duplicate("scheduling.tolerations[\(index)]", toleration) }
        }
    }

    mutating func apiService(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let (group, version) = (spec["group"]?.string ?? "", spec["version"]?.string ?? "")
        if group.isEmpty {
            if version != "v1" {
                required("spec.group", "only v1 may have an empty group and it better be legacy kube")
            }
        } else {
            invalid("spec.group", group, NameSyntax.subdomain(group))
        }
        invalid("spec.version", version, NameSyntax.label1035(version))
        let priority = spec["groupPriorityMinimum"]?.integer ?? 0
        if !(1...20000).contains(priority) {
            invalid("spec.groupPriorityMinimum", .integer(priority), "must be positive and less than 20000")
        }
        let order = spec["versionPriority"]?.integer ?? 0
        if !(1...1000).contains(order) {
            invalid("spec.versionPriority", .integer(order), "must be positive and less than 1000")
        }
        apiServiceBackend(spec)
    }

    /// Where an API comes from: a service, or this server itself.
    private mutating func apiServiceBackend(_ spec: Value) {
        let bundle = spec["caBundle"]?.string ?? ""
        let isUnchecked = spec["insecureSkipTLSVerify"]?.bool ?? false
        guard let service = spec["service"], service.object != nil else {
            if !bundle.isEmpty {
                let count = Base64.decode(bundle)?.count ?? 0
                invalid("spec.caBundle", .string("\(count) bytes"), "local APIServices may not have a caBundle")
            }
            if isUnchecked {
                invalid("spec.insecureSkipTLSVerify", true, "local APIServices may not have insecureSkipTLSVerify")
            }
            return
        }
        for field in ["namespace", "name"] where (service[field]?.string ?? "").isEmpty {
            required("spec.service.\(field)")
        }
        servicePort("spec.service.port", service["port"] ?? 443)
        if isUnchecked, !bundle.isEmpty {
            invalid("spec.insecureSkipTLSVerify", true, "may not be true if caBundle is present")
        }
    }

    /// The port of a service that this server calls.
    mutating func servicePort(_ path: String, _ port: Value) {
        if (1...65535).contains(port.integer ?? 0) { return }
        invalid(path, port, "port is not valid: must be between 1 and 65535, inclusive")
    }
}
