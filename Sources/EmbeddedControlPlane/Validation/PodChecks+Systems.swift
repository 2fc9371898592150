internal import DocumentModel

/// What pods can have on one operating system and not on another.
extension Checks {
    mutating func operatingSystem(_ path: String, _ spec: Value) {
        guard let system = spec["os"], system.object != nil else { return }
        switch system["name"]?.string ?? "" {
        case "": required("\(path).os.name")
        case "linux": linux(path, spec)
        case "windows": windowsPod(path, spec)
        default: oneOf("\(path).os", system["name"], ["linux", "windows"])
        }
    }

    /// The containers of all kinds with their paths in the spec.
    static func everyContainer(of spec: Value) -> [(place: String, container: Value)] {
        ["initContainers", "containers", "ephemeralContainers"].flatMap { list in
            (spec[list]?.array ?? []).enumerated().map { (".\(list)[\($0.offset)]", $0.element) }
        }
    }

    private mutating func linux(_ path: String, _ spec: Value) {
        for (place, holder) in [("", spec)] + Self.everyContainer(of: spec).map({ ($0.place, $0.container) })
        where holder.at("securityContext", "windowsOptions")?.object != nil {
            forbidden(
                "\(path)\(place).securityContext.windowsOptions", "windows options cannot be set for a linux pod")
        }
    }

    /// A dot stands for a field of the security context.
    private static let foreignToPods = [
        ".appArmorProfile", ".seLinuxOptions", "hostUsers", "hostPID", "hostIPC", ".seccompProfile", ".fsGroup",
        ".fsGroupChangePolicy", ".sysctls", "shareProcessNamespace", ".runAsUser", ".runAsGroup",
        ".supplementalGroups", ".supplementalGroupsPolicy", ".seLinuxChangePolicy",
    ]
    private static let foreignToContainers = [
        "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged",
        "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
    ]

    private mutating func windowsPod(_ path: String, _ spec: Value) {
        for field in Self.foreignToPods {
            let name = field.hasPrefix(".") ? "securityContext" + field : field
            guard let value = spec.at(name.split(separator: ".").map(String.init)), !value.isNull else { continue }
            let isPlain = field == "hostPID" || field == "hostIPC"
            if value != [], !isPlain || value == true {
                forbidden("\(path).\(name)", "cannot be set for a windows pod")
            }
        }
        for (place, container) in Self.everyContainer(of: spec) {
            for field in Self.foreignToContainers {
                guard let value = container.at("securityContext", field), !value.isNull else { continue }
                forbidden("\(path)\(place).securityContext.\(field)", "cannot be set for a windows pod")
            }
        }
    }

    /// Processes of the host run alone, and on its network.
    mutating func hostProcesses(_ path: String, _ spec: Value) {
        let whole = spec.at("securityContext", "windowsOptions", "hostProcess")?.bool
        let containers = Self.everyContainer(of: spec)
        var count = 0
        for (place, container) in containers {
            let own = container.at("securityContext", "windowsOptions", "hostProcess")?.bool
            if let whole, let own, whole != own {
                invalid(
                    "\(path)\(place).securityContext.windowsOptions.hostProcess", .bool(own),
                    "pod hostProcess value must be identical if both are specified, was \(whole)")
            }
            if own ?? whole ?? false { count += 1 }
        }
        guard count > 0 else { return }
        if count != containers.count {
            invalid(
                path, "",
                "If pod contains any hostProcess containers then all containers must be HostProcess containers")
        }
        if spec["hostNetwork"]?.bool != true {
            invalid(
                "\(path).hostNetwork", false,
                "hostNetwork must be true if pod contains any hostProcess containers")
        }
    }

    mutating func windows(_ path: String, _ options: Value?) {
        if let name = options?["gmsaCredentialSpecName"]?.string {
            invalid("\(path).gmsaCredentialSpecName", name, NameSyntax.subdomain(name))
        }
        if let text = options?["gmsaCredentialSpec"]?.string {
            if text.isEmpty {
                invalid("\(path).gmsaCredentialSpec", "", "gmsaCredentialSpec cannot be an empty string")
            } else if text.utf8.count > 64 << 10 {
                invalid(
                    "\(path).gmsaCredentialSpec", .string(text), "gmsaCredentialSpec size must be under 64 KiB")
            }
        }
        if let name = options?["runAsUserName"]?.string {
            for problem in Self.userName(name) {
                invalid("\(path).runAsUserName", .string(name), "runAsUserName\(problem)")
            }
        }
    }

    /// What is wrong with the name of a user of Windows, with or without a domain.
    private static func userName(_ name: String) -> [String] {
        if name.isEmpty { return [" cannot be an empty string"] }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return [" cannot contain control characters"] }
        let parts = name.split(separator: "\\", omittingEmptySubsequences: false)
        guard parts.count <= 2, let user = parts.last else { return [" cannot contain more than one backslash"] }
        var problems: [String] = []
        if parts.count == 2 {
            let domain = String(parts[0])
            if domain.utf8.count >= 256 { problems.append("'s Domain length must be under 256 characters") }
            let network = #"^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$"#
            if !PatternMatcher.matches(network, domain), !isDomain(domain) {
                problems.append("'s Domain doesn't match the NetBios nor the DNS format")
            }
        }
        if user.isEmpty {
            problems.append("'s User cannot be empty")
        } else if user.utf8.count > 104 {
            problems.append("'s User length must not be longer than 104 characters")
        }
        if !user.isEmpty, user.allSatisfy({ ". ".contains($0) }) {
            problems.append("'s User cannot contain only periods or spaces")
        }
        if user.contains(where: { #""/\:;|=,+*?<>@[]"#.contains($0) }) {
            problems.append(#"'s User cannot contain the following characters: "/\:;|=,+*?<>@[]"#)
        }
        return problems
    }

    private static func isDomain(_ text: String) -> Bool {
        PatternMatcher.matches(
            #"^(?:[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?\.)*"#
                + #"(?:[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?)$"#, text)
    }
}
