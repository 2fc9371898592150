internal import DocumentModel
internal import KubernetesModel

/// Which requests a policy, a binding or a webhook is about.
struct AdmissionMatcher: Sendable {
    let store: ObjectStore

    /// One rule of `rules` or `resourceRules`.
    private struct Rule {
        var operations: [String]
        var groups: [String]
        var versions: [String]
        var resources: [String]
        var scope: String
        var names: [String]

        init(_ value: Value) {
            func texts(_ key: String) -> [String] { (value[key]?.array ?? []).compactMap(\.string) }
            operations = texts("operations")
            groups = texts("apiGroups")
            versions = texts("apiVersions")
            resources = texts("resources")
            scope = value["scope"]?.string ?? "*"
            names = texts("resourceNames")
        }

        func matches(_ attributes: AdmissionAttributes, version: String) -> Bool {
            let target = attributes.target
            func has(_ items: [String], _ wanted: String) -> Bool { items.contains("*") || items.contains(wanted) }
            let isCluster = target.resource == .namespaces || attributes.namespace.isEmpty
            switch scope {
            case "Namespaced" where isCluster: return false
            case "Cluster" where !isCluster: return false
            default: break
            }
            guard has(operations, attributes.operation.rawValue), has(groups, target.definition.group),
                has(versions, version), names.isEmpty || names.contains(attributes.name)
            else { return false }
            return resources.contains { resource in
                let parts = resource.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
                let subresource = parts.count == 2 ? parts[1] : ""
                return (parts[0] == "*" || parts[0] == target.definition.plural)
                    && (subresource == "*" || subresource == target.subresource)
            }
        }
    }

    /// The version in which a request matches a webhook; nil when it does not.
    func version(ofWebhook webhook: Value, _ attributes: AdmissionAttributes) throws(APIError) -> String? {
        guard let version = version(webhook["rules"], webhook["matchPolicy"], attributes) else { return nil }
        return try fits(webhook, attributes) ? version : nil
    }

    /// The version in which a request matches `matchConstraints` or `matchResources`; nil when it does not.
    func version(_ resources: Value?, _ attributes: AdmissionAttributes) throws(APIError) -> String? {
        guard let resources, resources.object != nil else { return attributes.target.version.name }
        if version(resources["excludeResourceRules"], resources["matchPolicy"], attributes) != nil { return nil }
        let version: String?
        if (resources["resourceRules"]?.array ?? []).isEmpty {
            version = attributes.target.version.name
        } else {
            version = self.version(resources["resourceRules"], resources["matchPolicy"], attributes)
        }
        guard let version, try fits(resources, attributes) else { return nil }
        return version
    }

    private func version(_ rules: Value?, _ policy: Value?, _ attributes: AdmissionAttributes) -> String? {
        let rules = (rules?.array ?? []).map(Rule.init)
        let own = attributes.target.version.name
        if rules.contains(where: { $0.matches(attributes, version: own) }) { return own }
        guard policy?.string != "Exact" else { return nil }
        let others = attributes.target.definition.versions.map(\.name).filter { $0 != own }
        for rule in rules {
            if let version = others.first(where: { rule.matches(attributes, version: $0) }) { return version }
        }
        return nil
    }

    /// Whether the selectors of namespaces and objects fit.
    private func fits(_ criteria: Value, _ attributes: AdmissionAttributes) throws(APIError) -> Bool {
        if let selector = criteria["objectSelector"], selector.object?.isEmpty == false {
            let selector = LabelSelector(selector)
            let states = [attributes.object, attributes.old].compactMap(\.self)
            guard states.contains(where: { selector.matches(Self.labels($0)) }) else { return false }
        }
        guard let selector = criteria["namespaceSelector"], selector.object?.isEmpty == false else { return true }
        if attributes.target.resource == .namespaces {
            guard let namespace = attributes.object ?? attributes.old else { return true }
            return LabelSelector(selector).matches(Self.labels(namespace))
        }
        guard !attributes.namespace.isEmpty else { return true }
        guard let namespace = store.object(.namespaces, ObjectKey(name: attributes.namespace)) else {
            throw .notFound(group: "", resource: "namespaces", attributes.namespace)
        }
        return LabelSelector(selector).matches(namespace.labels)
    }

    private static func labels(_ object: Object) -> [String: String] {
        (object["metadata"]?["labels"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string ?? "" }
    }
}
