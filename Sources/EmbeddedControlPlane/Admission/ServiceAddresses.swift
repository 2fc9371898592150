internal import DocumentModel
internal import KubernetesModel

/// Cluster addresses and node ports of Services.
struct ServiceAddresses: AdmissionPlugin {
    static let range = "10.96.0.0/12"
    /// The address of the API itself, the first of the range.
    static let apiServer = "10.96.0.1"
    private static let ports: ClosedRange<Int64> = 30_000...32_767

    let store: ObjectStore

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        guard review.target.resource == .services, review.operation != .delete, review.target.subresource.isEmpty else {
            return
        }
        var spec = object["spec"]?.object ?? [:]
        let old = review.old?["spec"]
        let type = spec["type"]?.string ?? "ClusterIP"
        let used = Used(store, except: review.target.key, review.operation == .create)
        keep(old, in: &spec, type)
        if type == "ExternalName" {
            var families = ServiceFamilies(spec: spec, old: old)
            families.normalize()
            spec = families.spec
            if let old, old["type"]?.string != "ExternalName" {
                // What the service had goes with its type; what the request asks for anew is refused.
                for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "externalTrafficPolicy"]
                where spec[key] == old[key] { spec[key] = nil }
            }
        } else {
            try assignAddress(&spec, used, review)
            try assignPorts(&spec, type, used, review)
        }
        object["spec"] = .object(spec)
    }

    /// An update that leaves allocated values out keeps them.
    private func keep(_ old: Value?, in spec: inout Object, _ type: String) {
        guard let old, old["type"]?.string != "ExternalName", type != "ExternalName" else { return }
        for key in ["clusterIP", "clusterIPs"]
        where (spec[key]?.string ?? "").isEmpty && (spec[key]?.array ?? []).isEmpty {
            spec[key] = old[key]
        }
        guard type == "NodePort" || type == "LoadBalancer" else { return }
        let before = old["ports"]?.array ?? []
        spec["ports"] = .array(
            (spec["ports"]?.array ?? []).map { port in
                guard (port["nodePort"]?.integer ?? 0) == 0,
                    let match = before.first(where: { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }
                    ), let number = match["nodePort"]
                else { return port }
                var port = port
                port["nodePort"] = number
                return port
            })
    }

    private func assignAddress(_ spec: inout Object, _ used: Used, _ review: AdmissionReview) throws(APIError) {
        var families = ServiceFamilies(spec: spec, old: review.old?["spec"])
        families.normalize()
        let errors = families.complete()
        guard errors.isEmpty else { throw .invalid(review.target.definition, review.target.name, errors) }
        spec = families.spec
        let wanted = spec["clusterIP"]?.string ?? ""
        if wanted.isEmpty {
            let address = used.freeAddress()
            spec["clusterIP"] = .string(address)
            spec["clusterIPs"] = [.string(address)]
        } else if wanted != "None", review.old == nil || review.old?["spec"]?["type"] == "ExternalName" {
            try check(wanted, used, review)
        }
    }

    private func check(_ address: String, _ used: Used, _ review: AdmissionReview) throws(APIError) {
        guard let number = Self.number(address) else { return }
        let why: String? =
            number & 0xFFF0_0000 != 0x0A60_0000
            ? "failed to allocate IP \(address): the provided network does not match the current range"
            : used.addresses.contains(address)
                ? "failed to allocate IP \(address): provided IP is already allocated" : nil
        guard let why else { return }
        throw .invalid(
            review.target.definition, review.target.name,
            [FieldError(.invalid, "spec.clusterIPs", value: [.string(address)], why)])
    }

    private static func number(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".").compactMap { UInt8($0) }
        guard parts.count == 4 else { return nil }
        return parts.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func assignPorts(_ spec: inout Object, _ type: String, _ used: Used, _ review: AdmissionReview)
        throws(APIError)
    {
        guard type == "NodePort" || type == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"]?.bool != false
        else { return }
        var taken = used.ports
        var ports: [Value] = []
        for (index, entry) in (spec["ports"]?.array ?? []).enumerated() {
            var port = entry
            let wanted = port["nodePort"]?.integer ?? 0
            if wanted == 0 {
                let free = Self.ports.shuffled().first { !taken.contains($0) } ?? Self.ports.lowerBound
                port["nodePort"] = .integer(free)
                taken.insert(free)
            } else {
                let isOwn = (review.old?["spec"]?["ports"]?.array ?? []).contains { $0["nodePort"]?.integer == wanted }
                if !isOwn { try check(wanted, index, taken, review) }
                taken.insert(wanted)
            }
            ports.append(port)
        }
        spec["ports"] = .array(ports)
        let needsHealthCheck = type == "LoadBalancer" && spec["externalTrafficPolicy"]?.string == "Local"
        if needsHealthCheck, (spec["healthCheckNodePort"]?.integer ?? 0) == 0 {
            let known = review.old?["spec"]?["healthCheckNodePort"]?.integer
            spec["healthCheckNodePort"] = .integer(
                known ?? Self.ports.shuffled().first { !taken.contains($0) } ?? Self.ports.lowerBound)
        }
    }

    private func check(_ port: Int64, _ index: Int, _ taken: Set<Int64>, _ review: AdmissionReview) throws(APIError) {
        let why: String? =
            !Self.ports.contains(port)
            ? "provided port is not in the valid range. The range of valid ports is 30000-32767"
            : taken.contains(port) ? "provided port is already allocated" : nil
        guard let why else { return }
        throw .invalid(
            review.target.definition, review.target.name,
            [FieldError(.invalid, "spec.ports[\(index)].nodePort", value: .integer(port), why)])
    }

    /// What the Services that are there use.
    private struct Used {
        var addresses: Set<String> = []
        var ports: Set<Int64> = []

        init(_ store: ObjectStore, except key: ObjectKey, _ isNew: Bool) {
            for stored in store.snapshot(.services).objects where isNew || stored.key != key {
                let spec = stored.object["spec"]
                if let address = spec?["clusterIP"]?.string { addresses.insert(address) }
                for port in spec?["ports"]?.array ?? [] {
                    if let number = port["nodePort"]?.integer { ports.insert(number) }
                }
            }
        }

        func freeAddress() -> String {
            while true {
                let number = UInt32.random(in: 0x0A60_0100..<0x0A70_0000)
                let address = "10.\(number >> 16 & 0xFF).\(number >> 8 & 0xFF).\(number & 0xFF)"
                if !addresses.contains(address) { return address }
            }
        }
    }
}
