internal import KubernetesModel
internal import Synchronization

/// What the API serves at this moment, as one immutable value.
struct ServedResources: Sendable {
    /// One version of one resource, as a request names it.
    struct Endpoint: Sendable {
        var definition: ResourceDefinition
        var version: ResourceDefinition.Version
    }

    /// In the order of discovery.
    let definitions: [ResourceDefinition]
    private let byKey: [ResourceKey: ResourceDefinition]
    private let byKind: [GroupKind: ResourceDefinition]
    private let byShortName: [ResourceKey: ResourceDefinition]

    init(_ definitions: [ResourceDefinition]) {
        self.definitions = definitions
        var byKey: [ResourceKey: ResourceDefinition] = [:]
        var byKind: [GroupKind: ResourceDefinition] = [:]
        var byShortName: [ResourceKey: ResourceDefinition] = [:]
        for definition in definitions {
            byKey[ResourceKey(definition)] = definition
            let kind = GroupKind(group: definition.group, kind: definition.kind)
            if byKind[kind] == nil || definition.verbs.contains("get") { byKind[kind] = definition }
            for name in definition.shortNames {
                byShortName[ResourceKey(group: definition.group, plural: name)] = definition
            }
        }
        self.byKey = byKey
        self.byKind = byKind
        self.byShortName = byShortName
    }

    func definition(_ key: ResourceKey) -> ResourceDefinition? { byKey[key] }

    func definition(kind: GroupKind) -> ResourceDefinition? { byKind[kind] }

    func endpoint(group: String, version: String, plural: String) -> Endpoint? {
        guard let definition = byKey[ResourceKey(group: group, plural: plural)],
            let version = definition.version(version)
        else { return nil }
        return Endpoint(definition: definition, version: version)
    }

    /// Groups in the order of discovery, each with its versions, the preferred one first. The core group is left out.
    var groups: [(name: String, versions: [String])] {
        var order: [String] = []
        var versions: [String: [String]] = [:]
        for definition in definitions where !definition.group.isEmpty {
            if versions[definition.group] == nil { order.append(definition.group) }
            for version in definition.versions where versions[definition.group]?.contains(version.name) != true {
                versions[definition.group, default: []].append(version.name)
            }
        }
        let sorted = order.sorted { (GroupPriority.place(of: $0), $0) < (GroupPriority.place(of: $1), $1) }
        return sorted.map { ($0, VersionPriority.sorted(versions[$0] ?? [])) }
    }

    func hasGroup(_ name: String) -> Bool { definitions.contains { $0.group == name } }

    func hasVersion(_ version: GroupVersion) -> Bool {
        definitions.contains { $0.group == version.group && $0.version(version.version) != nil }
    }

    /// The resources of one group and version.
    func endpoints(in version: GroupVersion) -> [Endpoint] {
        definitions.compactMap { definition in
            guard definition.group == version.group, let version = definition.version(version.version) else {
                return nil
            }
            return Endpoint(definition: definition, version: version)
        }
    }
}

/// The order of groups in discovery: that of the real server, then custom ones by name.
enum GroupPriority {
    private static let order = [
        "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io",
        "autoscaling", "batch", "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io",
        "storage.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io",
        "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io", "resource.k8s.io", "flowcontrol.apiserver.k8s.io",
    ]

    static func place(of group: String) -> Int { order.firstIndex(of: group) ?? order.count }
}

/// Orders versions as Kubernetes does: stable before beta before alpha, higher numbers first, others last.
enum VersionPriority {
    static func sorted(_ versions: [String]) -> [String] {
        versions.sorted { left, right in
            switch (rank(left), rank(right)) {
            case (let left?, let right?): left > right
            case (.some, nil): true
            case (nil, .some): false
            case (nil, nil): left < right
            }
        }
    }

    private static func rank(_ version: String) -> (Int, Int, Int)? {
        guard version.hasPrefix("v") else { return nil }
        let rest = version.dropFirst()
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard let major = Int(digits) else { return nil }
        let stage = rest.dropFirst(digits.count)
        if stage.isEmpty { return (3, major, 0) }
        for (name, rank) in [("beta", 2), ("alpha", 1)] where stage.hasPrefix(name) {
            guard let minor = Int(stage.dropFirst(name.count)) else { return nil }
            return (rank, major, minor)
        }
        return nil
    }
}

/// The resources served, which custom resource definitions add to.
final class ResourceRegistry: Sendable {
    private struct State {
        var served: ServedResources
        var revision: Int64 = -1
    }

    private let state: Mutex<State>
    private let builtIn: [ResourceDefinition]

    init(builtIn: [ResourceDefinition]) {
        self.builtIn = builtIn
        state = Mutex(State(served: ServedResources(builtIn)))
    }

    var served: ServedResources { state.withLock { $0.served } }

    /// Takes the place of all custom resources at once; what was read at an earlier revision than the present ones
    /// changes nothing.
    ///
    /// - Returns: the tables of those that are served no longer.
    @discardableResult
    func setCustom(_ definitions: [ResourceDefinition], revision: Int64) -> Set<ResourceKey> {
        let served = ServedResources(builtIn + definitions)
        let before = state.withLock { state -> [ResourceDefinition] in
            let before = state.served.definitions
            if revision >= state.revision { state = State(served: served, revision: revision) }
            return before
        }
        return Set(before.filter(\.isCustom).map(ResourceKey.init)).subtracting(definitions.map(ResourceKey.init))
    }
}
