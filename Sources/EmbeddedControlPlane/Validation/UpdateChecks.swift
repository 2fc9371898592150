internal import DocumentModel

/// Fields that may not change once an object is there.
enum UpdateChecks {
    /// - Returns: the errors, and whether they say all there is to say.
    static func errors(_ object: Object, _ old: Object, _ kind: String) -> (errors: [FieldError], isFinal: Bool) {
        var checks = Checks()
        var isFinal = false
        func immutable(_ path: String...) {
            for path in path {
                let parts = path.split(separator: ".").map(String.init)
                checks.immutable(path, object.at(parts), old.at(parts))
            }
        }
        switch kind {
        case "ConfigMap": frozen(object, old, ["data", "binaryData"], &checks)
        case "Secret":
            immutable("type")
            frozen(object, old, ["data"], &checks)
        case "Deployment.apps", "ReplicaSet.apps", "DaemonSet.apps": immutable("spec.selector")
        case "Job.batch":
            immutable("spec.selector", "spec.completionMode")
            if object.at(["spec", "suspend"])?.bool != true || old.at(["spec", "suspend"])?.bool != true {
                immutable("spec.template")
            }
            if old.at(["spec", "completionMode"]) != "Indexed" { immutable("spec.completions") }
        case "StatefulSet.apps": isFinal = statefulSet(object, old, &checks)
        case "Pod": isFinal = pod(object, old, &checks)
        case "PersistentVolumeClaim": isFinal = claim(object, old, &checks)
        case "Service": service(object, old, &checks)
        case "RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io":
            if object["roleRef"] != old["roleRef"] {
                checks.invalid("roleRef", object["roleRef"], "cannot change roleRef")
            }
        case "StorageClass.storage.k8s.io":
            if object["parameters"] != old["parameters"] {
                checks.forbidden("parameters", "updates to parameters are forbidden.")
            }
            if object["provisioner"] != old["provisioner"] {
                checks.forbidden("provisioner", "updates to provisioner are forbidden.")
            }
            immutable("reclaimPolicy", "volumeBindingMode")
        case "PriorityClass.scheduling.k8s.io":
            if object["value"] != old["value"] { checks.forbidden("value", "may not be changed in an update.") }
            immutable("preemptionPolicy")
        case "IngressClass.networking.k8s.io": immutable("spec.controller")
        case "CustomResourceDefinition.apiextensions.k8s.io": definition(object, old, &checks)
        default: break
        }
        return (checks.errors, isFinal)
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

    private static func statefulSet(_ object: Object, _ old: Object, _ checks: inout Checks) -> Bool {
        let free = [
            "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
        ]
        guard differs(object, old, outside: free) else { return false }
        let list = free.dropLast().map { "'\($0)'" }.joined(separator: ", ")
        checks.forbidden(
            "spec", "updates to statefulset spec for fields other than \(list) and 'minReadySeconds' are forbidden")
        return true
    }

    private static func pod(_ object: Object, _ old: Object, _ checks: inout Checks) -> Bool {
        func plain(_ object: Object) -> Object {
            var copy = object
            for list in ["containers", "initContainers"] {
                copy.change(["spec", list]) { containers in
                    containers.change(["*"]) { $0["image"] = nil }
                }
            }
            for field in ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "schedulingGates"] {
                copy.set(["spec", field], to: nil)
            }
            return copy
        }
        guard plain(object)["spec"] != plain(old)["spec"] else { return false }
        checks.forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
                + SpecDifference.text(plain(old)["spec"], plain(object)["spec"], "core.PodSpec"))
        return true
    }

    private static func claim(_ object: Object, _ old: Object, _ checks: inout Checks) -> Bool {
        let isBound = old.at(["status", "phase"]) == "Bound"
        let free = isBound ? ["resources", "volumeAttributesClassName", "volumeName"] : ["volumeName"]
        guard differs(object, old, outside: free) else { return false }
        checks.forbidden(
            "spec",
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
                + SpecDifference.text(old["spec"], object["spec"], "core.PersistentVolumeClaimSpec"))
        return true
    }

    private static func service(_ object: Object, _ old: Object, _ checks: inout Checks) {
        let isExternal = [object, old].contains { $0.at(["spec", "type"]) == "ExternalName" }
        guard !isExternal, let before = old.at(["spec", "clusterIPs"])?.array, let first = before.first else { return }
        let after = object.at(["spec", "clusterIPs"])?.array ?? []
        if after.first != first {
            checks.invalid("spec.clusterIPs[0]", .array(after), "may not change once set")
        }
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

/// What differs between two specs, line by line, for the end of a message.
enum SpecDifference {
    /// Begins with a line break; `type` is what the server calls the spec.
    static func text(_ old: Value?, _ new: Value?, _ type: String) -> String {
        let (before, after) = (old?.object ?? [:], new?.object ?? [:])
        var lines = ["", "  \(type){", "    ... // identical fields"]
        for key in Set(before.keys + after.keys).sorted() where before[key] != after[key] {
            if let value = before[key] { lines.append("-   \(key): \(GoValue.text(value)),") }
            if let value = after[key] { lines.append("+   \(key): \(GoValue.text(value)),") }
        }
        return (lines + ["  }"]).joined(separator: "\n")
    }
}
