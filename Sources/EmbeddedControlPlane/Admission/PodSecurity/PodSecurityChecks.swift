internal import DocumentModel

/// What the pod security standards forbid (kubernetes.io/docs/concepts/security/pod-security-standards), in the words of
/// the real server.
struct PodSecurityChecks {
    struct Violation: Sendable, Hashable {
        var reason: String
        var detail: String
    }

    private let pod: Value
    private let spec: Value
    private let containers: [Value]
    private(set) var violations: [Violation] = []

    /// Everything that a level forbids about a pod or the template of one, in the order of the checks' names.
    static func violations(of pod: Value, _ level: PodSecurityPolicy.Level) -> [Violation] {
        if level == .privileged { return [] }
        var checks = PodSecurityChecks(pod)
        let isRestricted = level == .restricted
        checks.appArmor()
        if !isRestricted { checks.capabilities() }
        checks.hostNamespaces()
        if !isRestricted { checks.hostPaths() }
        checks.hostPorts()
        checks.hostsOfProbes()
        checks.privileged()
        if !isRestricted { checks.processMounts(isRelaxed: checks.hasOwnUsers) }
        checks.seLinux()
        if !isRestricted { checks.seccomp() }
        checks.sysctls()
        checks.hostProcesses()
        if isRestricted { checks.restricted() }
        return checks.violations
    }

    private init(_ pod: Value) {
        self.pod = pod
        spec = pod["spec"] ?? [:]
        let spec = self.spec
        containers = ["initContainers", "containers", "ephemeralContainers"].flatMap { spec[$0]?.array ?? [] }
    }

    /// A pod with a user namespace of its own may do more as root, who is nobody outside.
    private var hasOwnUsers: Bool { spec["hostUsers"]?.bool == false }
    private var isWindows: Bool { spec.at("os", "name") == "windows" }
    private func context(_ part: Value, _ path: String...) -> Value? { part["securityContext"]?.at(path) }

    // MARK: Words

    private mutating func fail(_ reason: String, _ detail: String) {
        violations.append(Violation(reason: reason, detail: detail))
    }

    private static func quoted(_ names: some Collection<String>) -> String {
        names.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private static func plural(_ noun: String, _ count: Int) -> String { count == 1 ? noun : noun + "s" }

    private func names(where isBad: (Value) -> Bool) -> [String] {
        containers.filter(isBad).map { $0["name"]?.string ?? "" }
    }

    private static func phrase(_ names: [String]) -> String { "\(plural("container", names.count)) \(quoted(names))" }

    /// The pod and the containers that set something: `pod and container "a"`.
    private func setters(pod isBad: Bool, _ names: [String]) -> String? {
        let all = (isBad ? ["pod"] : []) + (names.isEmpty ? [] : [Self.phrase(names)])
        return all.isEmpty ? nil : all.joined(separator: " and ")
    }
}

// MARK: Baseline

extension PodSecurityChecks {
    private mutating func appArmor() {
        func bad(_ part: Value) -> String? {
            guard let type = context(part, "appArmorProfile", "type")?.string else { return nil }
            return ["RuntimeDefault", "Localhost"].contains(type) ? nil : type
        }
        var values = Set(([spec] + containers).compactMap(bad)).sorted()
        var setters = [setters(pod: bad(spec) != nil, names { bad($0) != nil })].compactMap(\.self)
        let annotations = (pod.at("metadata", "annotations")?.object ?? [:]).sorted().compactMap {
            key, value -> String? in
            let text = value.string ?? ""
            guard key.hasPrefix("container.apparmor.security.beta.kubernetes.io/"), !text.isEmpty,
                text != "runtime/default", !text.hasPrefix("localhost/")
            else { return nil }
            return "\(key)=\(GoText.quoted(text))"
        }
        values += annotations
        if !annotations.isEmpty { setters.append(Self.plural("annotation", annotations.count)) }
        guard !setters.isEmpty else { return }
        fail(
            Self.plural("forbidden AppArmor profile", values.count),
            "\(setters.joined(separator: " and ")) must not set AppArmor profile type to \(Self.quoted(values))")
    }

    private static let commonCapabilities: Set<String> = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    private func added(_ container: Value, besides allowed: Set<String>) -> [String] {
        (context(container, "capabilities", "add")?.array ?? []).compactMap(\.string).filter { !allowed.contains($0) }
    }

    private mutating func capabilities() {
        let bad = names { !added($0, besides: Self.commonCapabilities).isEmpty }
        guard !bad.isEmpty else { return }
        let values = Set(containers.flatMap { added($0, besides: Self.commonCapabilities) }).sorted()
        fail(
            "non-default capabilities",
            "\(Self.phrase(bad)) must not include \(Self.quoted(values)) in securityContext.capabilities.add")
    }

