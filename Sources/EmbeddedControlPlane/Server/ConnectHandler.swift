internal import DocumentModel
internal import KubernetesModel

/// Answers requests for what runs in pods: logs, commands, ports, proxies.
///
/// Nothing runs here. What the real server refuses without asking a node is refused in its words; what it would hand on
/// to a node or a pod answers 501.
struct ConnectHandler: Sendable {
    let handler: ResourceHandler

    private var target: Target { handler.target }
    private var query: Query { handler.request.query }

    func answer() throws(APIError) -> APIAnswer {
        switch (target.definition.plural, target.subresource) {
        case ("pods", "log"): return try log()
        case ("pods", "proxy"): try proxyToPod()
        case ("pods", _): try stream()
        case ("services", "proxy"): try proxyToService()
        default: _ = try object(target.name)
        }
        throw APIError(
            501, "NotImplemented",
            "the embedded control plane runs no containers and no network: "
                + "\(target.definition.plural)/\(target.subresource) is not available")
    }

    private func object(_ name: String) throws(APIError) -> Value {
        guard let stored = handler.store.object(target.resource, target.named(name).key) else {
            throw .notFound(target.definition, name)
        }
        return stored.value
    }

    // MARK: - Pods

    /// `validateContainer` of the pod strategy.
    private func checkContainer(of pod: Value) throws(APIError) {
        let all = ["containers", "initContainers", "ephemeralContainers"].map { Cells.names(pod.at("spec", $0)) }
        if let wanted = query["container"], !wanted.isEmpty {
            guard all.joined().contains(wanted) else {
                throw .badRequest("container \(wanted) is not valid for pod \(target.name)")
            }
        } else if all[0].count != 1 {
            let names = (all[1] + all[0] + all[2]).joined(separator: " ")
            throw .badRequest(
                "a container name must be specified for pod \(target.name)"
                    + (all[0].isEmpty ? "" : ", choose one of: [\(names)]"))
        }
    }

    /// Whether the simulated kubelet has started it.
    private func isSimulated(_ pod: Value) -> Bool { pod.at("status", "startTime") != nil }

    private func stream() throws(APIError) {
        let pod = try object(target.name)
        if target.subresource != "portforward" { try checkContainer(of: pod) }
        guard (pod.at("spec", "nodeName")?.string ?? "").isEmpty, !isSimulated(pod) else { return }
        throw .badRequest("pod \(target.name) does not have a host assigned")
    }

    private func proxyToPod() throws(APIError) {
        guard let place = ProxyName(target.name) else {
            throw .badRequest("invalid pod request \(GoText.quoted(target.name))")
        }
        let pod = try object(place.name)
        guard (pod.at("status", "podIP")?.string ?? "").isEmpty else { return }
        throw .badRequest("address not allowed")
    }

    private func log() throws(APIError) -> APIAnswer {
        let problems = try logProblems()
        guard problems.isEmpty else { throw .invalid(group: "", kind: "PodLogOptions", target.name, problems) }
        let pod = try object(target.name)
        try checkContainer(of: pod)
        guard isSimulated(pod) else {
            // Without a node there is nobody to ask, and nothing to say.
            var answer = APIAnswer(status: 204, .bytes([]))
            answer.contentType = ""
            return answer
        }
        return .text(200, "the embedded control plane runs no containers: this pod is simulated and has no output\n")
    }

    private func logProblems() throws(APIError) -> [FieldError] {
        var problems: [FieldError] = []
        func limit(_ name: String, _ least: Int64, _ why: String) throws(APIError) {
            guard let number = try query.number(name), number < least else { return }
            problems.append(FieldError(.invalid, name, value: .integer(number), why))
        }
        try limit("tailLines", 0, "must be greater than or equal to 0")
        try limit("limitBytes", 1, "must be greater than 0")
        if query["sinceSeconds"] != nil, query["sinceTime"] != nil {
            problems.append(
                FieldError(.forbidden, "", "at most one of `sinceTime` or `sinceSeconds` may be specified"))
        } else {
            try limit("sinceSeconds", 1, "must be greater than 0")
        }
        return problems
    }

    // MARK: - Services

    private func proxyToService() throws(APIError) {
        guard let place = ProxyName(target.name) else {
            throw .badRequest("invalid service request \(GoText.quoted(target.name))")
        }
        var port = place.port
        if let number = Int64(port) {
            let ports = try object(place.name).at("spec", "ports")?.array ?? []
            guard let declared = ports.first(where: { $0["port"]?.integer == number }) else {
                throw Self.unavailable("no service port \(number) found for service \(GoText.quoted(place.name))")
            }
            port = declared["name"]?.string ?? ""
        }
        let key = target.named(place.name).key
        guard let endpoints = handler.store.object(.endpoints, key) else {
            let service = handler.store.object(target.resource, key)
            guard service?.value.at("spec", "selector")?.object?.isEmpty == false else {
                throw .notFound(target.definition, place.name)
            }
            throw Self.unavailable("no endpoints available for service \(GoText.quoted(place.name))")
        }
        let subsets = endpoints.value["subsets"]?.array ?? []
        guard !subsets.isEmpty else {
            throw Self.unavailable("no endpoints available for service \(GoText.quoted(place.name))")
        }
        let isServed = subsets.contains { subset in
            subset["addresses"]?.array?.isEmpty == false
                && (subset["ports"]?.array ?? []).contains { ($0["name"]?.string ?? "") == port }
        }
        guard isServed else {
            throw Self.unavailable("no endpoints available for service \(GoText.quoted(target.name))")
        }
    }

    private static func unavailable(_ message: String) -> APIError { APIError(503, "ServiceUnavailable", message) }
}

/// What stands for a pod or a service in the path of a proxy: `name`, `name:port` or `scheme:name:port`.
struct ProxyName: Sendable, Hashable {
    var scheme = ""
    var name: String
    var port = ""

    /// Nil for a text of another form (`SplitSchemeNamePort` of `k8s.io/apimachinery`).
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1: name = parts[0]
        case 2: (name, port) = (parts[0], parts[1])
        case 3 where ["", "http", "https"].contains(parts[0]): (scheme, name, port) = (parts[0], parts[1], parts[2])
        default: return nil
        }
        if name.isEmpty { return nil }
    }
}
