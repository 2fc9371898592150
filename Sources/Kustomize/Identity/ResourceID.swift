/// What an object is called: type, name and namespace.
struct ResourceID: Hashable, Sendable {
    /// The namespace that cluster-scoped objects are said to be in.
    static let noNamespace = "_non_namespaceable_"
    static let defaultNamespace = "default"

    var type: ResourceType
    var name: String
    /// As written; empty where it is not.
    var namespace: String
    /// Whether the kind is known to be cluster-scoped.
    var isClusterScoped = false

    /// A namespace that is never empty, for comparing.
    var effectiveNamespace: String {
        if isClusterScoped { return Self.noNamespace }
        return namespace.isEmpty ? Self.defaultNamespace : namespace
    }

    /// The parts by which two objects are the same.
    var key: Key { Key(type: type, name: name, namespace: effectiveNamespace) }

    /// Equal keys name the same object.
    struct Key: Hashable, Sendable {
        var type: ResourceType
        var name: String
        var namespace: String
    }
}

extension ResourceID: CustomStringConvertible {
    /// `Kind.version.group/name.namespace`.
    var description: String {
        "\(type)/\(name.isEmpty ? "[noName]" : name).\(namespace.isEmpty ? "[noNs]" : namespace)"
    }
}
