internal import DocumentModel
internal import Platform

/// What the server warns about although it accepts it.
enum KindWarnings {
    /// Kinds whose name becomes part of the names of pods.
    private static let named: Set<String> = [
        "Deployment.apps", "ReplicaSet.apps", "Job.batch", "CronJob.batch", "ReplicationController",
    ]

    static func of(_ object: Object, old: Object?, kind: String) -> [String] {
        var warnings = old == nil ? nameWarnings(object, kind) : []
        if kind == "Pod", old == nil { warnings += PodWarnings.of(.object(object), "") }
        if kind == "Job.batch" || kind == "CronJob.batch" { warnings += manyIndexes(object, kind) }
        if let path = PodPaths.template(of: kind), let template = object.at(path) {
            // A change of anything that counts for the generation brings them up again.
            let isSame = old.map { $0["metadata"]?["generation"] == object["metadata"]?["generation"] } ?? false
            if !isSame { warnings += PodWarnings.of(template, path.joined(separator: ".") + ".") }
        }
        switch kind {
        case "StatefulSet.apps": warnings += statefulSet(object, isNew: old == nil)
        case "CronJob.batch" where old != nil:
            if object.at(["spec", "schedule"])?.string?.contains("TZ") == true {
                warnings.append(
                    "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see "
                        + "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details")
            }
        case "PersistentVolume": warnings += volume(object)
        case "NetworkPolicy.networking.k8s.io": warnings += networkPolicy(object)
        case "StorageClass.storage.k8s.io":
            for (index, term) in (object["allowedTopologies"]?.array ?? []).enumerated() {
                for (place, expression) in (term["matchLabelExpressions"]?.array ?? []).enumerated() {
                    guard let text = PodWarnings.labels[expression["key"]?.string ?? ""] else { continue }
                    warnings.append(
                        "allowedTopologies[\(index)].matchLabelExpressions[\(place)].key: \(text)")
                }
            }
        case "RuntimeClass.node.k8s.io":
            for (key, _) in (object.at(["scheduling", "nodeSelector"])?.object ?? [:]).sorted() {
                if let text = PodWarnings.labels[key] { warnings.append("scheduling.nodeSelector: \(text)") }
            }
        case "ServiceAccount":
            let path = ["metadata", "annotations", "kubernetes.io/enforce-mountable-secrets"]
            if object.at(path) != nil, old?.at(path) == nil {
                warnings.append(
                    "metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate "
                        + "namespaces to isolate access to mounted secrets")
            }
        case "Secret": warnings += secret(object)
        case "Node":
            if let text = object.at(["spec", "externalID"])?.string, !text.isEmpty {
                warnings.append("spec.externalID: this field is deprecated, and is unused by Kubernetes")
            }
            for (index, network) in (object.at(["spec", "podCIDRs"])?.array ?? []).enumerated() {
                warnings += AddressWarnings.network("spec.podCIDRs[\(index)]", network)
            }
        case "Service": warnings += service(object)
        case "PersistentVolumeClaim": warnings += claim(object)
        case "ResourceQuota" where old == nil: warnings += quota(object)
        case "Ingress.networking.k8s.io": warnings += ingress(object, old)
        case "EndpointSlice.discovery.k8s.io":
            if old == nil, object["addressType"] == "FQDN" {
                warnings.append("spec.addressType: FQDN endpoints are deprecated")
            }
            warnings += AddressWarnings.slice(object)
        case "Endpoints": warnings += AddressWarnings.endpoints(object)
        case "CSIDriver.storage.k8s.io": warnings += driver(object, old)
        case "CustomResourceDefinition.apiextensions.k8s.io": warnings += FormatWarnings.of(object, old: old)
        default: break
        }
        return warnings
    }

