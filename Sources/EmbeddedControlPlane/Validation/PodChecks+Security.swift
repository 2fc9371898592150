internal import DocumentModel

/// Security contexts of pods and containers.
extension Checks {
    mutating func podSecurity(_ path: String, _ spec: Value) {
        let context = spec["securityContext"] ?? [:]
        for field in ["fsGroup", "runAsUser", "runAsGroup"] { identifier("\(path).\(field)", context[field]) }
        for (index, group) in (context["supplementalGroups"]?.array ?? []).enumerated() {
            identifier("\(path).supplementalGroups[\(index)]", group)
        }
        if spec["shareProcessNamespace"]?.bool == true, spec["hostPID"]?.bool == true {
            invalid(
                "\(path).shareProcessNamespace", true,
                "ShareProcessNamespace and HostPID cannot both be enabled")
        }
        kernelSettings("\(path).sysctls", context["sysctls"]?.array ?? [], spec)
        oneOf("\(path).fsGroupChangePolicy", context["fsGroupChangePolicy"], ["Always", "OnRootMismatch"])
        systemCallProfile("\(path).seccompProfile", context["seccompProfile"])
        windows("\(path).windowsOptions", context["windowsOptions"])
        confinement("\(path).appArmorProfile", context["appArmorProfile"])
        oneOf("\(path).supplementalGroupsPolicy", context["supplementalGroupsPolicy"], ["Merge", "Strict"])
        oneOf("\(path).seLinuxChangePolicy", context["seLinuxChangePolicy"], ["Recursive"])
    }

    mutating func containerSecurity(_ path: String, _ context: Value?, hasHostUsers: Bool) {
        guard let context, context.object != nil else { return }
        for field in ["runAsUser", "runAsGroup"] { identifier("\(path).\(field)", context[field]) }
        if let mount = context["procMount"]?.string {
            oneOf("\(path).procMount", .string(mount), ["Default", "Unmasked"], sorted: false)
            if mount == "Unmasked", hasHostUsers {
                invalid("\(path).procMount", .string(mount), "`hostUsers` must be false to use `Unmasked`")
            }
        }
        systemCallProfile("\(path).seccompProfile", context["seccompProfile"])
        if context["allowPrivilegeEscalation"]?.bool == false {
            if context["privileged"]?.bool == true {
                invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
            }
            for capability in context.at("capabilities", "add")?.array ?? [] where capability == "CAP_SYS_ADMIN" {
                invalid(
                    path, context,
                    "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")
            }
        }
        windows("\(path).windowsOptions", context["windowsOptions"])
        confinement("\(path).appArmorProfile", context["appArmorProfile"])
    }

    private mutating func systemCallProfile(_ path: String, _ profile: Value?) {
        guard let profile, profile.object != nil else { return }
        let type = profile["type"]?.string ?? ""
        if type.isEmpty {
            required("\(path).type", "type is required when seccompProfile is set")
        } else {
            oneOf("\(path).type", .string(type), ["Localhost", "RuntimeDefault", "Unconfined"], sorted: false)
        }
        let file = profile["localhostProfile"]?.string
        if type == "Localhost" {
            guard let file else {
                return required("\(path).localhostProfile", "must be set when seccomp type is Localhost")
            }
            descending("\(path).localhostProfile", file)
        } else if file != nil {
            invalid("\(path).localhostProfile", profile, "can only be set when seccomp type is Localhost")
        }
    }

    private mutating func confinement(_ path: String, _ profile: Value?) {
        guard let profile, profile.object != nil else { return }
        let file = profile["localhostProfile"]?.string
        switch profile["type"]?.string ?? "" {
        case "Localhost":
            guard let file, !file.isEmpty else {
                return required("\(path).localhostProfile", "must be set when AppArmor type is Localhost")
            }
            if file.first?.isWhitespace == true || file.last?.isWhitespace == true {
                invalid("\(path).localhostProfile", .string(file), "must not be padded with whitespace")
            }
            if file.utf8.count > 4095 {
                add([FieldError(.tooLong, "\(path).localhostProfile", "may not be more than 4095 bytes")])
            }
        case "RuntimeDefault", "Unconfined":
            if let file {
                invalid("\(path).localhostProfile", .string(file), "can only be set when AppArmor type is Localhost")
            }
        case "": required("\(path).type", "type is required when appArmorProfile is set")
        default:
            oneOf(
                "\(path).type", profile["type"], ["Localhost", "RuntimeDefault", "Unconfined"], sorted: false)
        }
    }

    private static let settingPattern = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"

    private mutating func kernelSettings(_ path: String, _ settings: [Value], _ spec: Value) {
        var seen: Set<String> = []
        for (index, setting) in settings.enumerated() {
            let inner = "\(path)[\(index)].name"
            let name = setting["name"]?.string ?? ""
            if name.isEmpty {
                required(inner)
            } else if !Self.isSettingName(name) {
                invalid(
                    inner, .string(name), "must have at most 253 characters and match regex \(Self.settingPattern)")
            } else if seen.contains(name) {
                duplicate(inner, .string(name))
            }
            seen.insert(name)
            let dotted = String(name.map { $0 == "/" ? "." : $0 })
            if dotted.hasPrefix("net."), spec["hostNetwork"]?.bool == true {
                invalid(inner, .string(name), "may not be specified when 'hostNetwork' is true")
            }
            let isIPC = ["kernel.shm", "kernel.msg", "fs.mqueue."].contains { dotted.hasPrefix($0) }
            if isIPC || dotted == "kernel.sem", spec["hostIPC"]?.bool == true {
                invalid(inner, .string(name), "may not be specified when 'hostIPC' is true")
            }
        }
    }

    private static func isSettingName(_ name: String) -> Bool {
        name.utf8.count <= 253
            && name.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "." || $0 == "/" })
                .allSatisfy { part in
                    guard let first = part.utf8.first, let last = part.utf8.last else { return false }
                    func isPlain(_ byte: UInt8) -> Bool {
                        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                    }
                    return isPlain(first) && isPlain(last)
                        && part.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
                }
    }
}
