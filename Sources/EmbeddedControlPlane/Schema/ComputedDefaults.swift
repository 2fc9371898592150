internal import DocumentModel

/// Defaults that depend on other fields.
enum ComputedDefaults {
    static func apply(to object: inout Value, kind: String, version: String) {
        switch kind {
        case "Service": service(&object)
        case "Job.batch": object.change(["spec"], job)
        case "CronJob.batch":
            object.change(["spec", "jobTemplate"]) { $0.setDefault("metadata", [:]) }
            object.change(["spec", "jobTemplate", "spec"], podConditions)
        case "StatefulSet.apps": object.change(["spec", "volumeClaimTemplates", "*"], claimTemplate)
        case "DaemonSet.apps":
            // The number of templates is a field that this version keeps in an annotation.
            object.change(["metadata"]) { $0.setDefault("annotations", [:]) }
            object.change(["metadata", "annotations"]) { $0.setDefault(Preparation.templateGeneration, "0") }
        case "ReplicationController": replicationController(&object)
        case "HorizontalPodAutoscaler.autoscaling": AutoscalerDefaults.apply(to: &object, version: version)
        case "NetworkPolicy.networking.k8s.io": object.change(["spec"], networkPolicy)
        case "RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io": binding(&object)
        case "Namespace": namespace(&object)
        case "Endpoints": object.change(["subsets", "*", "ports", "*"]) { $0.setDefaultText("protocol", "TCP") }
        case "EndpointSlice.discovery.k8s.io":
            object.change(["ports", "*"]) { port in
                port.setDefault("name", "")
                port.setDefault("protocol", "TCP")
            }
        case "LimitRange": object.change(["spec", "limits", "*"], limit)
        case "CustomResourceDefinition.apiextensions.k8s.io": definition(&object)
        case "PersistentVolume": object.change(["spec"], PodDefaults.applyDrivers)
        case "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io": priorityLevel(&object)
        case "FlowSchema.flowcontrol.apiserver.k8s.io":
            object.change(["spec"]) { spec in
                if spec["matchingPrecedence"] ?? 0 == 0 { spec["matchingPrecedence"] = 1000 }
            }
        case "Node":
            object.change(["status"]) { status in
                if let capacity = status["capacity"] { status.setDefault("allocatable", capacity) }
            }
        default: break
        }
    }

    private static func service(_ object: inout Value) {
        if object.at("spec", "type") == "LoadBalancer" {
            object.change(["status", "loadBalancer", "ingress", "*"]) { address in
                if let ip = address["ip"]?.string, !ip.isEmpty { address.setDefault("ipMode", "VIP") }
            }
        }
        object.change(["spec"]) { spec in
            spec.setDefaultText("sessionAffinity", "None")
            spec.setDefaultText("type", "ClusterIP")
            let type = spec["type"]?.string ?? ""
            spec.change(["ports", "*"]) { port in
                port.setDefaultText("protocol", "TCP")
                if let target = port["targetPort"], target != 0, target != "" { return }
                port["targetPort"] = port["port"]
            }
            if spec["sessionAffinity"] == "None" { spec["sessionAffinityConfig"] = nil }
            if spec["sessionAffinity"] == "ClientIP" {
                spec.setDefault("sessionAffinityConfig", [:])
                spec.change(["sessionAffinityConfig"]) { $0.setDefault("clientIP", [:]) }
                spec.change(["sessionAffinityConfig", "clientIP"]) { $0.setDefault("timeoutSeconds", 10800) }
            }
            let isExternal = type == "NodePort" || type == "LoadBalancer"
            let hasExternalAddresses = !(spec["externalIPs"]?.array ?? []).isEmpty && type == "ClusterIP"
            if isExternal || hasExternalAddresses { spec.setDefaultText("externalTrafficPolicy", "Cluster") }
            if isExternal || type == "ClusterIP" { spec.setDefault("internalTrafficPolicy", "Cluster") }
            if type == "LoadBalancer" { spec.setDefault("allocateLoadBalancerNodePorts", true) }
        }
    }

