internal import DocumentModel

/// What the server itself sets before it stores an object.
enum Preparation {
    /// Fields that stand behind feature gates which are shut: what is said in them is dropped.
    private static let gated: [String: [[String]]] = [
        "StatefulSet.apps": [["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"]],
        "CSIDriver.storage.k8s.io": [["spec", "preventPodSchedulingIfMissing"]],
        "Lease.coordination.k8s.io": [["spec", "strategy"], ["spec", "preferredHolder"]],
        "Node": [["spec", "configSource"]],
        "ResourceSlice.resource.k8s.io": ["strings", "ints", "bools", "versions"].map { values in
            ["spec", "devices", "*", "attributes", "*", values]
        } + [["spec", "devices", "*", "nodeAllocatableResourceMappings"]],
    ]

    /// Removes a field; `*` stands for each element of a list or map.
    private static func drop(_ path: [String], _ object: inout Object) {
        guard let last = path.last, path.contains("*") else { return object.set(path, to: nil) }
        var whole = Value.object(object)
        whole.change(path.dropLast()) { $0[last] = nil }
        object = whole.object ?? object
    }

    static func create(_ object: inout Object, kind: String) {
        for path in gated[kind] ?? [] { drop(path, &object) }
        DisabledFields.drop(from: &object, kind: kind)
        switch kind {
        case "Namespace": addNamespaceFinalizer(&object)
        case "Job.batch": selectOwnPods(&object)
        case "Pod":
            setQualityOfService(&object)
            noteSchedulingGates(&object)
        case "Node":
            var taints = object.at(["spec", "taints"])?.array ?? []
            let key = "node.kubernetes.io/not-ready"
            if !taints.contains(where: { $0["key"]?.string == key && $0["effect"] == "NoSchedule" }) {
                taints.append(["key": .string(key), "effect": "NoSchedule"])
            }
            object.set(["spec", "taints"], to: .array(taints))
        case "APIService.apiregistration.k8s.io": noteLocalService(&object)
        case "ServiceAccount": nameSecrets(&object)
        case "EndpointSlice.discovery.k8s.io": dropTopology(&object)
        case "DaemonSet.apps": object.set(templateGenerationPath, to: "1")
        case "PersistentVolume":
            object.set(["status", "lastPhaseTransitionTime"], to: object.at(["metadata", "creationTimestamp"]))
        case "CustomResourceDefinition.apiextensions.k8s.io": noteStoredVersion(&object)
        default: break
        }
    }

    static func update(_ object: inout Object, old: Object, kind: String, isStatus: Bool) {
        for path in gated[kind] ?? [] where old.at(path)?.isNull ?? true { drop(path, &object) }
        DisabledFields.drop(from: &object, old: old, kind: kind)
        switch kind {
        case "Job.batch":
            // Without labels of its own a job has those of its pods.
            if object.at(["metadata", "labels"])?.object?.isEmpty ?? true {
                object.set(["metadata", "labels"], to: object.at(["spec", "template", "metadata", "labels"]))
            }
        case "ServiceAccount": nameSecrets(&object)
        case "EndpointSlice.discovery.k8s.io": dropTopology(&object)
        case "Namespace":
            object.keep(["spec", "finalizers"], of: old)
        case "Service": keepServiceAddresses(&object, old)
        case "DaemonSet.apps": countTemplates(&object, old)
        case "CustomResourceDefinition.apiextensions.k8s.io":
            // There is always one; a status that names none gets it by default.
            let isEmpty = (object.at(["status", "storedVersions"])?.array ?? []).isEmpty
            if !isStatus || isEmpty { noteStoredVersion(&object) }
        case "CertificateSigningRequest.certificates.k8s.io": object.keep(["spec"], of: old)
        case "Pod":
            for field in ["priority", "preemptionPolicy", "nodeName", "serviceAccountName", "serviceAccount"] {
                if object.at(["spec", field])?.isNull ?? true { object.keep(["spec", field], of: old) }
            }
        default: break
        }
    }

