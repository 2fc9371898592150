internal import DocumentModel

extension Checks {
    /// - Parameter volumes: the kinds of the pod's volumes by their names.
    mutating func containers(_ path: String, _ spec: Value, _ volumes: [String: String]) {
        let main = spec["containers"]?.array ?? []
        if main.isEmpty { required("\(path).containers") }
        var names: Set<String> = []
        let grace = spec["terminationGracePeriodSeconds"]?.integer
        for (index, container) in main.enumerated() {
            let inner = "\(path).containers[\(index)]"
            self.container(inner, container, volumes)
            let name = container["name"]?.string ?? ""
            if !names.insert(name).inserted { duplicate("\(inner).name", .string(name)) }
            lifecycle("\(inner).lifecycle", container["lifecycle"], grace)
            probes(inner, container, grace)
            resizePolicies(inner, container)
            restartPolicy("\(inner).restartPolicy", container["restartPolicy"])
        }
        uniqueHostPorts("\(path).containers", main)
        for (index, container) in (spec["initContainers"]?.array ?? []).enumerated() {
            let inner = "\(path).initContainers[\(index)]"
            self.container(inner, container, volumes)
            restartPolicy("\(inner).restartPolicy", container["restartPolicy"])
            let name = container["name"]?.string ?? ""
            if names.contains(name) { duplicate("\(inner).name", .string(name)) }
            if !name.isEmpty { names.insert(name) }
            if container["restartPolicy"] == "Always" {
                lifecycle("\(inner).lifecycle", container["lifecycle"], grace)
                probes(inner, container, grace)
                continue
            }
            for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]
            where container[field]?.object != nil {
                forbidden("\(inner).\(field)", "may not be set for init containers without restartPolicy=Always")
            }
        }
    }

    /// Containers that are added to a pod for a look inside.
    mutating func ephemeralContainers(_ pod: Object) {
        let spec = pod["spec"] ?? [:]
        var names = Set(
            ["containers", "initContainers"].flatMap { spec[$0]?.array ?? [] }.compactMap { $0["name"]?.string })
        var scratch = Checks()
        let volumes = scratch.volumes("spec.volumes", spec["volumes"]?.array ?? [])
        for (index, container) in (spec["ephemeralContainers"]?.array ?? []).enumerated() {
            let path = "spec.ephemeralContainers[\(index)]"
            self.container(path, container, volumes)
            let name = container["name"]?.string ?? ""
            if !names.insert(name).inserted { duplicate("\(path).name", .string(name)) }
            for field in ["ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"]
            where container[field] != nil {
                forbidden("\(path).\(field)", "cannot be set for an Ephemeral Container")
            }
        }
    }

    /// How a container bears that it gets other resources.
    private mutating func resizePolicies(_ path: String, _ container: Value) {
        for policy in container["resizePolicy"]?.array ?? [] {
            oneOf("\(path).resizePolicy", policy["resourceName"] ?? "", ["cpu", "memory"])
            oneOf("\(path).resizePolicy", policy["restartPolicy"] ?? "", ["NotRequired", "RestartContainer"])
        }
    }

    private mutating func restartPolicy(_ path: String, _ policy: Value?) {
        oneOf(path, policy, ["Always", "Never", "OnFailure"])
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

    private mutating func container(_ path: String, _ container: Value, _ volumes: [String: String]) {
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
        mounts("\(path).volumeMounts", container, volumes)
        devices("\(path).volumeDevices", container, volumes)
        switch container["imagePullPolicy"]?.string {
        case .none, "": required("\(path).imagePullPolicy")
        default: oneOf("\(path).imagePullPolicy", container["imagePullPolicy"], ["Always", "IfNotPresent", "Never"])
        }
        resources("\(path).resources", container["resources"])
        containerSecurity("\(path).securityContext", container["securityContext"])
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
            if let grace, !(0...max(grace, 0)).contains(seconds) {
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