    private static func manyIndexes(_ object: Object, _ kind: String) -> [String] {
        let path = kind == "Job.batch" ? ["spec"] : ["spec", "jobTemplate", "spec"]
        let spec = object.at(path)
        guard spec?["completionMode"] == "Indexed", spec?["completions"]?.integer ?? 0 > 100_000,
            spec?["parallelism"]?.integer ?? 0 > 10_000
        else { return [] }
        return [
            "\(path.joined(separator: ".")): In Indexed Jobs with a number of completions higher than 10^5 and a "
                + "parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number "
                + "of indexes fail"
        ]
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
        if object.at(["metadata", "annotations", "service.kubernetes.io/topology-aware-hints"]) != nil {
            warnings.append(
                "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use "
                    + "service.kubernetes.io/topology-mode instead")
        }
        let isHeadless = spec["clusterIP"] == "None"
        if !isHeadless { warnings += AddressWarnings.addresses("spec.clusterIPs", spec["clusterIPs"]) }
        let isExternal = spec["type"] == "ExternalName"
        let hasAddresses = !(spec["externalIPs"]?.array ?? []).isEmpty
        if isHeadless {
            if let address = spec["loadBalancerIP"]?.string, !address.isEmpty {
                warnings.append("spec.loadBalancerIP is ignored for headless services")
            }
            if hasAddresses { warnings.append("spec.externalIPs is ignored for headless services") }
            if let affinity = spec["sessionAffinity"]?.string, affinity != "None" {
                warnings.append("spec.SessionAffinity is ignored for headless services")
            }
        }
        warnings += AddressWarnings.addresses("spec.externalIPs", spec["externalIPs"])
        if hasAddresses, !isHeadless, !isExternal {
            warnings.append("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
        }
        warnings += AddressWarnings.address("spec.loadBalancerIP", spec["loadBalancerIP"])
        for (index, range) in (spec["loadBalancerSourceRanges"]?.array ?? []).enumerated() {
            warnings += AddressWarnings.network("spec.loadBalancerSourceRanges[\(index)]", range)
        }
        if isExternal, hasAddresses {
            warnings.append("spec.externalIPs is ignored when spec.type is \"ExternalName\"")
        }
        if !isExternal, let name = spec["externalName"]?.string, !name.isEmpty {
            warnings.append("spec.externalName is ignored when spec.type is not \"ExternalName\"")
        }
        if spec["trafficDistribution"] == "PreferClose" {
            warnings.append("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"")
        }
        return warnings
    }

    private static func networkPolicy(_ object: Object) -> [String] {
        var warnings: [String] = []
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            for (index, rule) in (object.at(["spec", direction])?.array ?? []).enumerated() {
                for (place, peer) in (rule[peers]?.array ?? []).enumerated() {
                    let path = "spec.\(direction)[\(index)].\(peers)[\(place)].ipBlock"
                    warnings += AddressWarnings.network("\(path).cidr", peer.at("ipBlock", "cidr"))
                    for (number, part) in (peer.at("ipBlock", "except")?.array ?? []).enumerated() {
                        warnings += AddressWarnings.network("\(path).except[\(number)]", part)
                    }
                }
            }
        }
        return warnings
    }

    private static func statefulSet(_ object: Object, isNew: Bool) -> [String] {
        var warnings: [String] = []
        for (index, claim) in (object.at(["spec", "volumeClaimTemplates"])?.array ?? []).enumerated() {
            let path = "spec.volumeClaimTemplates[\(index)]" + (isNew ? "" : ".Spec")
            warnings += claimAmounts(claim["spec"], path)
        }
        if let limit = object.at(["spec", "revisionHistoryLimit"])?.integer, limit < 0 {
            warnings.append(
                "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"
            )
        }
        return warnings
    }

    private static func volume(_ object: Object) -> [String] {
        var warnings: [String] = []
        for (key, field, version) in [
            ("volume.beta.kubernetes.io/storage-class", "storageClassName", "v1.8"),
            ("volume.beta.kubernetes.io/mount-options", "mountOptions", "v1.31"),
        ] where object.at(["metadata", "annotations", key]) != nil {
            warnings.append(
                "metadata.annotations[\(key)]: deprecated since \(version); use \"\(field)\" attribute instead")
        }
        let spec = object["spec"] ?? [:]
        if spec["persistentVolumeReclaimPolicy"] == "Recycle" {
            warnings.append(
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended "
                    + "approach is to use dynamic provisioning.")
        }
        let terms = spec.at("nodeAffinity", "required", "nodeSelectorTerms")?.array ?? []
        for (index, term) in terms.enumerated() {
            warnings += PodWarnings.nodeTerm(term, "spec.nodeAffinity.required.nodeSelectorTerms[\(index)]")
        }
        for name in ["cephfs", "photonPersistentDisk", "scaleIO", "storageos", "glusterfs", "rbd"] {
            guard spec[name]?.object != nil, let old = PodWarnings.volumes.first(where: { $0.field == name }) else {
                continue
            }
            warnings.append("spec.\(old.shown): \(old.since)")
        }
        return warnings
    }

    /// A certificate and a key that cannot be read.
    private static func secret(_ object: Object) -> [String] {
        guard object["type"] == "kubernetes.io/tls" else { return [] }
        for (key, what) in [("tls.crt", "certificate"), ("tls.key", "key")] {
            let bytes = Base64.decode(object["data"]?[key]?.string ?? "") ?? []
            if !String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") {
                return ["tls: failed to find any PEM data in \(what) input"]
            }
        }
        return []
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
        return warnings + claimAmounts(object["spec"], "spec")
    }

    static func claimAmounts(_ spec: Value?, _ path: String) -> [String] {
        ["requests", "limits"].compactMap { part in
            guard let storage = spec?.at("resources", part, "storage")?.string, isFractional(storage) else {
                return nil
            }
            return
                "\(path).resources.\(part)[storage]: fractional byte value \"\(storage)\" is invalid, must be an integer"
        }
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