    private static func job(_ spec: inout Value) {
        // Neither completions nor parallelism: one pod runs once.
        if spec["completions"]?.isNull ?? true, spec["parallelism"]?.isNull ?? true {
            spec["completions"] = 1
            spec["parallelism"] = 1
        }
        spec.setDefault("parallelism", 1)
        if spec["backoffLimitPerIndex"]?.integer != nil {
            spec.setDefault("backoffLimit", .integer(Int64(Int32.max)))
        } else {
            spec.setDefault("backoffLimit", 6)
        }
        let isFailing = spec["podFailurePolicy"]?.object != nil
        podConditions(&spec)
        spec.setDefaultText("podReplacementPolicy", isFailing ? "Failed" : "TerminatingOrFailed")
    }

    private static func podConditions(_ spec: inout Value) {
        spec.change(["podFailurePolicy", "rules", "*", "onPodConditions", "*"]) { $0.setDefaultText("status", "True") }
    }

    private static func claimTemplate(_ claim: inout Value) {
        claim["apiVersion"] = "v1"
        claim["kind"] = "PersistentVolumeClaim"
        claim.change(["spec"]) { $0.setDefaultText("volumeMode", "Filesystem") }
        claim.setDefault("status", ["phase": "Pending"])
        claim.change(["status"]) { $0.setDefaultText("phase", "Pending") }
    }

    /// The oldest kind still takes labels and selector from its template.
    private static func replicationController(_ object: inout Value) {
        guard let labels = object.at("spec", "template", "metadata", "labels"), labels.object?.isEmpty == false else {
            return
        }
        object.change(["spec"]) { spec in
            if spec["selector"]?.object?.isEmpty ?? true { spec["selector"] = labels }
        }
        if object.at("metadata", "labels")?.object?.isEmpty ?? true { object.set(["metadata", "labels"], to: labels) }
    }

    private static func networkPolicy(_ spec: inout Value) {
        if spec["policyTypes"]?.array?.isEmpty ?? true {
            let hasEgress = !(spec["egress"]?.array ?? []).isEmpty
            spec["policyTypes"] = hasEgress ? ["Ingress", "Egress"] : ["Ingress"]
        }
        for direction in ["ingress", "egress"] {
            spec.change([direction, "*", "ports", "*"]) { $0.setDefaultText("protocol", "TCP") }
        }
    }

    private static func binding(_ object: inout Value) {
        let group = "rbac.authorization.k8s.io"
        object.change(["roleRef"]) { $0.setDefaultText("apiGroup", group) }
        object.change(["subjects", "*"]) { subject in
            if ["User", "Group"].contains(subject["kind"]?.string) { subject.setDefaultText("apiGroup", group) }
        }
    }

    private static func namespace(_ object: inout Value) {
        object.change(["status"]) { $0.setDefaultText("phase", "Active") }
        if let name = object.at("metadata", "name")?.string, !name.isEmpty {
            object.set(["metadata", "labels", "kubernetes.io/metadata.name"], to: .string(name))
        }
    }

    /// Of a container a limit stands for a request, a maximum for a default limit.
    private static func limit(_ limit: inout Value) {
        guard limit["type"]?.string == "Container" else { return }
        var defaults = limit["default"]?.object ?? [:]
        for (name, value) in limit["max"]?.object ?? [:] where defaults[name] == nil { defaults[name] = value }
        var requests = limit["defaultRequest"]?.object ?? [:]
        for (name, value) in defaults where requests[name] == nil { requests[name] = value }
        for (name, value) in limit["min"]?.object ?? [:] where requests[name] == nil { requests[name] = value }
        if !defaults.isEmpty { limit["default"] = .object(defaults) }
        if !requests.isEmpty { limit["defaultRequest"] = .object(requests) }
    }

    private static func priorityLevel(_ object: inout Value) {
        object.change(["spec", "exempt"]) { exempt in
            exempt.setDefault("nominalConcurrencyShares", 0)
            exempt.setDefault("lendablePercent", 0)
        }
        object.change(["spec", "limited"]) { limited in
            limited.setDefault("nominalConcurrencyShares", 30)
            limited.setDefault("lendablePercent", 0)
        }
        object.change(["spec", "limited", "limitResponse", "queuing"]) { queuing in
            for (field, value) in [("handSize", 8), ("queues", 64), ("queueLengthLimit", 50)] as [(String, Int64)]
            where queuing[field]?.integer ?? 0 == 0 { queuing[field] = .integer(value) }
        }
    }

    private static func definition(_ object: inout Value) {
        object.change(["spec", "names"]) { names in
            guard let kind = names["kind"]?.string, !kind.isEmpty else { return }
            names.setDefaultText("singular", kind.lowercased())
            names.setDefaultText("listKind", kind + "List")
        }
    }
}
