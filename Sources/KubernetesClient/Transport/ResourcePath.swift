internal import KubernetesModel

/// Paths of an API server.
enum ResourcePath {
    /// `/api/v1` or `/apis/group/version`.
    static func groupVersion(_ version: GroupVersion) -> String {
        let encoded = PercentEncoding.encode(version.version)
        return version.group.isEmpty ? "/api/\(encoded)" : "/apis/\(PercentEncoding.encode(version.group))/\(encoded)"
    }

    /// The objects of a kind, in one namespace or in all.
    static func collection(_ resource: APIResource, namespace: String?) throws(KubernetesError) -> String {
        var path = groupVersion(resource.groupVersionKind.groupVersion)
        if resource.isNamespaced, let namespace, !namespace.isEmpty {
            path += "/namespaces/\(try segment(namespace, "namespace"))"
        }
        return path + "/" + PercentEncoding.encode(resource.plural)
    }

    /// One object, or a subresource of it.
    static func object(
        _ resource: APIResource, _ key: ObjectKey, subresource: String? = nil
    ) throws(KubernetesError) -> String {
        let kind = resource.groupVersionKind.kind
        guard !key.name.isEmpty else { throw KubernetesError(.invalidRequest, "the \(kind) has no name") }
        guard !resource.isNamespaced || !key.namespace.isEmpty else {
            throw KubernetesError(.invalidRequest, "\(kind) \"\(key.name)\" lives in a namespace, but none is given")
        }
        var path = try collection(resource, namespace: key.namespace) + "/" + segment(key.name, "name")
        for part in (subresource ?? "").split(separator: "/") { path += "/" + PercentEncoding.encode(String(part)) }
        return path
    }

    /// A name as part of a path. What could lead to another path is refused, as the server would refuse it as a name.
    private static func segment(_ text: String, _ what: String) throws(KubernetesError) -> String {
        guard text != ".", text != "..", !text.contains("/"), !text.contains("%") else {
            throw KubernetesError(.invalidRequest, "the \(what) \"\(text)\" cannot be used: it would be part of a path")
        }
        return PercentEncoding.encode(text, keeping: ":@")
    }
}
