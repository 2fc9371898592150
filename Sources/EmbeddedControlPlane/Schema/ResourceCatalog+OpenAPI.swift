internal import DocumentModel
internal import KubernetesModel

extension ResourceCatalog {
    private static let information: Value = ["title": "Kubernetes", "version": "1.36"]

    /// The Swagger 2 document of all resources.
    static func openAPIv2(_ definitions: [ResourceDefinition]) -> Value {
        let (schemas, paths) = document(definitions, isV3: false) { _, _ in true }
        return [
            "swagger": "2.0", "info": information, "paths": .object(paths), "definitions": schemas,
            "securityDefinitions": security,
            "security": [["BearerToken": []]],
        ]
    }

    private static let security: Value = [
        "BearerToken": ["type": "apiKey", "name": "authorization", "in": "header"]
    ]

    /// The OpenAPI 3 document of one path that is no resource.
    static func openAPIv3(_ path: PlainPaths.Path) -> Value {
        var schemas = OpenAPISchemas(isV3: true)
        let answer = path.type.map { schemas.reference(type: $0) } ?? ["type": "string"]
        var components: Object = ["securitySchemes": security]
        if path.type != nil { components["schemas"] = schemas.sorted }
        return [
            "openapi": "3.0.0", "info": information,
            "paths": [.init("/\(path.name)/"): PlainPaths.operation(path, answer)], "components": .object(components),
        ]
    }

    /// The OpenAPI 3 document of one group and version.
    static func openAPIv3(_ groupVersion: GroupVersion, _ definitions: [ResourceDefinition]) -> Value {
        var (schemas, paths) = document(definitions, isV3: true) { definition, version in
            definition.group == groupVersion.group && version == groupVersion.version
        }
        let isBuiltIn = definitions.contains { $0.group == groupVersion.group && !$0.isCustom }
        if isBuiltIn { addResourceList(groupVersion, &schemas, &paths) }
        return [
            "openapi": "3.0.0", "info": information, "paths": .object(paths),
            "components": [
                "schemas": schemas,
                "securitySchemes": security,
            ],
        ]
    }

    /// The path of the list of resources itself.
    private static func addResourceList(_ version: GroupVersion, _ schemas: inout Value, _ paths: inout Object) {
        let path = PlainPaths.resources(version)
        var types = OpenAPISchemas(isV3: true)
        let answer = types.reference(type: "meta.v1.APIResourceList")
        for (name, type) in types.sorted.object ?? [:] { schemas.set([name], to: type) }
        paths["/\(path.name)/"] = PlainPaths.operation(path, answer)
        paths = paths.sorted()
    }

    private static func document(
        _ definitions: [ResourceDefinition], isV3: Bool, where isWanted: (ResourceDefinition, String) -> Bool
    ) -> (schemas: Value, paths: Object) {
        var schemas = OpenAPISchemas(isV3: isV3)
        var paths = OpenAPIPaths(isV3: isV3)
        for definition in definitions {
            for version in definition.versions where isWanted(definition, version.name) {
                let names = schemas.add(definition, version: version.name)
                paths.add(definition, version: version.name, names: names)
            }
        }
        for type in ["DeleteOptions", "Patch", "Status"] { _ = schemas.reference(type: "meta.v1.\(type)") }
        return (schemas.sorted, paths.paths.sorted())
    }
}
