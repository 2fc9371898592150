internal import DocumentModel
internal import KubernetesModel

extension ResourceCatalog {
    private static let information: Value = ["title": "Kubernetes", "version": "v1.36.0"]

    /// The Swagger 2 document of all resources.
    static func openAPIv2(_ definitions: [ResourceDefinition]) -> Value {
        let (schemas, paths) = document(definitions, isV3: false) { _, _ in true }
        return [
            "swagger": "2.0", "info": information, "paths": .object(paths), "definitions": schemas,
            "securityDefinitions": [
                "BearerToken": ["type": "apiKey", "name": "authorization", "in": "header"]
            ],
            "security": [["BearerToken": []]],
        ]
    }

    /// The OpenAPI 3 document of one group and version.
    static func openAPIv3(_ groupVersion: GroupVersion, _ definitions: [ResourceDefinition]) -> Value {
        let (schemas, paths) = document(definitions, isV3: true) { definition, version in
            definition.group == groupVersion.group && version == groupVersion.version
        }
        return [
            "openapi": "3.0.0", "info": information, "paths": .object(paths),
            "components": [
                "schemas": schemas,
                "securitySchemes": ["BearerToken": ["type": "apiKey", "name": "authorization", "in": "header"]],
            ],
        ]
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
        _ = schemas.reference(type: "meta.v1.DeleteOptions")
        return (schemas.sorted, paths.paths.sorted())
    }
}
