internal import DocumentModel
internal import KubernetesModel
internal import KubernetesSchema

extension OpenAPISchemas {
    /// Collects the types of a resource in a version: its objects and their list.
    ///
    /// - Returns: their names.
    mutating func add(_ definition: ResourceDefinition, version: String) -> (object: String, list: String) {
        let kind = GroupVersionKind(group: definition.group, version: version, kind: definition.kind)
        let name: String
        if let custom = definition.rules as? CustomResourceRules {
            name = OpenAPINames.custom(group: definition.group, version: version, kind: definition.kind)
            add(name, customSchema(custom.versions[version], kind))
        } else {
            let type = BuiltInSchema.shared.kind(for: kind)?.typeName ?? ""
            name = OpenAPINames.full(type)
            _ = reference(type: type)
            mark(name, kind)
        }
        guard definition.verbs.contains("list") else { return (name, "") }
        let list = name + "List"
        add(
            list,
            listSchema(name, GroupVersionKind(group: definition.group, version: version, kind: definition.listKind)))
        for subresource in definition.version(version)?.subresources ?? [] where subresource.kind != kind {
            guard let type = BuiltInSchema.shared.type(for: subresource.kind), !type.name.isEmpty else { continue }
            _ = reference(type: type.name)
            mark(OpenAPINames.full(type.name), subresource.kind)
        }
        return (name, list)
    }

    private mutating func mark(_ name: String, _ kind: GroupVersionKind) {
        guard var schema = schemas[name] else { return }
        schema["x-kubernetes-group-version-kind"] = [kind.openAPI]
        add(name, schema)
    }

    private mutating func listSchema(_ item: String, _ kind: GroupVersionKind) -> Value {
        let metadata = reference(type: "meta.v1.ListMeta")
        let pointer: Value = ["$ref": .string((isV3 ? "#/components/schemas/" : "#/definitions/") + item)]
        return [
            "type": "object", "required": ["items"],
            "properties": [
                "apiVersion": ["type": "string"], "kind": ["type": "string"],
                "items": ["type": "array", "items": isV3 ? ["allOf": [pointer], "default": [:]] : pointer],
                "metadata": isV3 ? ["allOf": [metadata]] : metadata,
            ],
            "x-kubernetes-group-version-kind": [kind.openAPI],
        ]
    }

    private mutating func customSchema(_ version: CustomResourceRules.Version?, _ kind: GroupVersionKind) -> Value {
        var schema = version.map { isV3 ? $0.source : CustomOpenAPI.simplified($0.source) } ?? ["type": "object"]
        let metadata = reference(type: "meta.v1.ObjectMeta")
        for field in ["apiVersion", "kind"] { schema.set(["properties", field], to: ["type": "string"]) }
        schema.set(["properties", "metadata"], to: isV3 ? ["allOf": [metadata]] : metadata)
        schema["x-kubernetes-group-version-kind"] = [kind.openAPI]
        return schema
    }
}

extension GroupVersionKind {
    /// As OpenAPI documents write it.
    /// As operations write it, in another order.
    var openAPIOperation: Value {
        ["group": .string(group), "version": .string(version), "kind": .string(kind)]
    }

    var openAPI: Value { ["group": .string(group), "kind": .string(kind), "version": .string(version)] }
}

/// Schemas of custom resources in Swagger 2, which knows less.
enum CustomOpenAPI {
    private static let dropped: Set<String> = [
        "oneOf", "anyOf", "allOf", "not", "default", "nullable", "x-kubernetes-validations",
    ]

    static func simplified(_ schema: Value) -> Value {
        guard let object = schema.object else { return schema }
        if object["x-kubernetes-preserve-unknown-fields"]?.bool == true, object["properties"] == nil {
            return ["type": object["type"] ?? "object", "x-kubernetes-preserve-unknown-fields": true]
        }
        var result = Object(minimumCapacity: object.count)
        for (key, value) in object where !dropped.contains(key) {
            switch key {
            case "properties": result[key] = .object((value.object ?? [:]).mapValues(simplified))
            case "items", "additionalProperties": result[key] = simplified(value)
            default: result[key] = value
            }
        }
        return .object(result)
    }
}