    private mutating func hostNamespaces() {
        let used = ["hostNetwork", "hostPID", "hostIPC"].filter { spec[$0]?.bool == true }.map { $0 + "=true" }
        if !used.isEmpty { fail("host namespaces", used.joined(separator: ", ")) }
    }

    private mutating func hostPaths() {
        let bad = (spec["volumes"]?.array ?? []).filter { $0["hostPath"]?.object != nil }.map {
            $0["name"]?.string ?? ""
        }
        if !bad.isEmpty { fail("hostPath volumes", "\(Self.plural("volume", bad.count)) \(Self.quoted(bad))") }
    }

    private mutating func hostPorts() {
        func ports(_ container: Value) -> [String] {
            (container["ports"]?.array ?? []).compactMap { $0["hostPort"]?.integer }.filter { $0 != 0 }.map {
                String($0)
            }
        }
        let bad = names { !ports($0).isEmpty }
        guard !bad.isEmpty else { return }
        let values = Set(containers.flatMap(ports)).sorted()
        fail(
            "hostPort",
            "\(Self.phrase(bad)) \(bad.count == 1 ? "uses" : "use") \(Self.plural("hostPort", values.count)) "
                + values.joined(separator: ", "))
    }

    private mutating func hostsOfProbes() {
        func hosts(_ container: Value) -> [String] {
            let probes = ["livenessProbe", "readinessProbe", "startupProbe"].map { container[$0] }
            let handlers = ["postStart", "preStop"].map { container.at("lifecycle", $0) }
            return (probes + handlers).flatMap { part in
                ["httpGet", "tcpSocket"].compactMap { part?.at([$0, "host"])?.string }.filter { !$0.isEmpty }
            }
        }
        let bad = Set(names { !hosts($0).isEmpty }).sorted()
        guard !bad.isEmpty else { return }
        let values = Set(containers.flatMap(hosts)).sorted()
        fail(
            "probe or lifecycle host",
            "\(Self.phrase(bad)) \(bad.count == 1 ? "uses" : "use") \(Self.plural("probe or lifecycle host", values.count)) "
                + Self.quoted(values))
    }

    private mutating func privileged() {
        let bad = names { context($0, "privileged")?.bool == true }
        if !bad.isEmpty { fail("privileged", "\(Self.phrase(bad)) must not set securityContext.privileged=true") }
    }

    private mutating func processMounts(isRelaxed: Bool) {
        func mount(_ container: Value) -> String? {
            context(container, "procMount")?.string.flatMap { $0 == "Default" ? nil : $0 }
        }
        let bad = names { mount($0) != nil }
        guard !bad.isEmpty, !isRelaxed else { return }
        fail(
            "procMount",
            "\(Self.phrase(bad)) must not set securityContext.procMount to "
                + Self.quoted(Set(containers.compactMap(mount)).sorted()))
    }

    private mutating func seLinux() {
        let types: Set<String> = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]
        func option(_ part: Value, _ name: String) -> String { context(part, "seLinuxOptions", name)?.string ?? "" }
        func isBad(_ part: Value) -> Bool {
            !types.contains(option(part, "type")) || !option(part, "user").isEmpty || !option(part, "role").isEmpty
        }
        guard let setters = setters(pod: isBad(spec), names(where: isBad)) else { return }
        let parts = [spec] + containers
        let badTypes = Set(parts.map { option($0, "type") }.filter { !types.contains($0) }).sorted()
        var data = badTypes.isEmpty ? [] : ["\(Self.plural("type", badTypes.count)) \(Self.quoted(badTypes))"]
        for name in ["user", "role"] where parts.contains(where: { !option($0, name).isEmpty }) {
            data.append("\(name) may not be set")
        }
        fail(
            "seLinuxOptions",
            "\(setters) set forbidden securityContext.seLinuxOptions: \(data.joined(separator: "; "))")
    }

    /// Whether the profiles that are set are allowed; nil where none is set.
    private func profile(_ part: Value) -> (type: String, isGood: Bool)? {
        guard let type = context(part, "seccompProfile", "type")?.string else { return nil }
        return (type, type == "RuntimeDefault" || type == "Localhost")
    }

