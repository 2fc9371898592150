internal import DocumentModel

/// Services.
extension Checks {
    /// - Parameter old: the service before an update.
    mutating func service(_ object: Object, old: Object?) {
        let spec = object["spec"] ?? [:]
        let type = spec["type"]?.string ?? ""
        let ports = spec["ports"]?.array ?? []
        let isHeadless = spec["clusterIP"] == "None"
        if ports.isEmpty, type != "ExternalName", !isHeadless { required("spec.ports") }
        if type == "LoadBalancer" || type == "NodePort", isHeadless {
            invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for \(type) services")
        }
        if type == "ExternalName" { externalName(spec) }
        servicePorts(ports)
        for (key, value) in (spec["selector"]?.object ?? [:]).sorted() {
            invalid("spec.selector", key, NameSyntax.qualifiedName(key))
            invalid("spec.selector", value.string ?? "", NameSyntax.labelValue(value.string ?? ""))
        }
        affinity(spec)
        if type != "ExternalName" { addresses(spec) }
        externalAddresses(spec["externalIPs"]?.array ?? [])
        if type.isEmpty {
            required("spec.type")
        } else {
            oneOf("spec.type", .string(type), ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
        }
        nodePorts(ports, type)
        portTwins(ports)
        balancer(object, spec, type)
        trafficPolicies(spec, type)
    }

    private mutating func affinity(_ spec: Value) {
        let kind = spec["sessionAffinity"]?.string ?? ""
        if kind.isEmpty {
            required("spec.sessionAffinity")
        } else {
            oneOf("spec.sessionAffinity", .string(kind), ["ClientIP", "None"])
        }
        let path = "spec.sessionAffinityConfig"
        let configuration = spec["sessionAffinityConfig"]
        if kind == "None" {
            if configuration?.object != nil { forbidden(path, "must not be set when session affinity is None") }
            return
        }
        guard kind == "ClientIP" else { return }
        let why = "when session affinity type is ClientIP"
        guard configuration?.object != nil else { return required(path, why) }
        guard let client = configuration?["clientIP"], client.object != nil else {
            return required("\(path).clientIP", why)
        }
        guard let seconds = client["timeoutSeconds"]?.integer else {
            return required("\(path).clientIP.timeoutSeconds", why)
        }
        if !(1...86400).contains(seconds) {
            invalid(
                "\(path).clientIP.timeoutSeconds", .integer(seconds), "must be greater than 0 and less than 86400")
        }
    }

    private mutating func externalName(_ spec: Value) {
        for field in ["clusterIPs", "ipFamilies"] where !(spec[field]?.array ?? []).isEmpty {
            forbidden("spec.\(field)", "may not be set for ExternalName services")
        }
        if spec["ipFamilyPolicy"]?.string != nil {
            forbidden("spec.ipFamilyPolicy", "may not be set for ExternalName services")
        }
        let name = spec["externalName"]?.string ?? ""
        let plain = name.hasSuffix(".") ? String(name.dropLast()) : name
        if plain.isEmpty { return required("spec.externalName") }
        invalid("spec.externalName", plain, NameSyntax.subdomain(plain))
    }

    private mutating func servicePorts(_ ports: [Value]) {
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let path = "spec.ports[\(index)]"
            let name = port["name"]?.string ?? ""
            if name.isEmpty {
                if ports.count > 1 { required("\(path).name") }
            } else {
                invalid("\(path).name", name, NameSyntax.label(name))
                if !names.insert(name).inserted { duplicate("\(path).name", .string(name)) }
            }
            self.port("\(path).port", port["port"] ?? 0)
            if (port["protocol"]?.string ?? "").isEmpty {
                required("\(path).protocol")
            } else {
                oneOf("\(path).protocol", port["protocol"], ["SCTP", "TCP", "UDP"])
            }
            numberOrName("\(path).targetPort", port["targetPort"])
            if let application = port["appProtocol"]?.string {
                invalid("\(path).appProtocol", application, NameSyntax.qualifiedName(application))
            }
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

    private mutating func nodePorts(_ ports: [Value], _ type: String) {
        if type == "ClusterIP" {
            for (index, port) in ports.enumerated() where port["nodePort"]?.integer ?? 0 != 0 {
                forbidden("spec.ports[\(index)].nodePort", "may not be used when `type` is 'ClusterIP'")
            }
        }
        var seen: Set<Value> = []
        for (index, port) in ports.enumerated() {
            guard let number = port["nodePort"]?.integer, number != 0 else { continue }
            let key: Value = ["port": .integer(number), "protocol": port["protocol"] ?? ""]
            if !seen.insert(key).inserted { duplicate("spec.ports[\(index)].nodePort", .integer(number)) }
            if type == "NodePort" || type == "LoadBalancer", !(30000...32767).contains(number) {
                invalid(
                    "spec.ports[\(index)].nodePort", .integer(number),
                    "provided port is not in the valid range. The range of valid ports is 30000-32767")
            }
        }
    }

    mutating func addresses(_ spec: Value) {
        let families = spec["ipFamilies"]?.array ?? []
        let all = spec["clusterIPs"]?.array ?? []
        let first = spec["clusterIP"]?.string ?? ""
        if first.isEmpty {
            if !all.isEmpty {
                invalid("spec.clusterIPs", .array(all), "must be empty when `clusterIP` is not specified")
            }
        } else if all.isEmpty {
            required("spec.clusterIPs")
        } else if all[0] != .string(first) {
            invalid("spec.clusterIPs", .array(all), "first value must match `clusterIP`")
        }
        for (index, family) in families.enumerated() {
            oneOf("spec.ipFamilies[\(index)]", family, ["IPv4", "IPv6"])
            if families[..<index].contains(family) { duplicate("spec.ipFamilies[\(index)]", family) }
        }
        oneOf(
            "spec.ipFamilyPolicy", spec["ipFamilyPolicy"], ["PreferDualStack", "RequireDualStack", "SingleStack"])
        guard clusterAddresses(all) else { return }
        for (index, address) in all.enumerated() where first != "None" && families.indices.contains(index) {
            let isV6 = IPText.isIPv6(address.string ?? "")
            if families[index] == "IPv4", isV6 {
                invalid(
                    "spec.clusterIPs[\(index)]", address,
                    "expected an IPv4 value as indicated by `ipFamilies[\(index)]`")
            } else if families[index] == "IPv6", !isV6 {
                invalid(
                    "spec.clusterIPs[\(index)]", address,
                    "expected an IPv6 value as indicated by `ipFamilies[\(index)]`")
            }
        }
    }

    /// - Returns: whether they are all addresses.
    private mutating func clusterAddresses(_ all: [Value]) -> Bool {
        var isSound = true
        for (index, address) in all.enumerated() {
            if index == 0, address == "None" {
                guard all.count > 1 else { continue }
                isSound = false
                invalid("spec.clusterIPs", .array(all), "'None' must be the first and only value")
            } else if !IPText.isIP(address.string ?? "") {
                isSound = false
                self.address("spec.clusterIPs[\(index)]", address)
            }
        }
        if all.count > 2 { invalid("spec.clusterIPs", .array(all), "may only hold up to 2 values") }
        if isSound, all.count > 1, Set(all.map { IPText.isIPv6($0.string ?? "") }).count < all.count {
            invalid("spec.clusterIPs", .array(all), "may specify no more than one IP for each IP family")
        }
        return isSound
    }

    private mutating func externalAddresses(_ addresses: [Value]) {
        for (index, address) in addresses.enumerated() {
            let path = "spec.externalIPs[\(index)]"
            guard IPText.isIP(address.string ?? "") else {
                self.address(path, address)
                continue
            }
            endpointAddress(path, address)
        }
    }

    /// An address that others can reach.
    mutating func endpointAddress(_ path: String, _ value: Value) {
        let text = value.string ?? ""
        guard let bytes = IPText.bytes(text) else {
            return invalid(path, value, "must be a valid IP address")
        }
        if bytes.allSatisfy({ $0 == 0 }) { invalid(path, value, "may not be unspecified (\(text))") }
        let isV4 = bytes.count == 4
        if isV4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy({ $0 == 0 }) && bytes.last == 1 {
            invalid(path, value, "may not be in the loopback range (127.0.0.0/8, ::1/128)")
        }
        if isV4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 {
            invalid(path, value, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")
        }
        if isV4 ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xFF && bytes[1] & 0x0F == 2 {
            invalid(path, value, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")
        }
    }

    private static let rangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges"

    private mutating func balancer(_ object: Object, _ spec: Value, _ type: String) {
        let isBalancer = type == "LoadBalancer"
        let ranges = spec["loadBalancerSourceRanges"]?.array ?? []
        if !ranges.isEmpty {
            let path = "spec.LoadBalancerSourceRanges"
            if !isBalancer { forbidden(path, "may only be used when `type` is 'LoadBalancer'") }
            for (index, range) in ranges.enumerated() {
                network("\(path)[\(index)]", (range.string ?? "").trimmed)
            }
        } else if let text = object.at(["metadata", "annotations", Self.rangesAnnotation])?.string {
            let path = "metadata.annotations[\(Self.rangesAnnotation)]"
            if !isBalancer { forbidden(path, "may only be used when `type` is 'LoadBalancer'") }
            for range in text.split(separator: ",") { network(path, String(range).trimmed) }
        }
        if spec["allocateLoadBalancerNodePorts"]?.bool != nil, !isBalancer {
            forbidden("spec.allocateLoadBalancerNodePorts", "may only be used when `type` is 'LoadBalancer'")
        }
        balancerClass(spec)
    }

    mutating func balancerClass(_ spec: Value) {
        guard let balancer = spec["loadBalancerClass"]?.string else { return }
        if spec["type"] == "LoadBalancer" {
            invalid("spec.loadBalancerClass", balancer, NameSyntax.qualifiedName(balancer))
        } else {
            forbidden("spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'")
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
        let needsHealth = type == "LoadBalancer" && spec["externalTrafficPolicy"] == "Local"
        if let port = spec["healthCheckNodePort"]?.integer, port != 0 {
            if needsHealth {
                self.port("spec.healthCheckNodePort", .integer(port))
            } else {
                invalid(
                    "spec.healthCheckNodePort", .integer(port),
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
            }
        }
        oneOf("spec.internalTrafficPolicy", spec["internalTrafficPolicy"], ["Cluster", "Local"])
        oneOf(
            "spec.trafficDistribution", spec["trafficDistribution"],
            ["PreferClose", "PreferSameZone", "PreferSameNode"], sorted: false)
    }
}
