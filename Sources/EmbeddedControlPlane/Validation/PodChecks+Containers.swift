internal import DocumentModel

/// What the containers of a pod share.
struct PodSurroundings {
    /// The kinds of the volumes by their names.
    var volumes: [String: String] = [:]
    /// The names of the claims for devices.
    var claims: Set<String> = []
    var restartPolicy = ""
    /// Whether users in the pod are those of the node.
    var hasHostUsers = true
    var gracePeriod: Int64?

    init(_ spec: Value, volumes: [String: String]) {
        self.volumes = volumes
        claims = Set((spec["resourceClaims"]?.array ?? []).compactMap { $0["name"]?.string }.filter { !$0.isEmpty })
        restartPolicy = spec["restartPolicy"]?.string ?? ""
        hasHostUsers = spec["hostUsers"]?.bool ?? true
        gracePeriod = spec["terminationGracePeriodSeconds"]?.integer
    }
}

extension Checks {
    mutating func containers(_ path: String, _ spec: Value, _ pod: PodSurroundings) {
        let main = spec["containers"]?.array ?? []
        if main.isEmpty { required("\(path).containers") }
        var names: Set<String> = []
        for (index, container) in main.enumerated() {
            let inner = "\(path).containers[\(index)]"
            self.container(inner, container, pod)
            let name = container["name"]?.string ?? ""
            if !names.insert(name).inserted { duplicate("\(inner).name", .string(name)) }
            lifecycle("\(inner).lifecycle", container["lifecycle"], pod.gracePeriod)
            probes(inner, container, pod.gracePeriod)
            restartRules(inner, container)
        }
        uniqueHostPorts("\(path).containers", main)
        for (index, container) in (spec["initContainers"]?.array ?? []).enumerated() {
            initContainer("\(path).initContainers", index, container, pod, &names)
        }
        ephemeralContainers(path, spec, pod)
    }

