internal import DocumentModel
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

    /// The table of the store: both APIs of events have one.
    var resource: ResourceKey {
        isForeignEvent ? ResourceKey(group: "", plural: "events") : ResourceKey(definition)
    }
    private var isForeignEvent: Bool { definition.group == EventConversion.group && definition.plural == "events" }
    private var isEvent: Bool { definition.plural == "events" && (definition.group.isEmpty || isForeignEvent) }
    var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
    /// As manifests write the version.
    var apiVersion: String {
        definition.group.isEmpty ? version.name : "\(definition.group)/\(version.name)"
    }
    /// Whether a stored object goes out as it is: in this version, and written under the present schema.
    func takesAsIs(_ stored: StoredObject) -> Bool {
        stored.apiVersion == apiVersion && stored.version >= definition.schemaVersion
    }

    /// A stored object in this version: converted, rid of what the schema does not know today, and completed by what it says.
    func object(_ stored: StoredObject) -> Object {
        var object = stored.object
        if isEvent { return EventConversion.convert(object, to: apiVersion) }
        // What the schema says today is filled in as of the version that is stored, not of the one that is asked for.
        if stored.version < definition.schemaVersion {
            let written = String(stored.apiVersion.split(separator: "/").last ?? "")
            object = definition.rules.convert(object, to: written)
            definition.rules.applyDefaults(to: &object, version: written)
        }
        if stored.apiVersion != apiVersion { object = definition.rules.convert(object, to: version.name) }
        return object
    }

    /// An object of this version as it is stored.
    func stored(_ object: Object) -> StoredObject {
        if isForeignEvent { return StoredObject(EventConversion.convert(object, to: "v1")) }
        let isStorage = version.name == definition.storageVersion
        var stored = isStorage ? object : definition.rules.convert(object, to: definition.storageVersion)
        // A custom resource is completed as of the version it is kept in.
        if !isStorage, definition.isCustom {
            definition.rules.applyDefaults(to: &stored, version: definition.storageVersion)
        }
        return StoredObject(stored, sortsKeys: definition.isCustom)
    }

    /// The same for one object.
    func named(_ name: String, namespace: String? = nil) -> Target {
        var target = self
        target.name = name
        if let namespace { target.namespace = namespace }
        return target
    }
}

extension Target {
    /// The kind that the subresource takes, where it is another than the object's: Scale, TokenRequest.
    var foreignKind: GroupVersionKind? {
        guard ["scale", "token"].contains(subresource) else { return nil }
        return version.subresources.first { $0.name == subresource }?.kind
    }

    /// The write as the rules of the kind see it.
    var context: WriteContext {
        WriteContext(version: version.name, subresource: subresource.isEmpty ? nil : subresource, now: .now())
    }
}
