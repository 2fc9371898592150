internal import DocumentModel

/// The environment of containers, and the references to fields that it may hold.
extension Checks {
    mutating func environment(_ path: String, _ variables: [Value]) {
        for (index, variable) in variables.enumerated() {
            let path = "\(path)[\(index)]"
            let name = variable["name"]?.string ?? ""
            if name.isEmpty {
                required("\(path).name")
            } else {
                invalid("\(path).name", name, NameSyntax.environmentName(name))
            }
            if let source = variable["valueFrom"], source.object != nil {
                valueSource("\(path).valueFrom", source, value: variable["value"]?.string ?? "")
            }
        }
    }

    private static let plainFields = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ]

    private mutating func valueSource(_ path: String, _ source: Value, value: String) {
        let kinds = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"]
        let present = kinds.filter { source[$0]?.object != nil }
        for kind in present {
            let reference = source[kind] ?? [:]
            switch kind {
            case "fieldRef": fieldReference("\(path).fieldRef", reference, Self.plainFields)
            case "resourceFieldRef": resourceReference("\(path).resourceFieldRef", reference, isVolume: false)
            case "fileKeyRef": fileKey("\(path).fileKeyRef", reference)
            default: keyReference("\(path).\(kind)", reference)
            }
        }
        if present.isEmpty {
            invalid(
                path, "",
                "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
            )
        } else if !value.isEmpty {
            invalid(path, "", "may not be specified when `value` is not empty")
        } else if present.count > 1 {
            invalid(path, "", "may not have more than one field specified at a time")
        }
    }

    private mutating func keyReference(_ path: String, _ reference: Value) {
        let name = reference["name"]?.string ?? ""
        invalid("\(path).name", name, NameSyntax.subdomain(name))
        let key = reference["key"]?.string ?? ""
        if key.isEmpty { return required("\(path).key") }
        invalid("\(path).key", key, NameSyntax.configKey(key))
    }

    private mutating func fileKey(_ path: String, _ reference: Value) {
        let key = reference["key"]?.string ?? ""
        if key.isEmpty { required("\(path).key") } else { invalid("\(path).key", key, NameSyntax.environmentName(key)) }
        let volume = reference["volumeName"]?.string ?? ""
        if volume.isEmpty {
            required("\(path).volumeName")
        } else {
            invalid("\(path).volumeName", volume, NameSyntax.label(volume))
        }
        let place = reference["path"]?.string ?? ""
        if place.isEmpty { required("\(path).path") } else { noBacksteps("\(path).path", place) }
    }

    /// Files with variables stand in empty volumes of the pod.
    mutating func environmentFiles(_ path: String, _ spec: Value) {
        var volumes: [String: Value] = [:]
        for volume in spec["volumes"]?.array ?? [] { volumes[volume["name"]?.string ?? ""] = volume }
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (index, container) in (spec[list]?.array ?? []).enumerated() {
                for (place, variable) in (container["env"]?.array ?? []).enumerated() {
                    guard let file = variable.at("valueFrom", "fileKeyRef"), file.object != nil else { continue }
                    let name = file["volumeName"]?.string ?? ""
                    let inner = "\(path).\(list)[\(index)].env[\(place)].valueFrom.fileKeyRef.volumeName"
                    if volumes[name] == nil {
                        add([FieldError(.notFound, inner, value: .string(name))])
                    } else if volumes[name]?["emptyDir"]?.object == nil {
                        invalid(inner, .string(name), "referenced volume must be of type emptyDir")
                    }
                }
            }
        }
    }

    /// A reference to a field of the pod, as an environment variable or a file shows it.
    mutating func fieldReference(_ path: String, _ reference: Value, _ allowed: [String]) {
        let version = reference["apiVersion"]?.string ?? ""
        if version.isEmpty { return required("\(path).apiVersion") }
        let field = reference["fieldPath"]?.string ?? ""
        if field.isEmpty { return required("\(path).fieldPath") }
        if version != "v1" {
            return invalid(
                "\(path).fieldPath", .string(field),
                "error converting fieldPath: unsupported pod version: \(version)")
        }
        if let open = field.firstIndex(of: "["), field.hasSuffix("']"), field[open...].hasPrefix("['") {
            let base = String(field[..<open])
            let key = String(field[field.index(open, offsetBy: 2)...].dropLast(2))
            guard ["metadata.labels", "metadata.annotations"].contains(base) else {
                return invalid(
                    "\(path).fieldPath", .string(field),
                    "error converting fieldPath: field label does not support subscript: \(field)")
            }
            return invalid(
                path, key, NameSyntax.qualifiedName(base == "metadata.labels" ? key : key.lowercased()))
        }
        guard Self.knownFields.contains(field) else {
            return invalid(
                "\(path).fieldPath", .string(field),
                "error converting fieldPath: field label not supported: \(field)")
        }
        oneOf("\(path).fieldPath", .string(field == "spec.host" ? "spec.nodeName" : field), allowed)
    }

    private static let knownFields: Set<String> = [
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs", "spec.host",
    ]

    private static let resourceFields = [
        "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
        "requests.memory",
    ]

    /// A reference to what a container may use.
    mutating func resourceReference(_ path: String, _ reference: Value, isVolume: Bool) {
        let resource = reference["resource"]?.string ?? ""
        if isVolume, (reference["containerName"]?.string ?? "").isEmpty {
            required("\(path).containerName")
        } else if resource.isEmpty {
            required("\(path).resource")
        } else if !resource.hasPrefix("requests.hugepages-"), !resource.hasPrefix("limits.hugepages-") {
            oneOf("\(path).resource", .string(resource), Self.resourceFields)
        }
        divisor("\(path).divisor", resource, reference["divisor"]?.string ?? "0")
    }

    private static let sizes = [
        "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei",
    ]

    private mutating func divisor(_ path: String, _ resource: String, _ divisor: String) {
        guard let amount = Quantity(divisor), !amount.isZero else { return }
        let text = amount.canonical
        let list = Self.sizes.joined(separator: ", ")
        let name: String
        switch resource {
        case "limits.cpu", "requests.cpu":
            if !["1m", "1"].contains(text) {
                invalid(
                    path, .string(resource), "only divisor's values 1m and 1 are supported with the cpu resource")
            }
            return
        case "limits.memory", "requests.memory": name = "memory"
        case "limits.ephemeral-storage", "requests.ephemeral-storage": name = "local ephemeral storage"
        default:
            guard resource.contains(".hugepages-") else { return }
            name = "hugepages"
        }
        if !Self.sizes.contains(text) {
            invalid(path, .string(resource), "only divisor's values \(list) are supported with the \(name) resource")
        }
    }

    mutating func environmentSources(_ path: String, _ sources: [Value]) {
        for (index, source) in sources.enumerated() {
            let inner = "\(path)[\(index)]"
            if let prefix = source["prefix"]?.string, !prefix.isEmpty {
                invalid("\(inner).prefix", prefix, NameSyntax.environmentName(prefix))
            }
            let present = ["configMapRef", "secretRef"].filter { source[$0]?.object != nil }
            for kind in present {
                let name = source.at(kind, "name")?.string ?? ""
                if name.isEmpty {
                    required("\(inner).\(kind).name")
                } else {
                    invalid("\(inner).\(kind).name", name, NameSyntax.subdomain(name))
                }
            }
            if present.isEmpty {
                invalid(path, "", "must specify one of: `configMapRef` or `secretRef`")
            } else if present.count > 1 {
                invalid(path, "", "may not have more than one field specified at a time")
            }
        }
    }
}