    /// What this server serves itself is there at once.
    private static func noteLocalService(_ object: inout Object) {
        guard object.at(["spec", "service"])?.object == nil, let now = object.at(["metadata", "creationTimestamp"])
        else { return }
        let condition: Value = [
            "type": "Available", "status": "True", "lastTransitionTime": now, "reason": "Local",
            "message": "Local APIServices are always available",
        ]
        object.set(["status", "conditions"], to: [condition])
    }

    /// Of the secrets of a service account, the names alone are kept.
    private static func nameSecrets(_ object: inout Object) {
        guard let secrets = object["secrets"]?.array else { return }
        object["secrets"] = .array(secrets.map { secret in secret["name"].map { ["name": $0] } ?? [:] })
    }

    /// Where an endpoint is was said otherwise before there was a field for it.
    private static func dropTopology(_ object: inout Object) {
        guard var endpoints = object["endpoints"]?.array else { return }
        for index in endpoints.indices { endpoints[index]["deprecatedTopology"] = nil }
        object["endpoints"] = .array(endpoints)
    }

    /// By way of `resize` a pod gets other resources for its containers, and nothing else.
    static func resize(_ object: inout Object, old: Object) {
        var pod = old
        for list in ["containers", "initContainers"] {
            guard var containers = old.at(["spec", list])?.array else { continue }
            let wanted = object.at(["spec", list])?.array ?? []
            for index in containers.indices where index < wanted.count {
                guard wanted[index]["name"] == containers[index]["name"] else { continue }
                for field in ["resources", "resizePolicy"] { containers[index][field] = wanted[index][field] }
            }
            pod.set(["spec", list], to: .array(containers))
        }
        pod["metadata"] = object["metadata"]
        object = pod
    }

    /// The annotation that keeps how many templates a DaemonSet has had.
    static let templateGeneration = "deprecated.daemonset.template.generation"
    private static let templateGenerationPath = ["metadata", "annotations", templateGeneration]

    /// The number of templates a DaemonSet has had.
    private static func countTemplates(_ object: inout Object, _ old: Object) {
        let count = Int64(old.at(templateGenerationPath)?.string ?? "") ?? 1
        let isNew = object.at(["spec", "template"]) != old.at(["spec", "template"])
        object.set(templateGenerationPath, to: .string(String(isNew ? count &+ 1 : count)))
    }

    /// Objects may be stored in this version from now on.
    private static func noteStoredVersion(_ object: inout Object) {
        let versions = object.at(["spec", "versions"])?.array ?? []
        guard let storage = versions.first(where: { $0["storage"]?.bool ?? false })?["name"] else { return }
        var stored = object.at(["status", "storedVersions"])?.array ?? []
        guard !stored.contains(storage) else { return }
        stored.append(storage)
        object.set(["status", "storedVersions"], to: .array(stored))
    }

    private static func addNamespaceFinalizer(_ object: inout Object) {
        var finalizers = object.at(["spec", "finalizers"])?.array ?? []
        if !finalizers.contains("kubernetes") { finalizers.append("kubernetes") }
        object.set(["spec", "finalizers"], to: .array(finalizers))
    }

    /// A job tells its pods apart by its uid, unless it chooses its selector itself.
    private static func selectOwnPods(_ object: inout Object) {
        guard object.at(["spec", "manualSelector"])?.bool != true else { return }
        let (uid, name) = (object.at(["metadata", "uid"]) ?? "", object.at(["metadata", "name"]) ?? "")
        // Labels that are there already are not touched, but refused where they are others.
        func set(_ path: [String], _ value: Value) { if object.at(path) == nil { object.set(path, to: value) } }
        let labels = ["spec", "template", "metadata", "labels"]
        for key in ["controller-uid", "batch.kubernetes.io/controller-uid"] { set(labels + [key], uid) }
        for key in ["job-name", "batch.kubernetes.io/job-name"] { set(labels + [key], name) }
        set(["spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid"], uid)
        if object.at(["metadata", "labels"])?.object?.isEmpty ?? true {
            object.set(["metadata", "labels"], to: object.at(labels))
        }
    }

