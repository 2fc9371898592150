internal import DocumentModel

/// Annotations that say what has fields by now.
extension Checks {
    private static let mirror = "kubernetes.io/config.mirror"
    private static let cost = "controller.kubernetes.io/pod-deletion-cost"
    static let confinementPrefix = "container.apparmor.security.beta.kubernetes.io/"
    static let callsOfPod = "seccomp.security.alpha.kubernetes.io/pod"
    static let callsPrefix = "container.seccomp.security.alpha.kubernetes.io/"

    mutating func podAnnotations(_ path: String, _ annotations: Value?, _ spec: Value) {
        guard let annotations = annotations?.object else { return }
        if let value = annotations[Self.mirror], (spec["nodeName"]?.string ?? "").isEmpty {
            invalid(
                "\(path)[\(Self.mirror)]", value, "must set spec.nodeName if mirror pod annotation is set")
        }
        if let cost = annotations[Self.cost]?.string, !Self.isNumber(cost) {
            invalid("\(path)[\(Self.cost)]", .string(cost), "must be a 32bit integer")
        }
        if let profile = annotations[Self.callsOfPod]?.string { callProfile("\(path).\(Self.callsOfPod)", profile) }
        for (key, value) in annotations.sorted() where key.hasPrefix(Self.callsPrefix) {
            callProfile("\(path).\(key)", value.string ?? "")
        }
        let names = Set(Self.everyContainer(of: spec).map { $0.container["name"]?.string ?? "" })
        for (key, value) in annotations.sorted() where key.hasPrefix(Self.confinementPrefix) {
            let name = String(key.dropFirst(Self.confinementPrefix.count))
            if !names.contains(name) { invalid("\(path)[\(key)]", .string(name), "container not found") }
            let profile = value.string ?? ""
            if !["", "runtime/default", "unconfined"].contains(profile), !profile.hasPrefix("localhost/") {
                invalid("\(path)[\(key)]", value, "invalid AppArmor profile name: \(GoText.quoted(profile))")
            }
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        guard let first = text.first, first == "-" || ("1"..."9").contains(first) || text == "0" else { return false }
        return Int32(text) != nil
    }

    private mutating func callProfile(_ path: String, _ profile: String) {
        if ["runtime/default", "docker/default", "unconfined"].contains(profile) { return }
        guard profile.hasPrefix("localhost/") else {
            return invalid(path, .string(profile), "must be a valid seccomp profile")
        }
        descending(path, String(profile.dropFirst("localhost/".count)))
    }

    /// What annotations and fields both say must be the same.
    mutating func annotatedProfiles(_ path: String, _ annotations: Value?, _ spec: Value) {
        guard let annotations = annotations?.object, !annotations.isEmpty else { return }
        let context = spec["securityContext"]
        if let text = annotations[Self.callsOfPod]?.string {
            compare("\(path).securityContext.seccompProfile", context?["seccompProfile"], text, "seccomp")
        }
        for (place, container) in Self.everyContainer(of: spec) {
            guard let text = annotations[Self.callsPrefix + (container["name"]?.string ?? "")]?.string else { continue }
            compare(
                "\(path)\(place).securityContext.seccompProfile", container.at("securityContext", "seccompProfile"),
                text, "seccomp")
        }
        guard spec.at("os", "name") != "windows" else { return }
        for (place, container) in Self.everyContainer(of: spec) {
            let key = Self.confinementPrefix + (container["name"]?.string ?? "")
            guard let text = annotations[key]?.string else { continue }
            let own = container.at("securityContext", "appArmorProfile").flatMap { $0.object == nil ? nil : $0 }
            compare(
                "\(path)\(place).securityContext.appArmorProfile", own ?? context?["appArmorProfile"], text, "apparmor")
        }
    }

    private mutating func compare(_ path: String, _ profile: Value?, _ text: String, _ what: String) {
        let isSame: Bool
        switch profile?["type"]?.string {
        case "Unconfined": isSame = text == "unconfined"
        case "RuntimeDefault": isSame = text == "runtime/default" || what == "seccomp" && text == "docker/default"
        case "Localhost":
            isSame = text.hasPrefix("localhost/")
            if isSame, profile?["localhostProfile"]?.string != String(text.dropFirst("localhost/".count)) {
                forbidden("\(path).localhostProfile", "\(what) profile in annotation and field must match")
            }
        default: return
        }
        if !isSame { forbidden("\(path).type", "\(what) type in annotation and field must match") }
    }

    /// Whether the profile of a field is that of an annotation.
    static func says(_ profile: Value?, _ text: String) -> Bool {
        switch profile?["type"]?.string {
        case "Unconfined": text == "unconfined"
        case "RuntimeDefault": text == "runtime/default"
        case "Localhost": text == "localhost/\(profile?["localhostProfile"]?.string ?? "")"
        default: false
        }
    }

    /// Some annotations of a pod neither come nor go.
    mutating func changedAnnotations(_ object: Object, _ old: Object) {
        let path = "metadata.annotations"
        let new = object.at(["metadata", "annotations"])?.object ?? [:]
        let before = old.at(["metadata", "annotations"])?.object ?? [:]
        func name(_ key: String) -> String? {
            if key.hasPrefix(Self.confinementPrefix) { return "AppArmor annotations" }
            return key == Self.mirror ? "mirror pod annotation" : nil
        }
        for (key, value) in before.sorted() where new[key] != value {
            if let name = name(key) { forbidden("\(path)[\(key)]", "may not remove or update \(name)") }
        }
        for (key, _) in new.sorted() where before[key] == nil {
            if let name = name(key) { forbidden("\(path)[\(key)]", "may not add \(name)") }
        }
        podAnnotations(path, object.at(["metadata", "annotations"]), object["spec"] ?? [:])
    }
}
