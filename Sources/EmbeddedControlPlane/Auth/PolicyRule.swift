internal import DocumentModel

/// One rule of a role.
struct PolicyRule: Sendable, Hashable {
    var verbs: [String] = []
    var apiGroups: [String] = []
    var resources: [String] = []
    var resourceNames: [String] = []
    var nonResourceURLs: [String] = []

    init(_ value: Value) {
        func texts(_ key: String) -> [String] { (value[key]?.array ?? []).compactMap(\.string) }
        verbs = texts("verbs")
        apiGroups = texts("apiGroups")
        resources = texts("resources")
        resourceNames = texts("resourceNames")
        nonResourceURLs = texts("nonResourceURLs")
    }

    init(verbs: [String], apiGroups: [String], resources: [String], resourceNames: [String] = []) {
        self.verbs = verbs
        self.apiGroups = apiGroups
        self.resources = resources
        self.resourceNames = resourceNames
    }

    init(verbs: [String], nonResourceURLs: [String]) {
        self.verbs = verbs
        self.nonResourceURLs = nonResourceURLs
    }

    /// Whether the rule lets these attributes pass.
    func allows(_ attributes: AccessAttributes) -> Bool {
        guard matches(verbs, attributes.verb) else { return false }
        guard attributes.isResource else { return nonResourceURLs.contains { Self.covers($0, attributes.path) } }
        guard matches(apiGroups, attributes.group), coversResource(attributes) else { return false }
        return resourceNames.isEmpty || resourceNames.contains(attributes.name)
    }

    /// Whether whoever has this rule has all that `other`, which names one verb, group and resource, grants.
    func covers(_ other: PolicyRule) -> Bool {
        guard other.verbs.allSatisfy({ matches(verbs, $0) }) else { return false }
        if !other.nonResourceURLs.isEmpty {
            return other.nonResourceURLs.allSatisfy { url in nonResourceURLs.contains { Self.covers($0, url) } }
        }
        guard other.apiGroups.allSatisfy({ matches(apiGroups, $0) }) else { return false }
        let coversResources = other.resources.allSatisfy { wanted in
            resources.contains("*") || resources.contains(wanted)
                || wanted.split(separator: "/").count == 2
                    && resources.contains("*/" + (wanted.split(separator: "/").last ?? ""))
        }
        guard coversResources else { return false }
        if resourceNames.isEmpty { return true }
        return !other.resourceNames.isEmpty && other.resourceNames.allSatisfy { resourceNames.contains($0) }
    }

    /// The rule taken apart into the smallest rules, in the order of the real server's escalation check.
    var atoms: [PolicyRule] {
        var atoms: [PolicyRule] = []
        for group in apiGroups {
            for resource in resources {
                for verb in verbs {
                    for name in resourceNames.isEmpty ? [nil] : resourceNames.map(Optional.some) {
                        atoms.append(
                            PolicyRule(
                                verbs: [verb], apiGroups: [group], resources: [resource],
                                resourceNames: name.map { [$0] } ?? []))
                    }
                }
            }
        }
        for url in nonResourceURLs {
            for verb in verbs { atoms.append(PolicyRule(verbs: [verb], nonResourceURLs: [url])) }
        }
        return atoms
    }

    /// As manifests write it.
    var value: Value {
        var object = Object()
        func add(_ key: String, _ texts: [String]) {
            if !texts.isEmpty { object[key] = .array(texts.map(Value.string)) }
        }
        object["verbs"] = .array(verbs.map(Value.string))
        add("apiGroups", apiGroups)
        add("resources", resources)
        add("resourceNames", resourceNames)
        add("nonResourceURLs", nonResourceURLs)
        return .object(object)
    }

    private func matches(_ patterns: [String], _ text: String) -> Bool {
        patterns.contains { $0 == "*" || $0 == text }
    }

    private func coversResource(_ attributes: AccessAttributes) -> Bool {
        let wanted =
            attributes.subresource.isEmpty ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
        return resources.contains { pattern in
            pattern == "*" || pattern == wanted
                || !attributes.subresource.isEmpty && pattern == "*/\(attributes.subresource)"
        }
    }

    private static func covers(_ pattern: String, _ path: String) -> Bool {
        pattern == "*" || pattern == path || pattern.hasSuffix("*") && path.hasPrefix(pattern.dropLast())
    }
}
