internal import DocumentModel

/// What the labels of a namespace ask of its pods (`pod-security.kubernetes.io/…`).
struct PodSecurityPolicy: Sendable {
    /// From the one that allows everything on.
    enum Level: String, CaseIterable, Comparable, Sendable {
        case privileged, baseline, restricted

        static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// A level as of a version of Kubernetes. All versions are judged as the latest is.
    struct Standard: Hashable, Sendable, CustomStringConvertible {
        var level = Level.privileged
        var version = "latest"

        var description: String { "\(level.rawValue):\(version)" }
    }

    var enforced = Standard()
    var warned = Standard()
    /// What is wrong with the labels.
    private(set) var errors: [FieldError] = []

    private static let prefix = "pod-security.kubernetes.io/"

    init(_ labels: [String: String]) {
        guard labels.keys.contains(where: { $0.hasPrefix(Self.prefix) }) else { return }
        let enforcedLevel = level("enforce", labels)
        enforced.level = enforcedLevel ?? (labels[Self.prefix + "enforce"] == nil ? .privileged : .restricted)
        enforced.version = version("enforce-version", labels)
        _ = level("audit", labels)
        _ = version("audit-version", labels)
        warned.level = level("warn", labels) ?? .privileged
        warned.version = version("warn-version", labels)
        // What is enforced is warned about, too, unless the namespace says otherwise.
        if labels[Self.prefix + "warn"] == nil, let enforcedLevel, enforcedLevel > warned.level {
            warned.level = enforcedLevel
            if labels[Self.prefix + "warn-version"] == nil { warned.version = enforced.version }
        }
    }

    private mutating func level(_ name: String, _ labels: [String: String]) -> Level? {
        guard let text = labels[Self.prefix + name] else { return nil }
        if let level = Level(rawValue: text) { return level }
        fail(name, text, "must be one of \(Level.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    @discardableResult
    private mutating func version(_ name: String, _ labels: [String: String]) -> String {
        guard let text = labels[Self.prefix + name], text != "latest" else { return "latest" }
        let minor = text.hasPrefix("v1.") ? text.dropFirst("v1.".count) : ""
        let isVersion = minor == "0" || minor.first != "0" && Int(minor) != nil
        if isVersion { return text }
        fail(name, text, "must be \"latest\" or \"v1.x\"")
        return "latest"
    }

    private mutating func fail(_ name: String, _ text: String, _ why: String) {
        errors.append(FieldError(.invalid, "metadata.labels[\(Self.prefix)\(name)]", value: .string(text), why))
    }
}
