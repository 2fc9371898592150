internal import DocumentModel

/// Fields that may not change once an object is there.
enum UpdateChecks {
    static func errors(_ object: Object, _ old: Object, _ kind: String) -> [FieldError] {
        var checks = Checks()
        func immutable(_ path: String...) {
            for path in path {
                let parts = path.split(separator: ".").map(String.init)
                checks.immutable(path, object.at(parts), old.at(parts))
            }
        }
        // A structure that may be missing, and raw JSON: empty is not the same as none.
        func exactly(_ field: String) {
            if object[field] != old[field] { checks.invalid(field, object[field], "field is immutable") }
        }
        switch kind {
        case "ConfigMap":
            frozen(object, old, ["data", "binaryData"], &checks)
        case "Secret":
            immutable("type")
            frozen(object, old, ["data"], &checks)
        case "DaemonSet.apps":
            immutable("spec.selector")
        case "Deployment.apps", "ReplicaSet.apps": immutable("spec.selector")
        case "Job.batch": job(object, old, &checks)
        case "StatefulSet.apps": statefulSet(object, old, &checks)
        case "Pod": pod(object, old, &checks)
        case "PersistentVolumeClaim": claim(object, old, &checks)
        case "PersistentVolume": volume(object, old, &checks)
        case "Service":
            service(object, old, &checks)
        case "ResourceQuota":
            let scopes = [object, old].map { Set($0.at(["spec", "scopes"])?.array ?? []) }
            if scopes[0] != scopes[1] {
                checks.invalid("spec.scopes", object.at(["spec", "scopes"]), "field is immutable")
            }
        case "Node": node(object, old, &checks)
        case "ControllerRevision.apps": exactly("data")
        case "EndpointSlice.discovery.k8s.io": immutable("addressType")
        case "RuntimeClass.node.k8s.io":
            immutable("handler")
        case "CSIDriver.storage.k8s.io":
            checks.immutable(
                "spec.attachedRequired", object.at(["spec", "attachRequired"]), old.at(["spec", "attachRequired"]))
            immutable("spec.volumeLifecycleModes")
        case "CSIStorageCapacity.storage.k8s.io":
            exactly("nodeTopology")
            immutable("storageClassName")
        case "VolumeAttributesClass.storage.k8s.io":
            for field in ["driverName", "parameters"] where object[field] != old[field] {
                checks.forbidden(field, "updates to \(field) are forbidden.")
            }
        case "VolumeAttachment.storage.k8s.io": immutable("spec")
        case "RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io":
            if object["roleRef"] != old["roleRef"] {
                checks.invalid("roleRef", object["roleRef"], "cannot change roleRef")
            }
        case "StorageClass.storage.k8s.io":
            immutable("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")
        case "PriorityClass.scheduling.k8s.io":
            if object["value"] != old["value"] { checks.forbidden("value", "may not be changed in an update.") }
            immutable("preemptionPolicy")
        case "IngressClass.networking.k8s.io":
            let controllers = [object, old].map { $0.at(["spec", "controller"]) ?? "" }
            checks.immutable("spec.controller", controllers[0], controllers[1])
        case "ResourceClaim.resource.k8s.io", "ResourceClaimTemplate.resource.k8s.io": immutable("spec")
        case "IPAddress.networking.k8s.io": immutable("spec.parentRef")
        case "ServiceCIDR.networking.k8s.io": checks.serviceCIDRChange(object, old)
        case "CustomResourceDefinition.apiextensions.k8s.io": definition(object, old, &checks)
        default: break
        }
        return checks.errors
    }

    /// What is marked immutable stays so.
    private static func frozen(_ object: Object, _ old: Object, _ fields: [String], _ checks: inout Checks) {
        guard old["immutable"]?.bool == true else { return }
        let text = "field is immutable when `immutable` is set"
        if object["immutable"]?.bool != true { checks.forbidden("immutable", text) }
        for field in fields where object[field] ?? [:] != old[field] ?? [:] { checks.forbidden(field, text) }
    }

