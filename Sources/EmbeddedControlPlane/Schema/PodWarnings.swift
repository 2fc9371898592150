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
        warnings += annotations(pod, prefix)
        for (index, volume) in (spec["volumes"]?.array ?? []).enumerated() {
            let inner = "\(path).volumes[\(index)]"
            for old in volumes {
                if old.field == "cephfs", let claim = volume.at("ephemeral", "volumeClaimTemplate", "spec") {
                    warnings += KindWarnings.claimAmounts(claim, "\(inner).ephemeral.volumeClaimTemplate.spec")
                }
                if volume[old.field]?.object != nil { warnings.append("\(inner).\(old.shown): \(old.since)") }
            }
        }
        for volume in spec["volumes"]?.array ?? [] { warnings += FileOverlaps.warnings(volume) }
        warnings += repeated(spec["hostAliases"], "ip", "\(path).hostAliases")
        warnings += repeated(spec["imagePullSecrets"], "name", "\(path).imagePullSecrets")
        for (index, secret) in (spec["imagePullSecrets"]?.array ?? []).enumerated()
        where (secret["name"]?.string ?? "").isEmpty {
            warnings.append("\(path).imagePullSecrets[\(index)].name: invalid empty name \"\"")
        }
        warnings += fractions(spec["overhead"], "\(path).overhead")
        let containers = Checks.everyContainer(of: spec).map { (path: path + $0.place, content: $0.container) }
        warnings += profiles(pod, prefix, nil)
        for container in containers {
            warnings += profiles(pod, prefix, container.content)
            warnings += self.container(container.content, container.path)
        }
        warnings += ports(containers)
        if let seconds = spec["terminationGracePeriodSeconds"]?.integer, seconds < 0 {
            warnings.append(
                "\(path).terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
            )
        }
        for kind in ["podAffinity", "podAntiAffinity"] {
            warnings += podAffinity(spec.at("affinity", kind), "\(path).affinity.\(kind)")
        }
        for (index, server) in (spec.at("dnsConfig", "nameservers")?.array ?? []).enumerated() {
            warnings += AddressWarnings.address("\(path).dnsConfig.nameservers[\(index)]", server)
        }
        for (index, alias) in (spec["hostAliases"]?.array ?? []).enumerated() {
            warnings += AddressWarnings.address("\(path).hostAliases[\(index)].ip", alias["ip"])
        }
        return warnings
    }

    /// Annotations that have no effect any more.
    private static let formerAnnotations: [(key: String, text: String)] = [
        (
            "scheduler.alpha.kubernetes.io/critical-pod",
            "non-functional in v1.16+; use the \"priorityClassName\" field instead"
        ),
        ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
        (
            "security.alpha.kubernetes.io/unsafe-sysctls",
            "non-functional in v1.11+; use the \"sysctls\" field instead"
        ),
    ]

    private static func annotations(_ pod: Value, _ prefix: String) -> [String] {
        formerAnnotations.filter { pod.at("metadata", "annotations", $0.key) != nil }.map {
            "\(prefix)metadata.annotations[\($0.key)]: \($0.text)"
        }
    }

    /// Annotations in place of profiles of the pod, or of one of its containers.
    private static func profiles(_ pod: Value, _ prefix: String, _ container: Value?) -> [String] {
        let annotations = pod.at("metadata", "annotations")?.object ?? [:]
        guard !annotations.isEmpty else { return [] }
        let name = container?["name"]?.string ?? ""
        let context = (container ?? pod["spec"])?["securityContext"]
        var warnings: [String] = []
        let key = container == nil ? Checks.callsOfPod : Checks.callsPrefix + name
        if annotations[key] != nil, context?["seccompProfile"]?.object == nil {
            warnings.append(
                "\(prefix)metadata.annotations[\(key)]: non-functional in v1.27+; use the \"seccompProfile\" field instead"
            )
        }
        let other = Checks.confinementPrefix + name
        // The field of the pod may say the same.
        if container != nil, !prefix.isEmpty, let text = annotations[other]?.string,
            context?["appArmorProfile"]?.object == nil,
            !Checks.says(pod.at("spec", "securityContext", "appArmorProfile"), text)
        {
            warnings.append(
                "\(prefix)metadata.annotations[\(other)]: deprecated since v1.30; use the \"appArmorProfile\" field "
                    + "instead")
        }
        return warnings
    }

    /// How many parts of an object are compared with each other; no pod in use has more.
    static let mostCompared = 1_000

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
