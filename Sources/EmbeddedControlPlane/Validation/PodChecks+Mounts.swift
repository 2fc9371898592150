internal import DocumentModel

/// Where containers see the volumes of their pod.
extension Checks {
    mutating func mounts(_ path: String, _ container: Value, _ volumes: [String: String]) {
        let devices = container["volumeDevices"]?.array ?? []
        let (deviceNames, devicePaths) = (Set(devices.map { $0["name"] }), Set(devices.map { $0["devicePath"] }))
        let isPrivileged = container.at("securityContext", "privileged")?.bool == true
        var places: Set<String> = []
        for (index, mount) in (container["volumeMounts"]?.array ?? []).enumerated() {
            let inner = "\(path)[\(index)]"
            let name = mount["name"]?.string ?? ""
            if name.isEmpty { required("\(inner).name") }
            if volumes[name] == nil { add([FieldError(.notFound, "\(inner).name", value: .string(name))]) }
            let place = mount["mountPath"]?.string ?? ""
            if place.isEmpty { required("\(inner).mountPath") }
            if !places.insert(place).inserted { invalid("\(inner).mountPath", .string(place), "must be unique") }
            if deviceNames.contains(mount["name"]) {
                invalid("\(inner).name", .string(name), "must not already exist in volumeDevices")
            }
            if devicePaths.contains(mount["mountPath"]) {
                invalid("\(inner).mountPath", .string(place), "must not already exist as a path in volumeDevices")
            }
            subPaths(path, inner, mount)
            propagation(path, mount, isPrivileged: isPrivileged)
        }
    }

    private mutating func subPaths(_ path: String, _ inner: String, _ mount: Value) {
        let subPath = mount["subPath"]?.string ?? ""
        if !subPath.isEmpty { descending("\(path).subPath", subPath) }
        guard let expression = mount["subPathExpr"]?.string, !expression.isEmpty else { return }
        if !subPath.isEmpty {
            invalid("\(inner).subPathExpr", .string(expression), "subPathExpr and subPath are mutually exclusive")
        }
        descending("\(path).subPathExpr", expression)
    }

    private mutating func propagation(_ path: String, _ mount: Value, isPrivileged: Bool) {
        let mode = mount["mountPropagation"]?.string
        if let mode {
            oneOf("\(path).mountPropagation", .string(mode), ["Bidirectional", "HostToContainer", "None"])
            if mode == "Bidirectional", !isPrivileged {
                forbidden(
                    "\(path).mountPropagation",
                    "Bidirectional mount propagation is available only to privileged containers")
            }
        }
        guard let recursive = mount["recursiveReadOnly"]?.string, recursive != "Disabled" else { return }
        guard ["Enabled", "IfPossible"].contains(recursive) else {
            return oneOf(
                "\(path).recursiveReadOnly", .string(recursive), ["Disabled", "Enabled", "IfPossible"])
        }
        if mount["readOnly"]?.bool != true {
            forbidden("\(path).recursiveReadOnly", "may only be specified when readOnly is true")
        }
        if let mode, mode != "None" {
            forbidden(
                "\(path).recursiveReadOnly", "may only be specified when mountPropagation is None or not specified")
        }
    }

    mutating func devices(_ path: String, _ container: Value, _ volumes: [String: String]) {
        let mounts = container["volumeMounts"]?.array ?? []
        let (mountNames, mountPaths) = (Set(mounts.map { $0["name"] }), Set(mounts.map { $0["mountPath"] }))
        var (names, places): (Set<String>, Set<String>) = ([], [])
        for (index, device) in (container["volumeDevices"]?.array ?? []).enumerated() {
            let inner = "\(path)[\(index)]"
            let name = device["name"]?.string ?? ""
            let place = device["devicePath"]?.string ?? ""
            if name.isEmpty { required("\(inner).name") }
            if names.contains(name) { invalid("\(inner).name", .string(name), "must be unique") }
            if let kind = volumes[name], kind != "persistentVolumeClaim", kind != "ephemeral" {
                invalid(
                    "\(inner).name", .string(name),
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")
            }
            if volumes[name] == nil { add([FieldError(.notFound, "\(inner).name", value: .string(name))]) }
            if place.isEmpty { required("\(inner).devicePath") }
            if places.contains(place) { invalid("\(inner).devicePath", .string(place), "must be unique") }
            if place.split(separator: "/").contains("..") {
                invalid("\(inner).devicePath", .string(place), "can not contain backsteps ('..')")
            } else {
                places.insert(place)
            }
            if mountNames.contains(device["name"]) {
                invalid("\(inner).name", .string(name), "must not already exist in volumeMounts")
            }
            if mountPaths.contains(device["devicePath"]) {
                invalid("\(inner).devicePath", .string(place), "must not already exist as a path in volumeMounts")
            }
            if !name.isEmpty { names.insert(name) }
        }
    }

    // MARK: Paths

    mutating func noBacksteps(_ path: String, _ text: String) {
        if text.split(separator: "/").contains("..") { invalid(path, .string(text), "must not contain '..'") }
    }

    /// A path below some folder.
    mutating func descending(_ path: String, _ text: String) {
        if text.hasPrefix("/") { invalid(path, .string(text), "must be a relative path") }
        noBacksteps(path, text)
    }

    /// A path below some folder that does not begin as those that the kubelet keeps for itself.
    mutating func ordinaryPath(_ path: String, _ text: String) {
        descending(path, text)
        if text.hasPrefix(".."), !text.hasPrefix("../") { invalid(path, .string(text), "must not start with '..'") }
    }
}
