/// An optional behaviour that `--feature-gates` switches.
public struct FeatureGate: Sendable, Hashable {
    public let name: String
    public let isOnByDefault: Bool

    public init(_ name: String, isOnByDefault: Bool = false) {
        self.name = name
        self.isOnByDefault = isOnByDefault
    }

    public static let cacheSecretsAndConfigMaps = FeatureGate("CacheSecretsAndConfigMaps")
    public static let objectLevelWorkloadIdentity = FeatureGate("ObjectLevelWorkloadIdentity")
    public static let disableConfigWatchers = FeatureGate("DisableConfigWatchers")
    public static let additiveCELDependencyCheck = FeatureGate("AdditiveCELDependencyCheck")
    public static let externalArtifact = FeatureGate("ExternalArtifact")
    public static let directSourceFetch = FeatureGate("DirectSourceFetch")
    public static let cancelHealthCheckOnNewRevision = FeatureGate("CancelHealthCheckOnNewRevision")
}

/// Which gates of a process are on.
public struct FeatureGates: Sendable, Hashable {
    var states: [String: Bool]

    /// The defaults of `known`.
    public init(known: [FeatureGate] = []) {
        states = Dictionary(known.map { ($0.name, $0.isOnByDefault) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether the gate is on; a gate the process does not know has its default.
    public func isOn(_ gate: FeatureGate) -> Bool { states[gate.name] ?? gate.isOnByDefault }
}
