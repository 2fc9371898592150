public import KubernetesModel

/// The names of files with one object each.
public enum ObjectFiles {
    /// A name for each object, as `kustomize build --output DIR` gives it: group, version, kind and name in lower case,
    /// and the namespace before them where there are objects in several.
    public static func names(for objects: [KubernetesObject]) -> [String] {
        let scopes = Scopes()
        let namespaces = objects.map { object -> String? in
            if scopes.isClusterScoped(apiVersion: object.apiVersion, kind: object.kind) { return nil }
            return object.namespace.isEmpty ? "default" : object.namespace
        }
        let areSeveral = Set(namespaces.compactMap(\.self)).count > 1
        return zip(objects, namespaces).map { object, namespace in
            let version = object.apiVersion.split(separator: "/").map(String.init)
            let parts = (areSeveral ? [namespace].compactMap(\.self) : []) + version + [object.kind, object.name]
            // A name may hold a slash; no file may.
            return parts.joined(separator: "_").lowercased().split(separator: "/", omittingEmptySubsequences: false)
                .joined(separator: "_") + ".yaml"
        }
    }
}