    /// - Returns: whether something was wrong.
    @discardableResult
    private mutating func seccomp() -> Bool {
        let bad = names { profile($0)?.isGood == false }
        guard let setters = setters(pod: profile(spec)?.isGood == false, bad) else { return false }
        let types = Set(([spec] + containers).compactMap(profile).filter { !$0.isGood }.map(\.type)).sorted()
        fail("seccompProfile", "\(setters) must not set securityContext.seccompProfile.type to \(Self.quoted(types))")
        return true
    }

    private static let safeSysctls: Set<String> = [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ]

    private mutating func sysctls() {
        let bad = (context(spec, "sysctls")?.array ?? []).compactMap { $0["name"]?.string }
            .filter { !Self.safeSysctls.contains($0) }
        if !bad.isEmpty { fail("forbidden sysctls", bad.joined(separator: ", ")) }
    }

    private mutating func hostProcesses() {
        func isHost(_ part: Value) -> Bool { context(part, "windowsOptions", "hostProcess")?.bool == true }
        guard let setters = setters(pod: isHost(spec), names(where: isHost)) else { return }
        fail("hostProcess", "\(setters) must not set securityContext.windowsOptions.hostProcess=true")
    }
}

// MARK: Restricted

extension PodSecurityChecks {
    private mutating func restricted() {
        if !isWindows {
            let bad = names { context($0, "allowPrivilegeEscalation")?.bool != false }
            if !bad.isEmpty {
                fail(
                    "allowPrivilegeEscalation != false",
                    "\(Self.phrase(bad)) must set securityContext.allowPrivilegeEscalation=false")
            }
            restrictedCapabilities()
        }
        processMounts(isRelaxed: false)
        volumes()
        if !hasOwnUsers {
            nonRoot()
            let isRoot: (Value) -> Bool = { $0.at("securityContext", "runAsUser")?.integer == 0 }
            if let setters = setters(pod: isRoot(spec), names(where: isRoot)) {
                fail("runAsUser=0", "\(setters) must not set runAsUser=0")
            }
        }
        if !isWindows { restrictedSeccomp() }
    }

    private mutating func restrictedCapabilities() {
        let missing = names { container in
            !(context(container, "capabilities", "drop")?.array ?? []).contains("ALL")
        }
        let adding = names { !added($0, besides: ["NET_BIND_SERVICE"]).isEmpty }
        var details: [String] = []
        if !missing.isEmpty {
            details.append("\(Self.phrase(missing)) must set securityContext.capabilities.drop=[\"ALL\"]")
        }
        if !adding.isEmpty {
            let values = Set(containers.flatMap { added($0, besides: ["NET_BIND_SERVICE"]) }).sorted()
            details.append(
                "\(Self.phrase(adding)) must not include \(Self.quoted(values)) in securityContext.capabilities.add")
        }
        if !details.isEmpty { fail("unrestricted capabilities", details.joined(separator: "; ")) }
    }

    private static let freeVolumes: Set<String> = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
        "secret",
    ]

    private mutating func volumes() {
        func type(_ volume: Value) -> String? {
            let types = (volume.object ?? [:]).filter { $0.key != "name" && !$0.value.isNull }.map(\.key)
            return types.contains(where: Self.freeVolumes.contains) ? nil : types.first ?? "unknown"
        }
        let bad = (spec["volumes"]?.array ?? []).filter { type($0) != nil }
        guard !bad.isEmpty else { return }
        let types = Set(bad.compactMap(type)).sorted()
        fail(
            "restricted volume types",
            "\(Self.plural("volume", bad.count)) \(Self.quoted(bad.map { $0["name"]?.string ?? "" })) "
                + "\(bad.count == 1 ? "uses" : "use") \(Self.plural("restricted volume type", types.count)) "
                + Self.quoted(types))
    }

    private mutating func nonRoot() {
        func wish(_ part: Value) -> Bool? { context(part, "runAsNonRoot")?.bool }
        if let setters = setters(pod: wish(spec) == false, names { wish($0) == false }) {
            return fail("runAsNonRoot != true", "\(setters) must not set securityContext.runAsNonRoot=false")
        }
        guard wish(spec) != true else { return }
        let bad = names { wish($0) == nil }
        if !bad.isEmpty {
            fail("runAsNonRoot != true", "pod or \(Self.phrase(bad)) must set securityContext.runAsNonRoot=true")
        }
    }

    private mutating func restrictedSeccomp() {
        if seccomp() || profile(spec) != nil { return }
        let bad = names { profile($0) == nil }
        guard !bad.isEmpty else { return }
        fail(
            "seccompProfile",
            "pod or \(Self.phrase(bad)) must set securityContext.seccompProfile.type to \"RuntimeDefault\" or "
                + "\"Localhost\"")
    }
}