    /// A pod that waits at gates says so from the start.
    private static func noteSchedulingGates(_ object: inout Object) {
        guard object.at(["spec", "schedulingGates"])?.array?.isEmpty == false else { return }
        let condition: Value = [
            "type": "PodScheduled", "status": "False", "reason": "SchedulingGated",
            "message": "Scheduling is blocked due to non-empty scheduling gates", "lastProbeTime": .null,
            "lastTransitionTime": .null,
        ]
        object.set(["status", "conditions"], to: [condition])
    }

    /// Guaranteed with equal requests and limits of both resources in every container, BestEffort with none.
    private static func setQualityOfService(_ object: inout Object) {
        let lists = ["initContainers", "containers"].flatMap { object.at(["spec", $0])?.array ?? [] }
        let resources = lists.map { $0["resources"] ?? [:] }
        // Other resources than these two do not count.
        let isEmpty = resources.allSatisfy { resource in
            ["limits", "requests"].allSatisfy { part in
                ["cpu", "memory"].allSatisfy { name in
                    Quantity(resource.at(part, name)?.string ?? "0")?.isZero ?? true
                }
            }
        }
        let isGuaranteed = resources.allSatisfy { resource in
            ["cpu", "memory"].allSatisfy { name in
                resource.at("limits", name) != nil && resource.at("limits", name) == resource.at("requests", name)
            }
        }
        object.set(["status", "qosClass"], to: isEmpty ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable")
    }

    /// What was allocated stays where an update does not say otherwise.
    private static func keepServiceAddresses(_ object: inout Object, _ old: Object) {
        let type = object.at(["spec", "type"])?.string
        let wasExternal = old.at(["spec", "type"]) == "ExternalName"
        if type == "ExternalName" {
            guard !wasExternal else { return }
            for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"] {
                if object.at(["spec", field]) == old.at(["spec", field]) { object.set(["spec", field], to: nil) }
            }
            return
        }
        keepNodePorts(&object, old, type: type ?? "")
        if old.at(["spec", "type"]) == "LoadBalancer", type != "LoadBalancer" {
            for field in ["allocateLoadBalancerNodePorts", "loadBalancerClass"]
            where object.at(["spec", field]) == old.at(["spec", field]) { object.set(["spec", field], to: nil) }
        }
        if type == "LoadBalancer", object.at(["spec", "externalTrafficPolicy"]) == "Local" {
            let port = object.at(["spec", "healthCheckNodePort"])?.integer ?? 0
            if port == 0 { object.keep(["spec", "healthCheckNodePort"], of: old) }
        }
    }

    private static func keepNodePorts(_ object: inout Object, _ old: Object, type: String) {
        let oldType = old.at(["spec", "type"])?.string ?? ""
        guard var ports = object.at(["spec", "ports"])?.array else { return }
        let before = old.at(["spec", "ports"])?.array ?? []
        let needsPorts = type == "NodePort" || type == "LoadBalancer"
        for index in ports.indices {
            let twin = before.first { $0["port"] == ports[index]["port"] && $0["protocol"] == ports[index]["protocol"] }
            let number = ports[index]["nodePort"]?.integer ?? 0
            if needsPorts, number == 0 { ports[index]["nodePort"] = twin?["nodePort"] }
            // A type without node ports gives up those that the update did not ask for anew.
            if !needsPorts, oldType != type, number != 0, twin?["nodePort"] == ports[index]["nodePort"] {
                ports[index]["nodePort"] = nil
            }
        }
        object.set(["spec", "ports"], to: .array(ports))
        if !needsPorts, oldType != type,
            object.at(["spec", "externalTrafficPolicy"]) == old.at(["spec", "externalTrafficPolicy"])
        {
            object.set(["spec", "externalTrafficPolicy"], to: nil)
            object.set(["spec", "allocateLoadBalancerNodePorts"], to: nil)
        }
    }
}
