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
            listSchema(
                name, GroupVersionKind(group: definition.group, version: version, kind: definition.listKind),
                custom: definition.isCustom ? definition : nil))
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

    private mutating func listSchema(_ item: String, _ kind: GroupVersionKind, custom: ResourceDefinition?) -> Value {
        let metadata = reference(type: "meta.v1.ListMeta")
        let pointer: Value = ["$ref": .string((isV3 ? "#/components/schemas/" : "#/definitions/") + item)]
        guard let custom else {
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
        return [
            "description": .string("\(kind.kind) is a list of \(custom.kind)"), "type": "object", "required": ["items"],
            "properties": [
                "apiVersion": ["description": .string(StandardWords.typeMeta[0].text), "type": "string"],
                "items": [
                    "description": .string("List of \(custom.plural). More info: \(StandardWords.conventions)"),
                    "type": "array", "items": pointer,
                ],
                "kind": ["description": .string(StandardWords.typeMeta[1].text), "type": "string"],
                "metadata": described(metadata, StandardWords.listMetadata),
            ],
            "x-kubernetes-group-version-kind": [kind.openAPI],
        ]
    }

    /// A reference with words of its own.
    private func described(_ reference: Value, _ text: String) -> Value {
        if isV3 { return ["description": .string(text), "allOf": [reference]] }
        var schema: Object = ["description": .string(text)]
        for (key, value) in reference.object ?? [:] { schema[key] = value }
        return .object(schema)
    }

    private mutating func customSchema(_ version: CustomResourceRules.Version?, _ kind: GroupVersionKind) -> Value {
        var schema = version.map { isV3 ? $0.source : CustomOpenAPI.simplified($0.source) } ?? ["type": "object"]
        let metadata = reference(type: "meta.v1.ObjectMeta")
        for (field, text) in StandardWords.typeMeta {
            schema.set(["properties", field], to: ["description": .string(text), "type": "string"])
        }
        schema.set(["properties", "metadata"], to: described(metadata, StandardWords.objectMetadata))
        schema["x-kubernetes-group-version-kind"] = [kind.openAPI]
        return schema
    }
}

/// What the documents say of the fields that all objects have.
enum StandardWords {
    static let conventions =
        "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md"
    static let typeMeta: [(field: String, text: String)] = [
        (
            "apiVersion",
            "APIVersion defines the versioned schema of this representation of an object. Servers should convert "
                + "recognized schemas to the latest internal value, and may reject unrecognized values. More info: "
                + "\(conventions)#resources"
        ),
        (
            "kind",
            "Kind is a string value representing the REST resource this object represents. Servers may infer this from "
                + "the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: "
                + "\(conventions)#types-kinds"
        ),
    ]
    static let objectMetadata = "Standard object's metadata. More info: \(conventions)#metadata"
    static let listMetadata = "Standard list metadata. More info: \(conventions)#types-kinds"
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
