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
                    "items": ["type": "array", "items": pointer],
                    "metadata": isV3 ? ["allOf": [metadata], "default": [:]] : metadata,
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

    /// The schema with the fields that every object has, wherever another object may stand.
    private func embedding(_ metadata: Value, in schema: Value) -> Value {
        guard var object = schema.object else { return schema }
        if let properties = object["properties"]?.object {
            object["properties"] = .object(properties.mapValues { embedding(metadata, in: $0) })
        }
        for key in ["items", "additionalProperties"] {
            if let inner = object[key] { object[key] = embedding(metadata, in: inner) }
        }
        let isOpen = object["x-kubernetes-preserve-unknown-fields"]?.bool == true
        guard object["x-kubernetes-embedded-resource"]?.bool == true, isV3 || !isOpen else { return .object(object) }
        var properties = object["properties"]?.object ?? [:]
        for (field, text) in StandardWords.embedded {
            properties[field] = ["description": .string(text), "type": "string"]
        }
        properties["metadata"] = metadata
        object["properties"] = .object(properties)
        var required = object["required"]?.array ?? []
        for field in ["kind", "apiVersion"] as [Value] where !required.contains(field) { required.append(field) }
        object["required"] = .array(required)
        return .object(object)
    }

    private mutating func customSchema(_ version: CustomResourceRules.Version?, _ kind: GroupVersionKind) -> Value {
        let metadata = reference(type: "meta.v1.ObjectMeta")
        let source = version.map { isV3 ? $0.source : CustomOpenAPI.simplified($0.source) } ?? ["type": "object"]
        var schema = embedding(described(metadata, StandardWords.objectMetadata), in: source)
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
    static let embedded: [(field: String, text: String)] = [
        (
            "apiVersion",
            "apiVersion defines the versioned schema of this representation of an object. More info: "
                + "\(conventions)#resources"
        ),
        (
            "kind",
            "kind is a string value representing the type of this object. In CamelCase. More info: "
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

    /// The schema of a whole resource.
    static func simplified(_ schema: Value) -> Value {
        guard let object = schema.object else { return schema }
        if object["x-kubernetes-preserve-unknown-fields"]?.bool == true, object["properties"] == nil {
            return ["type": object["type"] ?? "object", "x-kubernetes-preserve-unknown-fields": true]
        }
        return .object(withoutNewer(object))
    }

    private static func withoutNewer(_ object: Object) -> Object {
        var result = Object(minimumCapacity: object.count)
        for (key, value) in object where !dropped.contains(key) {
            switch key {
            case "properties": result[key] = .object((value.object ?? [:]).mapValues(inner))
            case "items", "additionalProperties": result[key] = inner(value)
            case "required": result[key] = required(value, object["properties"])
            default: result[key] = value
            }
        }
        return result
    }

    /// What may be null, or hold what nobody named, is of no type: clients of this form take nothing else
    /// (`ToStructuralOpenAPIV2` of `k8s.io/apiextensions-apiserver`).
    private static func inner(_ schema: Value) -> Value {
        guard let object = schema.object else { return schema }
        var result = withoutNewer(object)
        let isOpen = object["x-kubernetes-preserve-unknown-fields"]?.bool == true
        if object["nullable"]?.bool == true || isOpen {
            for key in ["items", "properties"] { result[key] = nil }
            if object["nullable"]?.bool == true || object["type"] == "object" { result["type"] = nil }
        }
        if result["items"] == nil, result["type"] == "array" { result["type"] = nil }
        return .object(result)
    }

    private static func required(_ names: Value, _ properties: Value?) -> Value? {
        let kept = (names.array ?? []).filter { properties?[$0.string ?? ""]?["nullable"]?.bool != true }
        return kept.isEmpty ? nil : .array(kept)
    }
}
