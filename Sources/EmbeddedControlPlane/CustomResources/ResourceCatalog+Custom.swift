internal import DocumentModel
internal import KubernetesModel

extension ResourceCatalog {
    /// The resource that a CustomResourceDefinition makes, with its served versions.
    ///
    /// - Throws: 500 for a definition that lacks what it is named by.
    static func custom(_ definition: Object) throws(APIError) -> ResourceDefinition {
        guard let spec = definition["spec"], let group = spec["group"]?.string, let names = spec["names"],
            let plural = names["plural"]?.string, let kind = names["kind"]?.string
        else { throw .internalError("the definition has no names") }
        let all = spec["versions"]?.array ?? []
        let served = all.filter { $0["served"]?.bool ?? false }
        let storage = all.first { $0["storage"]?.bool ?? false } ?? all.first
        let isNamespaced = spec["scope"]?.string != "Cluster"
        let sorted = served.map { version($0, group: group, kind: kind, among: served) }
            .sorted { KubernetesVersion($0.name) > KubernetesVersion($1.name) }
        return ResourceDefinition(
            group: group, plural: plural, singular: names["singular"]?.string ?? kind.lowercased(), kind: kind,
            listKind: names["listKind"]?.string ?? kind + "List", shortNames: texts(names["shortNames"]),
            categories: texts(names["categories"]), isNamespaced: isNamespaced, versions: sorted,
            storageVersion: storage?["name"]?.string ?? sorted.first?.name ?? "", isCustom: true,
            rules: CustomResourceRules(
                group: group, kind: kind, isNamespaced: isNamespaced, versions: rules(of: all)))
    }

    private static func texts(_ value: Value?) -> [String] { (value?.array ?? []).compactMap(\.string) }

    private static func rules(of versions: [Value]) -> [String: CustomResourceRules.Version] {
        var result: [String: CustomResourceRules.Version] = [:]
        for version in versions {
            let source =
                version.at("schema", "openAPIV3Schema")
                ?? ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
            let schema = StructuralSchema(source)
            result[version["name"]?.string ?? ""] = CustomResourceRules.Version(
                source: source, schema: schema, type: CustomTypeSchema.type(of: schema), rules: RuleTree(source),
                hasStatus: version.at("subresources", "status") != nil)
        }
        return result
    }

    private static func version(_ version: Value, group: String, kind: String, among all: [Value])
        -> ResourceDefinition.Version
    {
        let name = version["name"]?.string ?? ""
        let verbs = ["get", "patch", "update"]
        var subresources: [ResourceDefinition.Subresource] = []
        let own = GroupVersionKind(group: group, version: name, kind: kind)
        if version.at("subresources", "status") != nil {
            subresources.append(.init(name: "status", kind: own, verbs: verbs))
        }
        let scale = version.at("subresources", "scale")
        if scale != nil {
            let kind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")
            subresources.append(.init(name: "scale", kind: kind, verbs: verbs))
        }
        return ResourceDefinition.Version(
            name: name, deprecationWarning: deprecation(version, own, among: all), subresources: subresources,
            columns: (version["additionalPrinterColumns"]?.array ?? []).map(column),
            selectableFields: (version["selectableFields"]?.array ?? []).compactMap {
                $0["jsonPath"]?.string.map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 }
            },
            scale: scale.map {
                .init(
                    specReplicas: $0["specReplicasPath"]?.string ?? "",
                    statusReplicas: $0["statusReplicasPath"]?.string ?? "",
                    labelSelector: $0["labelSelectorPath"]?.string)
            })
    }

    private static func deprecation(_ version: Value, _ kind: GroupVersionKind, among all: [Value]) -> String? {
        guard version["deprecated"]?.bool ?? false else { return nil }
        if let text = version["deprecationWarning"]?.string { return text }
        let text = "\(kind.apiVersion) \(kind.kind) is deprecated"
        let own = KubernetesVersion(kind.version)
        let better = all.filter { $0["served"]?.bool ?? false && $0["deprecated"]?.bool != true }
            .compactMap { $0["name"]?.string }.filter { KubernetesVersion($0) > own }
            .max { KubernetesVersion($0) < KubernetesVersion($1) }
        return better.map { "\(text); use \(kind.group)/\($0) \(kind.kind)" } ?? text
    }

    private static func column(_ value: Value) -> ResourceDefinition.PrinterColumn {
        .init(
            name: value["name"]?.string ?? "", type: value["type"]?.string ?? "string",
            format: value["format"]?.string ?? "", description: value["description"]?.string ?? "",
            priority: Int(value["priority"]?.integer ?? 0), jsonPath: value["jsonPath"]?.string ?? "")
    }
}

/// A version name in the order of Kubernetes: `v2` before `v1`, stable before beta before alpha, others last.
struct KubernetesVersion: Comparable {
    private let rank: [Int]
    private let name: String

    init(_ name: String) {
        self.name = name
        rank = Self.rank(name) ?? []
    }

    /// Stability, major, minor; nil for a name of another form.
    private static func rank(_ name: String) -> [Int]? {
        guard name.hasPrefix("v") else { return nil }
        let digits = name.dropFirst().prefix { $0.isNumber }
        guard let major = Int(digits) else { return nil }
        let rest = name.dropFirst(1 + digits.count)
        if rest.isEmpty { return [3, major, 0] }
        for (word, stability) in [("beta", 2), ("alpha", 1)] where rest.hasPrefix(word) {
            return Int(rest.dropFirst(word.count)).map { [stability, major, $0] }
        }
        return nil
    }

    static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool {
        if left.rank.isEmpty || right.rank.isEmpty {
            return left.rank.isEmpty == right.rank.isEmpty ? left.name > right.name : left.rank.isEmpty
        }
        return left.rank.lexicographicallyPrecedes(right.rank)
    }
}
