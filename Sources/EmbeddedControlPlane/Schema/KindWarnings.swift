internal import DocumentModel

/// What the server warns about although it accepts it.
enum KindWarnings {
    /// Kinds whose name becomes part of the names of pods.
    private static let named: Set<String> = [
        "Deployment.apps", "ReplicaSet.apps", "StatefulSet.apps", "DaemonSet.apps", "Job.batch", "CronJob.batch",
        "ReplicationController",
    ]

    static func of(_ object: Object, old: Object?, kind: String) -> [String] {
        var warnings = old == nil ? nameWarnings(object, kind) : []
        if kind == "Pod" { warnings += PodWarnings.of(.object(object), "") }
        if let path = PodPaths.template(of: kind), let template = object.at(path) {
            let unchanged = old?.at(path) == template
            if !unchanged { warnings += PodWarnings.of(template, path.joined(separator: ".") + ".") }
        }
        switch kind {
        case "Service": warnings += service(object)
        case "PersistentVolumeClaim": warnings += claim(object)
        case "ResourceQuota" where old == nil: warnings += quota(object)
        case "Ingress.networking.k8s.io": warnings += ingress(object, old)
        case "EndpointSlice.discovery.k8s.io" where object["addressType"] == "FQDN":
            warnings.append("spec.addressType: FQDN endpoints are deprecated")
        case "CSIDriver.storage.k8s.io": warnings += driver(object, old)
        case "CustomResourceDefinition.apiextensions.k8s.io": warnings += FormatWarnings.of(object, old: old)
        default: break
        }
        return warnings
    }

    private static func nameWarnings(_ object: Object, _ kind: String) -> [String] {
        let name = object.at(["metadata", "name"])?.string ?? ""
        guard named.contains(kind) || kind == "Pod" else { return [] }
        let problems = NameSyntax.label(name)
        guard !problems.isEmpty else { return [] }
        let use = kind == "Pod" ? "the Pod's hostname" : "Pod names and hostnames"
        return [
            "metadata.name: this is used in \(use), which can result in surprising behavior; a DNS label is "
                + "recommended: [\(problems.joined(separator: " "))]"
        ]
    }

    private static func service(_ object: Object) -> [String] {
        let spec = object["spec"] ?? [:]
        var warnings: [String] = []
        if !(spec["externalIPs"]?.array ?? []).isEmpty {
            warnings.append("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
        }
        if spec["type"] != "ExternalName", let name = spec["externalName"]?.string, !name.isEmpty {
            warnings.append("spec.externalName is ignored when spec.type is not \"ExternalName\"")
        }
        guard spec["clusterIP"] == "None" else { return warnings }
        if let address = spec["loadBalancerIP"]?.string, !address.isEmpty {
            warnings.append("spec.loadBalancerIP is ignored for headless services")
        }
        if !(spec["externalIPs"]?.array ?? []).isEmpty {
            warnings.append("spec.externalIPs is ignored for headless services")
        }
        if let affinity = spec["sessionAffinity"]?.string, affinity != "None" {
            warnings.append("spec.SessionAffinity is ignored for headless services")
        }
        return warnings
    }

    /// Less may be used than may be requested.
    private static func quota(_ object: Object) -> [String] {
        let hard = object.at(["spec", "hard"])
        return ["cpu", "memory", "storage", "ephemeral-storage"].compactMap { name in
            var request = "requests.\(name)"
            if hard?[request] == nil, name == "cpu" || name == "memory" { request = name }
            guard let wanted = hard?[request]?.string, let limit = hard?["limits.\(name)"]?.string,
                let amount = Quantity(wanted), let most = Quantity(limit), amount > most
            else { return nil }
            return "ResourceQuota \(request) (\(wanted)) should be less than limits.\(name) (\(limit))"
        }
    }

    private static func claim(_ object: Object) -> [String] {
        var warnings: [String] = []
        for (annotation, field) in [
            ("volume.beta.kubernetes.io/storage-class", "storageClassName")
        ] where object.at(["metadata", "annotations", annotation]) != nil {
            warnings.append(
                "metadata.annotations[\(annotation)]: deprecated since v1.8; use \"\(field)\" attribute instead")
        }
        for part in ["requests", "limits"] {
            guard let storage = object.at(["spec", "resources", part, "storage"])?.string, isFractional(storage) else {
                continue
            }
            warnings.append(
                "spec.resources.\(part)[storage]: fractional byte value \"\(storage)\" is invalid, must be an integer")
        }
        return warnings
    }

    private static func ingress(_ object: Object, _ old: Object?) -> [String] {
        let path = ["metadata", "annotations", "kubernetes.io/ingress.class"]
        guard old == nil, object.at(path) != nil, object.at(["spec", "ingressClassName"])?.string == nil else {
            return []
        }
        return ["annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead"]
    }

    private static func driver(_ object: Object, _ old: Object?) -> [String] {
        let requests = object.at(["spec", "tokenRequests"])
        guard requests?.array?.isEmpty == false, old == nil || old?.at(["spec", "tokenRequests"]) != requests,
            object.at(["spec", "serviceAccountTokenInSecrets"]) == nil
        else { return [] }
        return [
            "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible "
                + "logging of tokens in volume attributes"
        ]
    }

    static func isFractional(_ text: String) -> Bool { Quantity(text).map { !$0.isWhole } ?? false }
}

/// Warnings about pods and their templates.
enum PodWarnings {
    private static let labels: [(old: String, version: String, new: String)] = [
        ("beta.kubernetes.io/arch", "v1.14", "kubernetes.io/arch"),
        ("beta.kubernetes.io/os", "v1.14", "kubernetes.io/os"),
        ("failure-domain.beta.kubernetes.io/region", "v1.17", "topology.kubernetes.io/region"),
        ("failure-domain.beta.kubernetes.io/zone", "v1.17", "topology.kubernetes.io/zone"),
        ("beta.kubernetes.io/instance-type", "v1.17", "node.kubernetes.io/instance-type"),
    ]

