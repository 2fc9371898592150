internal import DocumentModel

extension Checks {
    mutating func containers(_ path: String, _ spec: Value, _ volumes: Set<String>) {
        let main = spec["containers"]?.array ?? []
        if main.isEmpty { required("\(path).containers") }
        var names: Set<String> = []
        for (list, containers) in [("containers", main), ("initContainers", spec["initContainers"]?.array ?? [])] {
            for (index, container) in containers.enumerated() {
                let inner = "\(path).\(list)[\(index)]"
                self.container(inner, container, volumes)
                let name = container["name"]?.string ?? ""
                if !name.isEmpty, !names.insert(name).inserted { duplicate("\(inner).name", .string(name)) }
                if list == "containers" { probes(inner, container) }
            }
        }
    }

    private mutating func container(_ path: String, _ container: Value, _ volumes: Set<String>) {
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
        mounts("\(path).volumeMounts", container["volumeMounts"]?.array ?? [], volumes)
        switch container["imagePullPolicy"]?.string {
        case .none, "": required("\(path).imagePullPolicy")
        default: oneOf("\(path).imagePullPolicy", container["imagePullPolicy"], ["Always", "IfNotPresent", "Never"])
        }
        resources("\(path).resources", container["resources"])
        security("\(path).securityContext", container["securityContext"])
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

    private mutating func environment(_ path: String, _ variables: [Value]) {
        for (index, variable) in variables.enumerated() {
            let path = "\(path)[\(index)]"
            let name = variable["name"]?.string ?? ""
            if name.isEmpty {
                required("\(path).name")
            } else {
                invalid("\(path).name", name, NameSyntax.environmentName(name))
            }
            guard let source = variable["valueFrom"]?.object else { continue }
            if source.isEmpty {
                invalid(
                    "\(path).valueFrom", "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
                )
            } else if let value = variable["value"]?.string, !value.isEmpty {
                invalid("\(path).valueFrom", "", "may not be specified when `value` is not empty")
            } else if source.count > 1 {
                invalid("\(path).valueFrom", "", "may not have more than one field specified at a time")
            }
            for reference in ["configMapKeyRef", "secretKeyRef"] {
                guard let target = source[reference] else { continue }
                let key = target["key"]?.string ?? ""
                if (target["name"]?.string ?? "").isEmpty { required("\(path).valueFrom.\(reference).name") }
                if key.isEmpty {
                    required("\(path).valueFrom.\(reference).key")
                } else {
                    invalid("\(path).valueFrom.\(reference).key", key, NameSyntax.configKey(key))
                }
            }
        }
    }

    private mutating func mounts(_ path: String, _ mounts: [Value], _ volumes: Set<String>) {
        var places: Set<String> = []
        for (index, mount) in mounts.enumerated() {
            let inner = "\(path)[\(index)]"
            let name = mount["name"]?.string ?? ""
            if name.isEmpty {
                required("\(inner).name")
            } else if !volumes.contains(name) {
                add([FieldError(.notFound, "\(inner).name", value: .string(name))])
            }
            let place = mount["mountPath"]?.string ?? ""
            if place.isEmpty {
                required("\(inner).mountPath")
            } else if !places.insert(place).inserted {
                invalid("\(inner).mountPath", .string(place), "must be unique")
            }
            subPath("\(path).subPath", mount["subPath"]?.string ?? "")
        }
    }

    private mutating func subPath(_ path: String, _ text: String) {
        if text.hasPrefix("/") { invalid(path, .string(text), "must be a relative path") }
        if text.split(separator: "/").contains("..") { invalid(path, .string(text), "must not contain '..'") }
    }

    mutating func resources(_ path: String, _ resources: Value?) {
        let limits = resources?["limits"]?.object ?? [:]
        let requests = resources?["requests"]?.object ?? [:]
        for (name, value) in limits.sorted() { amount("\(path).limits[\(name)]", name, value) }
        for (name, value) in requests.sorted() {
            amount("\(path).requests[\(name)]", name, value)
            guard let limit = limits[name]?.string, let most = Quantity(limit),
                let asked = Quantity(value.string ?? "")
            else { continue }
            if asked > most {
                invalid("\(path).requests", value, "must be less than or equal to \(name) limit of \(limit)")
            }
        }
    }

    private mutating func amount(_ path: String, _ name: String, _ value: Value) {
        if name.contains("/") {
            invalid(path, name, NameSyntax.qualifiedName(name))
        } else if !ResourceName.isForContainers(name) {
            if !ResourceName.isStandard(name) {
                invalid(path, .string(name), "must be a standard resource type or fully qualified")
            }
            invalid(path, .string(name), "must be a standard resource for containers")
        }
        if let quantity = Quantity(value.string ?? ""), quantity.isNegative {
            invalid(path, value, "must be greater than or equal to 0")
        }
    }

    private mutating func security(_ path: String, _ context: Value?) {
        guard let context, context.object != nil else { return }
        for field in ["runAsUser", "runAsGroup"] { identifier("\(path).\(field)", context[field]) }
        guard context["allowPrivilegeEscalation"]?.bool == false else { return }
        if context["privileged"]?.bool == true {
            invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
        }
        if (context.at("capabilities", "add")?.array ?? []).contains("CAP_SYS_ADMIN") {
            invalid(
                path, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")
        }
    }

    private mutating func probes(_ path: String, _ container: Value) {
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            guard let value = container[probe], value.object != nil else { continue }
            self.probe("\(path).\(probe)", value)
            if probe != "readinessProbe", value["successThreshold"]?.integer != 1 {
                invalid("\(path).\(probe).successThreshold", value["successThreshold"], "must be 1")
            }
        }
    }

    private mutating func probe(_ path: String, _ probe: Value) {
        let handlers = ["exec", "httpGet", "tcpSocket", "grpc"].filter { probe[$0]?.object != nil }
        if handlers.isEmpty { required(path, "must specify a handler type") }
        for extra in handlers.dropFirst() {
            forbidden("\(path).\(extra)", "may not specify more than 1 handler type")
        }
        if handlers.first == "exec", (probe.at("exec", "command")?.array ?? []).isEmpty {
            required("\(path).exec.command")
        }
        if let handler = handlers.first, handler == "httpGet" || handler == "tcpSocket" {
            numberOrName("\(path).\(handler).port", probe.at(handler, "port"))
        }
        for field in [
            "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold",
        ] { nonNegative("\(path).\(field)", probe[field]) }
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

/// Names of compute resources.
enum ResourceName {
    private static let standard: Set<String> = [
        "cpu", "memory", "ephemeral-storage", "storage", "requests.cpu", "requests.memory",
        "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods",
        "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "requests.storage", "services.nodeports", "services.loadbalancers",
    ]
    private static let quota: Set<String> = standard.subtracting(["storage"])

    static func isForContainers(_ name: String) -> Bool {
        ["cpu", "memory", "ephemeral-storage"].contains(name) || name.hasPrefix("hugepages-")
    }

    static func isStandard(_ name: String) -> Bool { standard.contains(name) || isHuge(name) }

    static func isForQuota(_ name: String) -> Bool { quota.contains(name) || isHuge(name) }

    private static func isHuge(_ name: String) -> Bool {
        name.hasPrefix("hugepages-") || name.hasPrefix("requests.hugepages-")
    }
}