    /// Whether two specs differ outside of `fields`.
    private static func differs(_ object: Object, _ old: Object, outside fields: [String]) -> Bool {
        var (new, before) = (object["spec"]?.object ?? [:], old["spec"]?.object ?? [:])
        for field in fields {
            new[field] = nil
            before[field] = nil
        }
        return new != before
    }

    private static func statefulSet(_ object: Object, _ old: Object, _ checks: inout Checks) {
        let free = [
            "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
        ]
        guard differs(object, old, outside: free) else { return }
        let list = free.dropLast().map { "'\($0)'" }.joined(separator: ", ")
        checks.forbidden(
            "spec", "updates to statefulset spec for fields other than \(list) and 'minReadySeconds' are forbidden")
    }

    private static func job(_ object: Object, _ old: Object, _ checks: inout Checks) {
        let (new, before) = (object["spec"] ?? [:], old["spec"] ?? [:])
        // A change is checked as a new job first, and again.
        checks.wholeJob(new)
        func immutable(_ fields: String...) {
            for field in fields { checks.immutable("spec.\(field)", new[field], before[field]) }
        }
        if new["completionMode"] != "Indexed" {
            immutable("completions")
        } else if let count = new["completions"], count != before["completions"], count != new["parallelism"] {
            checks.invalid("spec.completions", count, "can only be modified in tandem with spec.parallelism")
        }
        immutable("selector")
        template(new, before, old, &checks)
        immutable("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy")
    }

    /// Where pods of a job may go and what they use can be changed while it is suspended and has none.
    private static func template(_ new: Value, _ before: Value, _ old: Object, _ checks: inout Checks) {
        var (template, was) = (new["template"] ?? [:], before["template"] ?? [:])
        let isStopped = (old.at(["status", "conditions"])?.array ?? []).contains {
            $0["type"] == "Suspended" && $0["status"] == "True"
        }
        let isFree =
            before["suspend"]?.bool == true && (isStopped || old.at(["status", "startTime"])?.string == nil)
            && old.at(["status", "active"])?.integer ?? 0 == 0
        guard isFree else {
            if template != was { checks.invalid("spec.template", new["template"], "field is immutable") }
            return
        }
        for path in [["nodeSelector"], ["tolerations"], ["schedulingGates"], ["affinity", "nodeAffinity"]] {
            template.set(["spec"] + path, to: nil)
            was.set(["spec"] + path, to: nil)
        }
        for list in ["containers", "initContainers"] {
            guard var containers = template.at("spec", list)?.array, let others = was.at("spec", list)?.array,
                containers.count == others.count
            else { continue }
            for index in containers.indices where containers[index]["name"] == others[index]["name"] {
                containers[index]["resources"] = others[index]["resources"]
            }
            template.set(["spec", list], to: .array(containers))
        }
        for path in [["spec", "affinity"]] {
            if template.at(path)?.object?.isEmpty == true { template.set(path, to: nil) }
            if was.at(path)?.object?.isEmpty == true { was.set(path, to: nil) }
        }
        if template["spec"] != was["spec"] {
            checks.invalid("spec.template.spec", new.at("template", "spec"), "field is immutable")
        }
    }

