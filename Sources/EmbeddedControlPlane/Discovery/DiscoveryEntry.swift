internal import Cryptography
internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// One resource as the documents of discovery show it.
struct DiscoveryEntry: Sendable {
    private let endpoint: ServedResources.Endpoint
    private var definition: ResourceDefinition { endpoint.definition }

    init(_ endpoint: ServedResources.Endpoint) { self.endpoint = endpoint }

    /// In the order of the server: by name, of custom resources in another.
    private var verbs: Value {
        let order = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
        let verbs = definition.isCustom ? order.filter(definition.verbs.contains) : definition.verbs.sorted()
        return .array(verbs.map(Value.string))
    }

    /// In an `APIResourceList`.
    var resource: Object {
        var object: Object = [
            "name": .string(definition.plural), "singularName": .string(definition.singular),
            "namespaced": .bool(definition.isNamespaced), "kind": .string(definition.kind),
            "verbs": verbs,
        ]
        addNames(to: &object)
        if definition.verbs.contains("watch") { object["storageVersionHash"] = .string(storageHash) }
        return object
    }

    /// A subresource in an `APIResourceList`.
    func subresource(_ subresource: ResourceDefinition.Subresource) -> Object {
        var object: Object = [
            "name": .string("\(definition.plural)/\(subresource.name)"), "singularName": "",
            "namespaced": .bool(definition.isNamespaced),
        ]
        if subresource.kind.group != definition.group || subresource.kind.version != endpoint.version.name {
            if !subresource.kind.group.isEmpty { object["group"] = .string(subresource.kind.group) }
            object["version"] = .string(subresource.kind.version)
        }
        object["kind"] = .string(subresource.kind.kind)
        object["verbs"] = .array(subresource.verbs.sorted().map(Value.string))
        return object
    }

    /// In an aggregated document.
    var aggregated: Value {
        let kind = responseKind(
            .init(group: definition.group, version: endpoint.version.name, kind: definition.kind))
        var object: Object = [
            "resource": .string(definition.plural), "responseKind": kind,
            "scope": definition.isNamespaced ? "Namespaced" : "Cluster",
            "singularResource": .string(definition.singular),
            "verbs": verbs,
        ]
        addNames(to: &object)
        let own = endpoint.version.subresources
        let subresources = definition.isCustom ? own : own.sorted { $0.name < $1.name }
        if !subresources.isEmpty { object["subresources"] = .array(subresources.map(aggregatedSubresource)) }
        return .object(object)
    }

    private func aggregatedSubresource(_ subresource: ResourceDefinition.Subresource) -> Value {
        [
            "subresource": .string(subresource.name), "responseKind": responseKind(subresource.kind),
            "verbs": .array(subresource.verbs.sorted().map(Value.string)),
        ]
    }

    /// Built-in kinds leave out the group and version they are listed under.
    private func responseKind(_ kind: GroupVersionKind) -> Value {
        let isOwn =
            !definition.isCustom && kind.group == definition.group && kind.version == endpoint.version.name
        return [
            "group": .string(isOwn ? "" : kind.group), "version": .string(isOwn ? "" : kind.version),
            "kind": .string(kind.kind),
        ]
    }

    private func addNames(to object: inout Object) {
        if !definition.shortNames.isEmpty { object["shortNames"] = .array(definition.shortNames.map(Value.string)) }
        if !definition.categories.isEmpty { object["categories"] = .array(definition.categories.map(Value.string)) }
    }

    private var storageHash: String {
        let text = "\(definition.group)/\(definition.storageVersion)/\(definition.kind)"
        return Base64.encode(Array(Digest.of(text).bytes.prefix(8)))
    }
}

/// Everything that is served, in one document (`apidiscovery.k8s.io`).
struct AggregatedDiscovery: Sendable {
    private let items: [Value]

    init(_ served: ServedResources, isCore: Bool) {
        let groups = isCore ? [(name: "", versions: ["v1"])] : served.groups
        items = groups.map { group in
            let versions = group.versions.map { version -> Value in
                let endpoints = served.endpoints(in: .init(group: group.name, version: version))
                return [
                    "version": .string(version),
                    "resources": .array(
                        endpoints.sorted { $0.definition.plural < $1.definition.plural }.map {
                            DiscoveryEntry($0).aggregated
                        }),
                    "freshness": "Current",
                ]
            }
            let metadata: Value = group.name.isEmpty ? [:] : ["name": .string(group.name)]
            return ["metadata": metadata, "versions": .array(versions)]
        }
    }

    func value(version: String) -> Value {
        [
            "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(version)"), "metadata": [:],
            "items": .array(items),
        ]
    }

    /// Changes when the document does.
    var tag: String { Digest.of(JSON.write(.array(items)), .sha512).hex.uppercased() }
}