    private mutating func initContainer(
        _ list: String, _ index: Int, _ container: Value, _ pod: PodSurroundings, _ names: inout Set<String>
    ) {
        let path = "\(list)[\(index)]"
        self.container(path, container, pod)
        restartRules(path, container)
        let name = container["name"]?.string ?? ""
        if names.contains(name) { duplicate("\(path).name", .string(name)) }
        if !name.isEmpty { names.insert(name) }
        // The server counts from the beginning of the list for each of them.
        uniqueHostPorts(list, [container])
        if container["restartPolicy"] == "Always" {
            lifecycle("\(path).lifecycle", container["lifecycle"], pod.gracePeriod)
            return probes(path, container, pod.gracePeriod)
        }
        for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]
        where container[field]?.object != nil {
            forbidden("\(path).\(field)", "may not be set for init containers without restartPolicy=Always")
        }
        for (place, policy) in (container["resizePolicy"]?.array ?? []).enumerated()
        where policy["restartPolicy"] == "RestartContainer" {
            invalid(
                "\(path).resizePolicy[\(place)].restartPolicy", policy["restartPolicy"],
                "must not be set to 'RestartContainer' for non-sidecar initContainers")
        }
    }

    /// What containers that are added for a look inside cannot have, in the order of the server's fields.
    private static let lasting = [
        "ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe",
        "startupProbe", "lifecycle",
    ]

    /// Containers that are added to a pod for a look inside.
    private mutating func ephemeralContainers(_ path: String, _ spec: Value, _ pod: PodSurroundings) {
        let others = Set(
            ["containers", "initContainers"].flatMap { spec[$0]?.array ?? [] }.map { $0["name"]?.string ?? "" })
        var names = others
        for (index, container) in (spec["ephemeralContainers"]?.array ?? []).enumerated() {
            let path = "\(path).ephemeralContainers[\(index)]"
            self.container(path, container, pod)
            plainImage(path, container)
            let name = container["name"]?.string ?? ""
            if !names.insert(name).inserted { duplicate("\(path).name", .string(name)) }
            if let target = container["targetContainerName"]?.string, !target.isEmpty, !others.contains(target) {
                add([FieldError(.notFound, "\(path).targetContainerName", value: .string(target))])
            }
            for field in Self.lasting {
                guard let value = container[field], !value.isNull, value != [], value != [:] else { continue }
                forbidden("\(path).\(field)", "cannot be set for an Ephemeral Container")
            }
            for (place, mount) in (container["volumeMounts"]?.array ?? []).enumerated() {
                for field in ["subPath", "subPathExpr"] where !(mount[field]?.string ?? "").isEmpty {
                    forbidden(
                        "\(path).volumeMounts[\(place)].\(field)", "cannot be set for an Ephemeral Container")
                }
            }
        }
    }

    mutating func plainImage(_ path: String, _ container: Value) {
        let image = container["image"]?.string ?? ""
        if image.first?.isWhitespace == true || image.last?.isWhitespace == true {
            invalid("\(path).image", .string(image), "must not have leading or trailing whitespace")
        }
    }

    /// How a container bears that it gets other resources.
    private mutating func resizePolicies(_ path: String, _ policies: [Value], _ restartPolicy: String) {
        var seen: Set<String> = []
        for (index, policy) in policies.enumerated() {
            let resource = policy["resourceName"]?.string ?? ""
            if !seen.insert(resource).inserted { duplicate("\(path)[\(index)]", .string(resource)) }
            for (field, allowed) in [
                ("resourceName", ["cpu", "memory"]), ("restartPolicy", ["NotRequired", "RestartContainer"]),
            ] {
                let text = policy[field]?.string ?? ""
                if text.isEmpty { required(path) } else { oneOf(path, .string(text), allowed) }
            }
            if restartPolicy == "Never", policy["restartPolicy"] != "NotRequired" {
                invalid(
                    path, policy["restartPolicy"] ?? "",
                    "must be 'NotRequired' when pod `restartPolicy` is 'Never'")
            }
        }
    }

    /// When a container is started again.
    private mutating func restartRules(_ path: String, _ container: Value) {
        let rules = container["restartPolicyRules"]?.array ?? []
        if let policy = container["restartPolicy"], policy.string != nil {
            oneOf("\(path).restartPolicy", policy, ["Always", "Never", "OnFailure"])
        } else if !rules.isEmpty {
            required("\(path).restartPolicy", "must specify restartPolicy when restart rules are used")
            // Without a policy, rules of init containers are not looked at.
            if path.contains(".initContainers[") { return }
        }
        tooMany("\(path).restartPolicyRules", rules.count, 20)
        for (index, rule) in rules.enumerated() {
            let inner = "\(path).restartPolicyRules[\(index)]"
            oneOf("\(inner).action", rule["action"] ?? "", ["Restart", "RestartAllContainers"])
            guard let codes = rule["exitCodes"], codes.object != nil else {
                required("\(inner).exitCodes", "must be specified")
                continue
            }
            oneOf("\(inner).exitCodes.operator", codes["operator"] ?? "", ["In", "NotIn"])
            tooMany("\(inner).exitCodes.values", codes["values"]?.array?.count ?? 0, 255)
        }
    }

    /// A list that is not too long.
    mutating func tooMany(_ path: String, _ count: Int, _ most: Int) {
        guard count > most else { return }
        add([
            FieldError(.tooMany, path, value: .integer(Int64(count)), "must have at most \(most) items")
        ])
    }

    mutating func pullPolicy(_ path: String, _ policy: Value?) {
        let text = policy?.string ?? ""
        if text.isEmpty { required(path) } else { oneOf(path, policy, ["Always", "IfNotPresent", "Never"]) }
    }

    private mutating func uniqueHostPorts(_ path: String, _ containers: [Value]) {
        var seen: Set<String> = []
        for (index, container) in containers.enumerated() {
            for (place, port) in (container["ports"]?.array ?? []).enumerated() {
                guard let number = port["hostPort"]?.integer, number != 0 else { continue }
                let text = "\(port["protocol"]?.string ?? "")/\(port["hostIP"]?.string ?? "")/\(number)"
                if !seen.insert(text).inserted {
                    duplicate("\(path)[\(index)].ports[\(place)].hostPort", .string(text))
                }
            }
        }
    }

    /// On the host's network a port is the same inside and outside.
    mutating func hostPorts(_ path: String, _ spec: Value, isPod: Bool) {
        guard spec["hostNetwork"]?.bool == true else { return }
        for (index, container) in (spec["containers"]?.array ?? []).enumerated() {
            for (place, port) in (container["ports"]?.array ?? []).enumerated() {
                let (host, inner) = (port["hostPort"]?.integer ?? 0, port["containerPort"]?.integer ?? 0)
                guard isPod || host != 0, host != inner else { continue }
                invalid(
                    "\(path).containers[\(index)].ports[\(place)].hostPort", .integer(host),
                    "must match `containerPort` when `hostNetwork` is true")
            }
        }
    }

    private mutating func container(_ path: String, _ container: Value, _ pod: PodSurroundings) {
        let name = container["name"]?.string ?? ""
        if name.isEmpty { required("\(path).name") } else { invalid("\(path).name", name, NameSyntax.label(name)) }
        if (container["image"]?.string ?? "").isEmpty { required("\(path).image") }
        switch container["terminationMessagePolicy"]?.string {
        case .none, "": required("\(path).terminationMessagePolicy")
        default:
            oneOf(
                "\(path).terminationMessagePolicy", container["terminationMessagePolicy"],
                ["File", "FallbackToLogsOnError"], sorted: false)
        }
        ports("\(path).ports", container["ports"]?.array ?? [])
        environment("\(path).env", container["env"]?.array ?? [])
        environmentSources("\(path).envFrom", container["envFrom"]?.array ?? [])
        mounts("\(path).volumeMounts", container, pod.volumes)
        devices("\(path).volumeDevices", container, pod.volumes)
        pullPolicy("\(path).imagePullPolicy", container["imagePullPolicy"])
        resources("\(path).resources", container["resources"], claims: pod.claims)
        resizePolicies("\(path).resizePolicy", container["resizePolicy"]?.array ?? [], pod.restartPolicy)
        containerSecurity("\(path).securityContext", container["securityContext"], hasHostUsers: pod.hasHostUsers)
    }

    private mutating func ports(_ path: String, _ ports: [Value]) {
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let path = "\(path)[\(index)]"
            if let name = port["name"]?.string, !name.isEmpty {
                let problems = NameSyntax.portName(name)
                invalid("\(path).name", name, problems)
                if problems.isEmpty, !names.insert(name).inserted { duplicate("\(path).name", .string(name)) }
            }
            if port["containerPort"]?.integer ?? 0 == 0 {
                required("\(path).containerPort")
            } else {
                self.port("\(path).containerPort", port["containerPort"])
            }
            if port["hostPort"]?.integer ?? 0 != 0 { self.port("\(path).hostPort", port["hostPort"]) }
            if (port["protocol"]?.string ?? "").isEmpty {
                required("\(path).protocol")
            } else {
                oneOf("\(path).protocol", port["protocol"], ["SCTP", "TCP", "UDP"])
            }
        }
    }

    private mutating func probes(_ path: String, _ container: Value, _ grace: Int64?) {
        for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
            guard let probe = container[name], probe.object != nil else { continue }
            self.probe("\(path).\(name)", probe, grace)
            if name != "readinessProbe" {
                if probe["successThreshold"]?.integer != 1 {
                    invalid("\(path).\(name).successThreshold", probe["successThreshold"], "must be 1")
                }
            } else if probe["terminationGracePeriodSeconds"]?.integer != nil {
                invalid(
                    "\(path).\(name).terminationGracePeriodSeconds", probe["terminationGracePeriodSeconds"],
                    "must not be set for readinessProbes")
            }
        }
    }

    private mutating func probe(_ path: String, _ probe: Value, _ grace: Int64?) {
        handler(path, probe, ["exec", "httpGet", "tcpSocket", "grpc"], grace)
        for field in [
            "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold",
        ] { nonNegative("\(path).\(field)", probe[field]) }
        if let seconds = probe["terminationGracePeriodSeconds"]?.integer, seconds <= 0 {
            invalid("\(path).terminationGracePeriodSeconds", .integer(seconds), "must be greater than 0")
        }
    }

    private mutating func lifecycle(_ path: String, _ lifecycle: Value?, _ grace: Int64?) {
        for hook in ["postStart", "preStop"] {
            guard let value = lifecycle?[hook], value.object != nil else { continue }
            handler("\(path).\(hook)", value, ["exec", "httpGet", "tcpSocket", "sleep"], grace)
        }
    }

    /// What a probe or a hook does: one of `kinds`.
    private mutating func handler(_ path: String, _ value: Value, _ kinds: [String], _ grace: Int64?) {
        let present = kinds.filter { value[$0]?.object != nil }
        guard let kind = present.first else { return required(path, "must specify a handler type") }
        let action = value[kind] ?? [:]
        switch kind {
        case "exec":
            if (action["command"]?.array ?? []).isEmpty { required("\(path).exec.command") }
        case "httpGet": httpAction("\(path).httpGet", action)
        case "tcpSocket": numberOrName("\(path).tcpSocket.port", action["port"] ?? 0)
        case "grpc": port("\(path).grpc.port", action["port"] ?? 0)
        default:
            let seconds = action["seconds"]?.integer ?? 0
            if let grace, seconds < 0 || seconds > grace {
                invalid(
                    "\(path).sleep", .integer(seconds),
                    "must be non-negative and less than terminationGracePeriodSeconds (\(grace))")
            }
        }
        for extra in present.dropFirst() {
            forbidden("\(path).\(extra)", "may not specify more than 1 handler type")
        }
    }

    private mutating func httpAction(_ path: String, _ action: Value) {
        if (action["path"]?.string ?? "").isEmpty { required("\(path).path") }
        numberOrName("\(path).port", action["port"] ?? 0)
        oneOf("\(path).scheme", action["scheme"] ?? "", ["HTTP", "HTTPS"])
        for header in action["httpHeaders"]?.array ?? [] {
            let name = header["name"]?.string ?? ""
            invalid("\(path).httpHeaders", name, NameSyntax.headerName(name))
        }
    }

    /// A port by number or name.
    mutating func numberOrName(_ path: String, _ value: Value?) {
        if let name = value?.string {
            invalid(path, name, NameSyntax.portName(name))
        } else {
            port(path, value)
        }
    }
}
