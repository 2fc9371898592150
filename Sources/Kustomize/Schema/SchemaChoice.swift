internal import DocumentModel

/// Which schema a build goes by: the built-in one, or that of the first kustomization with one of its own.
final class SchemaChoice {
    private(set) var scopes = Scopes()
    private(set) var custom: MergeSchema?
    private var isChosen = false
    private var kinds: Set<MergeSchema.Kind> = []

    /// How lists merge.
    var merge: MergeSchema { custom ?? .builtIn }

    /// Notes a kind that is read before a schema is chosen.
    func note(_ resource: Resource) {
        guard !isChosen else { return }
        kinds.insert(MergeSchema.Kind(apiVersion: resource.apiVersion, kind: resource.kind))
    }

    /// Takes the schema that a kustomization's `openapi` names, unless one is chosen already.
    func adopt(_ field: [String: String], _ loader: Loader) throws(KustomizeError) {
        if let path = field["path"] { _ = try loader.load(path) }
        guard !isChosen else { return }
        if let path = field["path"] {
            guard field["version"] == nil else {
                throw KustomizeError(
                    .invalidField, "builtin version and custom schema provided, cannot use both", field: "openapi")
            }
            do throws(KustomizeError) { try read(try ConfigurationReader(loader: loader).definitions(path)) } catch {
                throw error.at(file: path, field: "openapi.path")
            }
            isChosen = true
        } else if let version = field["version"], !version.isEmpty {
            guard version == "v1.21.2" else {
                throw KustomizeError(
                    .invalidField, "the specified OpenAPI version is not built in; only v1.21.2 is",
                    field: "openapi.version")
            }
            isChosen = true
        }
    }

    private func read(_ content: Value) throws(KustomizeError) {
        guard content.object != nil else {
            throw KustomizeError(.malformed, "invalid schema file: it must be a mapping, not \(content.shape)")
        }
        // The original leaves the built-in schema out unless a kind that it does not know came before.
        let builtIn = MergeSchema.builtIn
        let base = kinds.contains { builtIn.kinds[$0] == nil } ? builtIn : nil
        custom = SchemaReader.schema(content["definitions"]?.object ?? [:], on: base)
        for (path, item) in content["paths"]?.object ?? [:] {
            guard let kind = item["get"]?["x-kubernetes-group-version-kind"].map(SchemaReader.kind),
                !path.contains("namespaces/{namespace}")
            else { continue }
            let isNamespaced = (content["paths"]?.object ?? [:]).contains { other, item in
                other.contains("namespaces/{namespace}")
                    && item["get"]?["x-kubernetes-group-version-kind"].map(SchemaReader.kind) == kind
            }
            if !isNamespaced { scopes.addClusterScoped(apiVersion: kind.apiVersion, kind: kind.kind) }
        }
    }
}
