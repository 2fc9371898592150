internal import DocumentModel

/// Warnings about pods and their templates, as `pkg/api/pod/warnings.go` of the real server gives them, in its order.
enum PodWarnings {
    static let labels: [String: String] = [
        "beta.kubernetes.io/arch": "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os": "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region":
            "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        "failure-domain.beta.kubernetes.io/zone":
            "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        "beta.kubernetes.io/instance-type":
            "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        "app.kubernetes.io/created-by": "deprecated since v1.9",
        "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
        "node-role.kubernetes.io/master": "use \"node-role.kubernetes.io/control-plane\" instead",
    ]

    static let volumes: [(field: String, shown: String, since: String)] = [
        ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ]

    /// - Parameter prefix: the path of the pod with a dot at its end; empty for a pod itself.
    static func of(_ pod: Value, _ prefix: String) -> [String] {
        let spec = pod["spec"] ?? [:]
        let path = "\(prefix)spec"
        var warnings: [String] = []
        for (key, _) in (spec["nodeSelector"]?.object ?? [:]).sorted() {
            if let text = labels[key] { warnings.append("\(path).nodeSelector[\(key)]: \(text)") }
        }
        warnings += nodeAffinity(spec.at("affinity", "nodeAffinity"), "\(path).affinity.nodeAffinity")
        for (index, constraint) in (spec["topologySpreadConstraints"]?.array ?? []).enumerated() {
            let inner = "\(path).topologySpreadConstraints[\(index)]"
            let key = constraint["topologyKey"]?.string ?? ""
            if let text = labels[key] { warnings.append("\(inner).topologyKey: \(key) is \(text)") }
            if constraint["labelSelector"]?.object == nil { warnings.append(unselective("\(inner).labelSelector")) }
        }
        for (index, volume) in (spec["volumes"]?.array ?? []).enumerated() {
            for old in volumes where volume[old.field]?.object != nil {
                warnings.append("\(path).volumes[\(index)].\(old.shown): \(old.since)")
            }
        }
        for volume in spec["volumes"]?.array ?? [] { warnings += overlaps(volume) }
        warnings += repeated(spec["hostAliases"], "ip", "\(path).hostAliases")
        warnings += repeated(spec["imagePullSecrets"], "name", "\(path).imagePullSecrets")
        for (index, secret) in (spec["imagePullSecrets"]?.array ?? []).enumerated()
        where (secret["name"]?.string ?? "").isEmpty {
            warnings.append("\(path).imagePullSecrets[\(index)].name: invalid empty name \"\"")
        }
        warnings += fractions(spec["overhead"], "\(path).overhead")
        let containers = ["initContainers", "containers"].flatMap { list in
            (spec[list]?.array ?? []).enumerated().map { (path: "\(path).\(list)[\($0.offset)]", content: $0.element) }
        }
        for container in containers { warnings += self.container(container.content, container.path) }
        warnings += ports(containers)
        if let seconds = spec["terminationGracePeriodSeconds"]?.integer, seconds < 0 {
            warnings.append(
                "\(path).terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
            )
        }
        for kind in ["podAffinity", "podAntiAffinity"] {
            warnings += podAffinity(spec.at("affinity", kind), "\(path).affinity.\(kind)")
        }
        return warnings
    }

    private static func unselective(_ path: String) -> String {
        "\(path): a null labelSelector results in matching no pod"
    }