    private static func pod(_ object: Object, _ old: Object, _ checks: inout Checks) {
        checks.changedAnnotations(object, old)
        for list in ["containers", "initContainers"] {
            let counts = [object, old].map { $0.at(["spec", list])?.array?.count ?? 0 }
            if counts[0] != counts[1] {
                checks.forbidden("spec.\(list)", "pod updates may not add or remove containers")
                return
            }
            for (index, container) in (object.at(["spec", list])?.array ?? []).enumerated() {
                if (container["image"]?.string ?? "").isEmpty { checks.required("spec.\(list)[\(index)].image") }
                checks.plainImage("spec.\(list)[\(index)]", container)
            }
        }
        guard deadline(object, old, &checks) else { return }
        tolerations(object, old, &checks)
        gates(object, old, &checks)
        let (before, new) = (old["spec"] ?? [:], comparable(object, old))
        guard new != before else { return }
        let type = "core.v1.PodSpec"
        checks.forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n"
                + LineDifference.text(GoStructure.lines(before, type), GoStructure.lines(new, type)))
    }

    /// The spec with what may change as it was.
    private static func comparable(_ object: Object, _ old: Object) -> Value {
        var spec = object["spec"] ?? [:]
        let before = old["spec"] ?? [:]
        for list in ["containers", "initContainers"] {
            guard var containers = spec[list]?.array else { continue }
            for index in containers.indices { containers[index]["image"] = before[list]?[index]?["image"] }
            spec[list] = .array(containers)
        }
        for field in ["activeDeadlineSeconds", "schedulingGates", "tolerations"] { spec[field] = before[field] }
        if isGated(old) {
            spec["nodeSelector"] = before["nodeSelector"]
            let affinity = before.at("affinity", "nodeAffinity")
            if affinity != spec.at("affinity", "nodeAffinity") {
                spec.set(["affinity", "nodeAffinity"], to: affinity)
                if spec["affinity"]?.object?.isEmpty == true { spec["affinity"] = before["affinity"] }
            }
        }
        if before["terminationGracePeriodSeconds"]?.integer ?? 0 < 0, spec["terminationGracePeriodSeconds"] == 1 {
            spec["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"]
        }
        return spec
    }

    /// Containers for a look inside come and stay.
    static func ephemeralContainers(_ object: Object, _ old: Object) -> [FieldError] {
        var checks = Checks()
        checks.changedAnnotations(object, old)
        let (path, type) = ("spec.ephemeralContainers", "core.v1.EphemeralContainer")
        let all = object.at(["spec", "ephemeralContainers"])?.array ?? []
        for before in old.at(["spec", "ephemeralContainers"])?.array ?? [] {
            let name = GoText.quoted(before["name"]?.string ?? "")
            guard let new = all.last(where: { $0["name"] == before["name"] }) else {
                checks.forbidden(path, "existing ephemeral containers \(name) may not be removed\n")
                continue
            }
            guard new != before else { continue }
            checks.forbidden(
                path,
                "existing ephemeral containers \(name) may not be changed\n"
                    + LineDifference.text(GoStructure.lines(before, type), GoStructure.lines(new, type)))
        }
        return checks.errors
    }

    private static func isGated(_ pod: Object) -> Bool { !(pod.at(["spec", "schedulingGates"])?.array ?? []).isEmpty }

    /// Gates only open; as long as there are some, a pod may become more choosy about its node.
    private static func gates(_ object: Object, _ old: Object, _ checks: inout Checks) {
        let before = Set(old.at(["spec", "schedulingGates"])?.array ?? [])
        for (index, gate) in (object.at(["spec", "schedulingGates"])?.array ?? []).enumerated()
        where !before.contains(gate) {
            checks.forbidden(
                "spec.schedulingGates[\(index)].name",
                "only deletion is allowed, but found new scheduling gate '\(gate["name"]?.string ?? "")'")
        }
        guard isGated(old) else { return }
        let selectors = [object, old].map { $0.at(["spec", "nodeSelector"])?.object ?? [:] }
        if selectors[1].contains(where: { selectors[0][$0.key] != $0.value }) {
            checks.invalid(
                "spec.nodeSelector", .object(selectors[0]),
                "only additions to spec.nodeSelector are allowed (no mutations or deletions)")
        }
        let path = [
            "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms",
        ]
        let terms = [object, old].map { $0.at(path)?.array ?? [] }
        guard !terms[1].isEmpty else { return }
        let place = path.joined(separator: ".")
        guard terms[0].count == terms[1].count else {
            return checks.invalid(
                place, .array(terms[0]), "no additions/deletions to non-empty NodeSelectorTerms list are allowed")
        }
        for (index, pair) in zip(terms[0], terms[1]).enumerated() {
            for field in ["matchExpressions", "matchFields"] {
                let (new, was) = (Set(pair.0[field]?.array ?? []), pair.1[field]?.array ?? [])
                if !was.allSatisfy(new.contains) {
                    checks.invalid(
                        "\(place)[\(index)]", pair.0, "only additions are allowed (no mutations or deletions)")
                    break
                }
            }
        }
    }

    /// A deadline may come, and be made shorter.
    private static func deadline(_ object: Object, _ old: Object, _ checks: inout Checks) -> Bool {
        let path = "spec.activeDeadlineSeconds"
        let before = old.at(["spec", "activeDeadlineSeconds"])?.integer
        guard let new = object.at(["spec", "activeDeadlineSeconds"])?.integer else {
            if before != nil {
                checks.invalid(path, .null, "must not update from a positive integer to nil value")
            }
            return true
        }
        if !(0...Int64(Int32.max)).contains(new) {
            checks.invalid(path, .integer(new), "must be between 0 and 2147483647, inclusive")
            return false
        }
        if let before, before < new {
            checks.invalid(path, .integer(new), "must be less than or equal to previous value")
            return false
        }
        return true
    }

    private static func tolerations(_ object: Object, _ old: Object, _ checks: inout Checks) {
        let new = object.at(["spec", "tolerations"])?.array ?? []
        func lasting(_ toleration: Value) -> Value {
            var copy = toleration
            copy["tolerationSeconds"] = nil
            return copy
        }
        let known = Set(new.map(lasting))
        let before = old.at(["spec", "tolerations"])?.array ?? []
        guard before.allSatisfy({ known.contains(lasting($0)) }) else {
            return checks.forbidden(
                "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")
        }
        checks.tolerations("spec.tolerations", new)
    }

    /// Networks and the provider's name are given once.
    private static func node(_ object: Object, _ old: Object, _ checks: inout Checks) {
        let networks = [object, old].map { $0.at(["spec", "podCIDRs"])?.array ?? [] }
        if !networks[1].isEmpty, networks[0] != networks[1] {
            checks.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid")
        }
        let providers = [object, old].map { $0.at(["spec", "providerID"])?.string ?? "" }
        if !providers[1].isEmpty, providers[0] != providers[1] {
            checks.forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid")
        }
        checks.taints(object)
        if object.at(["spec", "externalID"]) ?? "" != old.at(["spec", "externalID"]) ?? "" {
            checks.forbidden("spec.externalID", "may not be updated")
        }
    }

    private static let claimType = "core.v1.PersistentVolumeClaimSpec"

    private static func claim(_ object: Object, _ old: Object, _ checks: inout Checks) {
        var (new, before) = (object["spec"]?.object ?? [:], old["spec"]?.object ?? [:])
        if (before["volumeName"]?.string ?? "").isEmpty { before["volumeName"] = new["volumeName"] }
        if before["storageClassName"]?.string == nil { before["storageClassName"] = new["storageClassName"] }
        if object.at(["status", "phase"]) == "Bound" {
            for path in [["resources", "requests", "storage"], ["volumeAttributesClassName"]] {
                new.set(path, to: before.at(path))
            }
        }
        if new != before {
            checks.forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
                    + "\n"
                    + LineDifference.text(
                        GoStructure.lines(.object(before), claimType), GoStructure.lines(.object(new), claimType)))
        }
        let sizes = [object, old].map { Quantity($0.at(["spec", "resources", "requests", "storage"])?.string ?? "0") }
        if let new = sizes[0], let before = sizes[1], new < before {
            let capacity = Quantity(old.at(["status", "capacity", "storage"])?.string ?? "0")
            if let capacity, !(new > capacity) {
                checks.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")
            }
        }
        checks.immutable("volumeMode", object.at(["spec", "volumeMode"]), old.at(["spec", "volumeMode"]))
    }

    /// What the server calls the sources of volumes inside.
    private static let volumeSources: Set<String> = [
        "GCEPersistentDisk", "AWSElasticBlockStore", "HostPath", "Glusterfs", "NFS", "RBD", "Quobyte", "ISCSI",
        "FlexVolume", "Cinder", "CephFS", "FC", "Flocker", "AzureFile", "VsphereVolume", "AzureDisk",
        "PhotonPersistentDisk", "PortworxVolume", "ScaleIO", "Local", "StorageOS", "CSI",
    ]

    private static func volume(_ object: Object, _ old: Object, _ checks: inout Checks) {
        func source(_ object: Object) -> Value {
            var source: Object = [:]
            for key in Checks.volumeSources { source[key] = object.at(["spec", key]) }
            return .object(source)
        }
        let sources = [old, object].map(source)
        if !Checks.isSame(sources[0], sources[1]) {
            let lines = sources.map { GoStructure.lines($0, "core.v1.PersistentVolumeSpec", fields: volumeSources) }
            checks.forbidden(
                "spec.persistentvolumesource",
                "spec.persistentvolumesource is immutable after creation\n" + LineDifference.text(lines[0], lines[1]))
        }
        checks.immutable("volumeMode", object.at(["spec", "volumeMode"]), old.at(["spec", "volumeMode"]))
        let affinity = [object, old].map { $0.at(["spec", "nodeAffinity"]) ?? .null }
        if !affinity[1].isNull, affinity[0] != affinity[1] {
            checks.invalid(
                "nodeAffinity", affinity[0], "field is immutable, except for updating from beta label to GA")
        }
    }

    private static func service(_ object: Object, _ old: Object, _ checks: inout Checks) {
        let (new, before) = (object["spec"] ?? [:], old["spec"] ?? [:])
        // A first address changed alone is judged in place of the list.
        let isExternal = new["type"] == "ExternalName" || before["type"] == "ExternalName"
        let headless = [new, before].map { $0["clusterIP"] == "None" }
        if !isExternal, !(headless[0] && headless[1]) {
            addresses(new["clusterIPs"]?.array ?? [], before["clusterIPs"]?.array ?? [], "clusterIPs", &checks)
        }
        if !isExternal, headless[0] == headless[1], !headless[0] {
            addresses(new["ipFamilies"]?.array ?? [], before["ipFamilies"]?.array ?? [], "ipFamilies", &checks)
        }
        if new["type"] == "LoadBalancer", before["type"] == "LoadBalancer",
            new["loadBalancerClass"] != before["loadBalancerClass"]
        {
            checks.invalid("spec.loadBalancerClass", new["loadBalancerClass"], "may not change once set")
        }
        checks.balancerClass(new)
        func needsHealth(_ spec: Value) -> Bool {
            spec["type"] == "LoadBalancer" && spec["externalTrafficPolicy"] == "Local"
        }
        if needsHealth(new), needsHealth(before), new["healthCheckNodePort"] != before["healthCheckNodePort"] {
            checks.forbidden("spec.healthCheckNodePort", "field is immutable")
        }
    }

    private static func addresses(_ new: [Value], _ before: [Value], _ field: String, _ checks: inout Checks) {
        guard let first = before.first else { return }
        let path = "spec.\(field)[0]"
        guard let now = new.first else {
            let noun = field == "clusterIPs" ? "clusterIP" : "ipFamily"
            return checks.invalid(path, .array(new), "primary \(noun) can not be unset")
        }
        if now != first { checks.invalid(path, .array(new), "may not change once set") }
    }

    private static func definition(_ object: Object, _ old: Object, _ checks: inout Checks) {
        let isEstablished = (old.at(["status", "conditions"])?.array ?? []).contains {
            $0["type"] == "Established" && $0["status"] == "True"
        }
        checks.immutable("spec.group", object.at(["spec", "group"]), old.at(["spec", "group"]))
        checks.immutable(
            "spec.names.plural", object.at(["spec", "names", "plural"]), old.at(["spec", "names", "plural"]))
        guard isEstablished else { return }
        checks.immutable("spec.scope", object.at(["spec", "scope"]), old.at(["spec", "scope"]))
        checks.immutable("spec.names.kind", object.at(["spec", "names", "kind"]), old.at(["spec", "names", "kind"]))
    }
}
