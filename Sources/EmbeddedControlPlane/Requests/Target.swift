internal import KubernetesModel
internal import Platform

/// What a request or one of the control plane's own controllers acts on.
struct Target: Sendable {
    var definition: ResourceDefinition
    var version: ResourceDefinition.Version
    /// Empty for cluster-scoped resources and for lists over all namespaces.
    var namespace: String
    /// Empty for lists and for creations.
    var name: String
    /// Empty for the object itself.
    var subresource = ""
    var user: UserInfo

    var resource: ResourceKey { ResourceKey(definition) }
    var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
    /// As manifests write the version.
    var apiVersion: String {
        definition.group.isEmpty ? version.name : "\(definition.group)/\(version.name)"
    }
    /// Whether objects go in and out in the form they are stored in.
    var isStorageVersion: Bool { version.name == definition.storageVersion }

    /// The same for one object.
    func named(_ name: String, namespace: String? = nil) -> Target {
        var target = self
        target.name = name
        if let namespace { target.namespace = namespace }
        return target
    }
}

extension Target {
    /// The write as the rules of the kind see it.
    var context: WriteContext {
        WriteContext(version: version.name, subresource: subresource.isEmpty ? nil : subresource, now: .now())
    }
}