    /// - Parameter prefix: the path of the pod with a dot at its end; empty for a pod itself.
    static func of(_ pod: Value, _ prefix: String) -> [String] {
        let spec = pod["spec"] ?? [:]
        var warnings: [String] = []
        for label in labels where spec["nodeSelector"]?[label.old] != nil {
            warnings.append(
                "\(prefix)spec.nodeSelector[\(label.old)]: deprecated since \(label.version); use "
                    + "\"\(label.new)\" instead")
        }
        for (index, constraint) in (spec["topologySpreadConstraints"]?.array ?? []).enumerated()
        where constraint["labelSelector"]?.object == nil {
            warnings.append(unselective("\(prefix)spec.topologySpreadConstraints[\(index)].labelSelector"))
        }
        for (index, secret) in (spec["imagePullSecrets"]?.array ?? []).enumerated()
        where (secret["name"]?.string ?? "").isEmpty {
            warnings.append("\(prefix)spec.imagePullSecrets[\(index)].name: invalid empty name \"\"")
        }
        for list in ["initContainers", "containers"] {
            for (index, container) in (spec[list]?.array ?? []).enumerated() {
                warnings += self.container(container, "\(prefix)spec.\(list)[\(index)]")
            }
        }
        for kind in ["podAffinity", "podAntiAffinity"] {
            let terms = spec.at("affinity", kind)
            let path = "\(prefix)spec.affinity.\(kind)"
            for (index, term) in (terms?["requiredDuringSchedulingIgnoredDuringExecution"]?.array ?? []).enumerated()
            where term["labelSelector"]?.object == nil {
                warnings.append(
                    unselective("\(path).requiredDuringSchedulingIgnoredDuringExecution[\(index)].labelSelector"))
            }
            for (index, term) in (terms?["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []).enumerated()
            where term.at("podAffinityTerm", "labelSelector")?.object == nil {
                warnings.append(
                    unselective(
                        "\(path).preferredDuringSchedulingIgnoredDuringExecution[\(index)].podAffinityTerm.labelSelector"
                    ))
            }
        }
        return warnings
    }

    private static func unselective(_ path: String) -> String {
        "\(path): a null labelSelector results in matching no pod"
    }

    private static func container(_ container: Value, _ path: String) -> [String] {
        var warnings: [String] = []
        for amounts in ["limits", "requests"] {
            for name in ["memory", "ephemeral-storage"] {
                guard let text = container.at("resources", amounts, name)?.string, KindWarnings.isFractional(text)
                else {
                    continue
                }
                warnings.append(
                    "\(path).resources.\(amounts)[\(name)]: fractional byte value \"\(text)\" is invalid, must be an "
                        + "integer")
            }
        }
        var names: Set<String> = []
        for (index, variable) in (container["env"]?.array ?? []).enumerated() {
            let name = variable["name"]?.string ?? ""
            if !names.insert(name).inserted {
                warnings.append(
                    "\(path).env[\(index)]: hides previous definition of \"\(name)\", which may be dropped when using "
                        + "apply")
            }
        }
        return warnings + ports(container["ports"]?.array ?? [], path)
    }

    private static func ports(_ ports: [Value], _ path: String) -> [String] {
        var first: [Value: Int] = [:]
        var warnings: [String] = []
        for (index, port) in ports.enumerated() {
            let key: Value = [
                port["containerPort"] ?? 0, port["protocol"] ?? "TCP", port["hostPort"] ?? 0, port["hostIP"] ?? "",
            ]
            if let known = first[key] {
                warnings.append("\(path).ports[\(index)]: duplicate port definition with \(path).ports[\(known)]")
            } else {
                first[key] = index
            }
        }
        return warnings
    }
}
