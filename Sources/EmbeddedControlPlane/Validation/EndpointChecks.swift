internal import DocumentModel

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

    mutating func endpointSlice(_ object: Object) {
        let type = object["addressType"]?.string ?? ""
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
        for (index, endpoint) in endpoints.enumerated() { self.endpoint("endpoints[\(index)]", endpoint, type) }
        if type.isEmpty {
            required("addressType")
        } else {
            oneOf("addressType", .string(type), ["FQDN", "IPv4", "IPv6"])
        }
        for (index, endpoint) in endpoints.enumerated() where (endpoint["addresses"]?.array ?? []).isEmpty {
            required("endpoints[\(index)].addresses", "must contain at least 1 address")
        }
    }

    private mutating func endpoint(_ path: String, _ endpoint: Value, _ type: String) {
        let addresses = endpoint["addresses"]?.array ?? []
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
                invalid(inner, text, NameSyntax.subdomain(text))
                if !text.contains(".") {
                    invalid(inner, address, "should be a domain with at least two segments separated by dots")
                }
            default: break
            }
        }
        if let node = endpoint["nodeName"]?.string {
            invalid("\(path).nodeName", node, NameSyntax.subdomain(node))
        }
        if let host = endpoint["hostname"]?.string { invalid("\(path).hostname", host, NameSyntax.label(host)) }
    }

    mutating func node(_ object: Object) {
        var seen: Set<Value> = []
        for (index, taint) in (object.at(["spec", "taints"])?.array ?? []).enumerated() {
            let path = "metadata.taints[\(index)]"
            let key = taint["key"]?.string ?? ""
            invalid("\(path).key", key, NameSyntax.qualifiedName(key))
            let problems = NameSyntax.labelValue(taint["value"]?.string ?? "")
            if !problems.isEmpty { invalid("\(path).value", taint["value"], problems.joined(separator: ";")) }
            let effect = taint["effect"]?.string ?? ""
            if effect.isEmpty {
                required("\(path).effect")
            } else {
                oneOf(
                    "\(path).effect", .string(effect), ["NoSchedule", "PreferNoSchedule", "NoExecute"], sorted: false)
            }
            if !seen.insert(["key": .string(key), "effect": .string(effect)]).inserted {
                add([
                    FieldError(.duplicate, path, value: taint, "taints must be unique by key and effect pair")
                ])
            }
        }
        for (index, network) in (object.at(["spec", "podCIDRs"])?.array ?? []).enumerated() {
            self.network("spec.podCIDRs[\(index)]", network.string ?? "")
        }
        let networks = (object.at(["spec", "podCIDRs"])?.array ?? []).map { $0.string ?? "" }
        if networks.count > 2 || networks.count == 2 && networks[0].contains(":") == networks[1].contains(":") {
            invalid(
                "spec.podCIDRs", object.at(["spec", "podCIDRs"]), "may specify no more than one CIDR for each IP family"
            )
        }
    }

    mutating func runtimeClass(_ object: Object) {
        let handler = object["handler"]?.string ?? ""
        if handler.isEmpty { return required("handler") }
        invalid("handler", handler, NameSyntax.label(handler))
    }

    mutating func driver(_ object: Object) {
        let spec = object["spec"] ?? [:]
        oneOf("spec.fsGroupPolicy", spec["fsGroupPolicy"], ["File", "None", "ReadWriteOnceWithFSType"])
        for mode in spec["volumeLifecycleModes"]?.array ?? [] {
            oneOf("spec.volumeLifecycleModes", mode, ["Persistent", "Ephemeral"], sorted: false)
        }
    }

    mutating func attachment(_ object: Object) {
        let spec = object["spec"] ?? [:]
        driverName("spec.attacher", spec["attacher"]?.string ?? "")
        let source = spec["source"] ?? [:]
        let name = source["persistentVolumeName"]?.string
        let isInline = source["inlineVolumeSpec"]?.object != nil
        if name == nil, !isInline {
            required("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
        } else if name != nil, isInline {
            forbidden("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
        }
        let node = spec["nodeName"]?.string ?? ""
        invalid("spec.nodeName", node, NameSyntax.subdomain(node))
    }

    mutating func nodeDrivers(_ object: Object) {
        for (index, driver) in (object.at(["spec", "drivers"])?.array ?? []).enumerated() {
            driverName("spec.drivers[\(index)].name", driver["name"]?.string ?? "")
            if (driver["nodeID"]?.string ?? "").isEmpty { required("spec.drivers[\(index)].nodeID") }
        }
    }

    mutating func apiService(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let (group, version) = (spec["group"]?.string ?? "", spec["version"]?.string ?? "")
        let name = object.at(["metadata", "name"])?.string ?? ""
        if name != "\(version).\(group)" {
            invalid(
                "metadata.name", .string(name),
                "must be `spec.version+\".\"+spec.group`: \(GoText.quoted("\(version).\(group)"))")
        }
        let priority = spec["groupPriorityMinimum"]?.integer ?? 0
        if !(1...20000).contains(priority) {
            invalid("spec.groupPriorityMinimum", .integer(priority), "must be positive and less than 20000")
        }
        let order = spec["versionPriority"]?.integer ?? 0
        if !(1...1000).contains(order) {
            invalid("spec.versionPriority", .integer(order), "must be positive and less than 1000")
        }
    }
}
