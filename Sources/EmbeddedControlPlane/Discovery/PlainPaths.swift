internal import DocumentModel
internal import KubernetesModel

/// The paths of the API that are no resources, and what the OpenAPI documents say of them.
enum PlainPaths {
    /// One path with its only operation.
    struct Path: Sendable {
        /// Without slashes at its ends.
        var name: String
        var tag: String
        var id: String
        var description: String
        var types: [String]
        /// Of its answer, in the table of built-in types; nil for a text.
        var type: String?
    }

    private static let documents = ["application/json", "application/yaml"]
    private static let fixed = [
        Path(
            name: ".well-known/openid-configuration", tag: "WellKnown",
            id: "getServiceAccountIssuerOpenIDConfiguration",
            description: "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
            types: ["application/json"]),
        Path(
            name: "api", tag: "core", id: "getCoreAPIVersions", description: "get available API versions",
            types: documents, type: "meta.v1.APIVersions"),
        Path(
            name: "apis", tag: "apis", id: "getAPIVersions", description: "get available API versions",
            types: documents, type: "meta.v1.APIGroupList"),
        Path(
            name: "openid/v1/jwks", tag: "openid", id: "getServiceAccountIssuerOpenIDKeyset",
            description: "get service account issuer OpenID JSON Web Key Set (contains public token verification keys)",
            types: ["application/jwk-set+json"]),
        Path(
            name: "version", tag: "version", id: "getCodeVersion",
            description: "get the version information for this server", types: ["application/json"]),
    ]

    /// All of them, with those of the groups of Kubernetes itself.
    static func all(_ served: ServedResources) -> [Path] {
        var groups: [String] = []
        for definition in served.definitions where !definition.isCustom && !definition.group.isEmpty {
            if groups.last != definition.group, !groups.contains(definition.group) { groups.append(definition.group) }
        }
        return fixed
            + groups.map { group in
                Path(
                    name: "apis/\(group)", tag: OperationNames.tag(group: group, version: ""),
                    id: "get\(OperationNames.prefix(group: group, version: ""))APIGroup",
                    description: "get information of a group", types: documents, type: "meta.v1.APIGroup")
            }
    }

    /// That of the resources of a group and version.
    static func resources(_ version: GroupVersion) -> Path {
        let prefix = version.group.isEmpty ? "api" : "apis/\(version.group)"
        return Path(
            name: "\(prefix)/\(version.version)",
            tag: OperationNames.tag(group: version.group, version: version.version),
            id: "get\(OperationNames.prefix(group: version.group, version: version.version))APIResources",
            description: "get available resources", types: documents, type: "meta.v1.APIResourceList")
    }

    /// What a document says of one, whose answer is of a schema.
    static func operation(_ path: Path, _ schema: Value) -> Value {
        var content = Object()
        for type in path.types { content[type] = ["schema": schema] }
        return [
            "get": [
                "tags": [.string(path.tag)], "description": .string(path.description), "operationId": .string(path.id),
                "responses": [
                    "200": ["description": "OK", "content": .object(content)],
                    "401": ["description": "Unauthorized"],
                ],
            ]
        ]
    }
}

/// The names of operations in OpenAPI documents (`GetOperationIDAndTags` of `k8s.io/apiserver`).
enum OperationNames {
    /// `AppsV1` for a group and a version; the group alone for an empty version.
    static func prefix(group: String, version: String) -> String {
        let name = group.isEmpty ? "core" : group.hasSuffix(".k8s.io") ? String(group.dropLast(7)) : group
        let words = name.split { !$0.isLetter && !$0.isNumber }.map(capitalized).joined()
        return words + capitalized(version[...])
    }

    /// `apps_v1`.
    static func tag(group: String, version: String) -> String {
        let name = prefix(group: group, version: "")
        let tag = name.prefix(1).lowercased() + name.dropFirst()
        return version.isEmpty ? tag : "\(tag)_\(version)"
    }

    private static func capitalized(_ word: Substring) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