    private static func nodeAffinity(_ affinity: Value?, _ path: String) -> [String] {
        let needed = affinity?.at("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")?.array ?? []
        let wished = affinity?["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        var warnings: [String] = []
        for (index, term) in needed.enumerated() {
            warnings += nodeTerm(
                term, "\(path).requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[\(index)]")
        }
        for (index, wish) in wished.enumerated() {
            let inner = "\(path).preferredDuringSchedulingIgnoredDuringExecution[\(index)].preference"
            warnings += nodeTerm(wish["preference"] ?? [:], inner, checksValues: true)
        }
        return warnings
    }

    static func nodeTerm(_ term: Value, _ path: String, checksValues: Bool = false) -> [String] {
        var warnings: [String] = []
        for (index, expression) in (term["matchExpressions"]?.array ?? []).enumerated() {
            let inner = "\(path).matchExpressions[\(index)]"
            let key = expression["key"]?.string ?? ""
            if let text = labels[key] { warnings.append("\(inner).key: \(key) is \(text)") }
            guard checksValues else { continue }
            for (place, value) in (expression["values"]?.array ?? []).enumerated() {
                let text = value.string ?? ""
                warnings += NameSyntax.labelValue(text).map { "\(inner).values[\(place)]: \(text) is invalid, \($0)" }
            }
        }
        return warnings
    }

    private static func podAffinity(_ affinity: Value?, _ path: String) -> [String] {
        var warnings: [String] = []
        func judge(_ term: Value?, _ path: String) {
            if term?["labelSelector"]?.object == nil { warnings.append(unselective("\(path).labelSelector")) }
        }
        let needed = affinity?["requiredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        for (index, term) in needed.enumerated() {
            judge(term, "\(path).requiredDuringSchedulingIgnoredDuringExecution[\(index)]")
        }
        let wished = affinity?["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
        for (index, wish) in wished.enumerated() {
            judge(
                wish["podAffinityTerm"],
                "\(path).preferredDuringSchedulingIgnoredDuringExecution[\(index)].podAffinityTerm")
        }
        return warnings
    }

    /// How many parts of an object are compared with each other.
    private static let mostCompared = 1_000

    /// Files of one volume in the same place.
    private static func overlaps(_ volume: Value) -> [String] {
        let name = GoText.quoted(volume["name"]?.string ?? "")
        let kinds: [(field: String, shown: String)] = [
            ("configMap", "ConfigMap \(GoText.quoted(volume.at("configMap", "name")?.string ?? ""))"),
            ("secret", "Secret \(GoText.quoted(volume.at("secret", "secretName")?.string ?? ""))"),
            ("downwardAPI", "DownwardAPI"),
        ]
        var warnings: [String] = []
        for kind in kinds {
            var seen: [String] = []
            // No volume in use has more; who makes one up is not to cost much.
            for item in (volume.at(kind.field, "items")?.array ?? []).prefix(mostCompared) {
                let path = item["path"]?.string ?? ""
                if let other = seen.first(where: { $0 == path || $0.hasPrefix(path + "/") || path.hasPrefix($0 + "/") })
                {
                    warnings.append(
                        "volume \(name) (\(kind.shown)): overlapping paths: \(GoText.quoted(path)) with "
                            + GoText.quoted(other))
                }
                seen.append(path)
            }
        }
        return warnings
    }

    /// Elements of a list that say the same as one before them.
    private static func repeated(_ list: Value?, _ field: String, _ path: String) -> [String] {
        var seen: Set<String> = []
        return (list?.array ?? []).enumerated().compactMap { index, item in
            let text = item[field]?.string ?? ""
            guard !seen.insert(text).inserted else { return nil }
            return "\(path)[\(index)].\(field): duplicate \(field) \(GoText.quoted(text))"
        }
    }

    private static func fractions(_ amounts: Value?, _ path: String) -> [String] {
        ["memory", "ephemeral-storage"].compactMap { name in
            guard let text = amounts?[name]?.string, KindWarnings.isFractional(text) else { return nil }
            return "\(path)[\(name)]: fractional byte value \"\(text)\" is invalid, must be an integer"
        }
    }

    private static func container(_ container: Value, _ path: String) -> [String] {
        var warnings: [String] = []
        for name in ["memory", "ephemeral-storage"] {
            for part in ["limits", "requests"] {
                let amount = container.at("resources", part, name)
                warnings += fractions(amount.map { [name: $0] }, "\(path).resources.\(part)")
            }
        }
        var names: Set<String> = []
        for (index, variable) in (container["env"]?.array ?? []).enumerated() {
            let name = variable["name"]?.string ?? ""
            guard !names.insert(name).inserted else { continue }
            let (text, reference) = (variable["value"]?.string ?? "", "$(\(name))")
            // What builds on the value before hides nothing.
            if variable["valueFrom"]?.object == nil, text != reference, text.contains(reference) { continue }
            warnings.append(
                "\(path).env[\(index)]: hides previous definition of \"\(name)\", which may be dropped when using apply"
            )
        }
        return warnings
    }

    private static func ports(_ containers: [(path: String, content: Value)]) -> [String] {
        let all = containers.flatMap { container in
            (container.content["ports"]?.array ?? []).enumerated().map {
                (path: "\(container.path).ports[\($0.offset)]", port: $0.element)
            }
        }
        func host(_ port: Value) -> (address: String, number: Int64) {
            (port["hostIP"]?.string ?? "", port["hostPort"]?.integer ?? 0)
        }
        var warnings: [String] = []
        var known: [Value: [(path: String, port: Value)]] = [:]
        for item in all.prefix(mostCompared) {
            if let address = item.port["hostIP"]?.string, !address.isEmpty, host(item.port).number == 0 {
                let fields = ["name", "hostPort", "containerPort", "protocol", "hostIP"].map { name in
                    let value = item.port[name] ?? (name.hasSuffix("Port") ? 0 : "")
                    return "\(name.prefix(1).uppercased())\(name.dropFirst()):\(GoValue.text(value))"
                }
                warnings.append(
                    "\(item.path): hostIP set without hostPort: {\(fields.joined(separator: " "))}")
            }
            let key: Value = [item.port["containerPort"] ?? 0, item.port["protocol"] ?? "TCP"]
            let own = host(item.port)
            for other in known[key] ?? [] {
                let others = host(other.port)
                if own == others {
                    warnings.append("\(item.path): duplicate port definition with \(other.path)")
                } else if own.number == 0 || others.number == 0 {
                    warnings.append("\(item.path): overlapping port definition with \(other.path)")
                } else if own.number == others.number, own.address.isEmpty != others.address.isEmpty {
                    warnings.append("\(item.path): dangerously ambiguous port definition with \(other.path)")
                }
            }
            known[key, default: []].append(item)
        }
        var names: [String: String] = [:]
        for item in all {
            guard let name = item.port["name"]?.string, !name.isEmpty else { continue }
            if let first = names[name] {
                warnings.append(
                    "\(item.path): duplicate port name \(GoText.quoted(name)) with \(first), services and probes that "
                        + "select ports by name will use \(first)")
            } else {
                names[name] = item.path
            }
        }
        return warnings
    }
}
