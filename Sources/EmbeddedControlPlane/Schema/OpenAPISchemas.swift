internal import DocumentModel
internal import KubernetesModel
internal import KubernetesSchema

/// Collects the schemas of types and of everything they refer to.
struct OpenAPISchemas {
    /// Whether for OpenAPI 3, else for Swagger 2.
    let isV3: Bool
    private(set) var schemas: [String: Value] = [:]

    init(isV3: Bool) { self.isV3 = isV3 }

    /// All collected schemas by name.
    var sorted: Value { .object(Object(schemas.map { (key: $0.key, value: $0.value) }).sorted()) }

    private func pointer(_ name: String) -> Value {
        ["$ref": .string((isV3 ? "#/components/schemas/" : "#/definitions/") + name)]
    }

    /// A reference to a schema, which is collected with what it needs.
    mutating func reference(_ name: String, type: String? = nil) -> Value {
        if schemas[name] == nil { schemas[name] = type.map { schema(ofType: $0) } ?? Self.special(name, isV3) }
        return pointer(name)
    }

    /// A reference to a type of the built-in table.
    mutating func reference(type name: String) -> Value {
        let full = OpenAPINames.full(name)
        if schemas[full] == nil {
            schemas[full] = [:]  // ends the recursion of types that hold themselves
            schemas[full] = schema(ofType: name)
        }
        return pointer(full)
    }

    mutating func add(_ name: String, _ schema: Value) { schemas[name] = schema }

    /// The types of what a schema of a definition holds without a form of its own, by field.
    private static let loose = [
        "additionalItems": "JSONSchemaPropsOrBool", "additionalProperties": "JSONSchemaPropsOrBool", "default": "JSON",
        "dependencies": "JSONSchemaPropsOrStringArray", "enum": "JSON", "example": "JSON",
        "items": "JSONSchemaPropsOrArray",
    ]

    private static func special(_ name: String, _ isV3: Bool) -> Value {
        switch name {
        case OpenAPINames.quantity: isV3 ? ["oneOf": [["type": "string"], ["type": "number"]]] : ["type": "string"]
        case OpenAPINames.intOrString:
            isV3
                ? ["format": "int-or-string", "oneOf": [["type": "integer"], ["type": "string"]]]
                : ["format": "int-or-string", "type": "string"]
        case _ where name.hasPrefix(OpenAPINames.loose): [:]
        case OpenAPINames.time, OpenAPINames.microTime: ["format": "date-time", "type": "string"]
        default: ["type": "object"]
        }
    }

    private mutating func schema(ofType name: String) -> Value {
        guard let type = BuiltInSchema.shared.type(named: name) else { return ["type": "object"] }
        var properties = Object()
        for field in type.fields { properties[field.name] = property(field) }
        var schema: Object = ["type": "object"]
        if !properties.isEmpty { schema["properties"] = .object(properties) }
        let required = type.fields.filter(\.isRequired).map { Value.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        if type.isAtomic { schema["x-kubernetes-map-type"] = "atomic" }
        return .object(schema)
    }

    private mutating func property(_ field: FieldSchema) -> Value {
        var schema = schema(of: field.type, named: field.name)
        if isV3, schema["$ref"] != nil { schema = ["allOf": [schema]] }
        if !field.enumeration.isEmpty {
            let values = Value.array(field.enumeration.map(Value.string))
            if schema["items"] != nil { schema.set(["items", "enum"], to: values) } else { schema["enum"] = values }
        }
        if isV3, let value = field.declaredDefault ?? Self.zero(of: field) { schema["default"] = value }
        if let key = field.patchMergeKey { schema["x-kubernetes-patch-merge-key"] = .string(key) }
        let strategies = [field.mergesElements ? "merge" : nil, field.retainsKeys ? "retainKeys" : nil].compactMap(
            \.self)
        if !strategies.isEmpty { schema["x-kubernetes-patch-strategy"] = .string(strategies.joined(separator: ",")) }
        return schema
    }

    private mutating func schema(of type: TypeSchema, named name: String) -> Value {
        switch type {
        case .scalar(let kind): return scalar(kind)
        case .list(let element, let kind): return list(element, kind, name)
        case .map(let element, let isAtomic):
            var schema: Value = ["type": "object", "additionalProperties": inner(element, name)]
            if isAtomic { schema["x-kubernetes-map-type"] = "atomic" }
            return schema
        case .named(let type): return reference(type: type)
        case .object(let object):
            guard !object.name.isEmpty else { return ["type": "object"] }
            return reference(type: object.name)
        case .untyped(let isObject):
            guard isObject else { return Self.loose[name].map { reference(OpenAPINames.loose + $0) } ?? [:] }
            return reference(name == "fieldsV1" ? OpenAPINames.fields : OpenAPINames.rawExtension)
        }
    }

    private mutating func list(_ element: TypeSchema, _ kind: ListKind, _ name: String) -> Value {
        var schema: Value = ["type": "array", "items": inner(element, name)]
        switch kind {
        case .atomic: schema["x-kubernetes-list-type"] = "atomic"
        case .set: schema["x-kubernetes-list-type"] = "set"
        case .map(let keys):
            schema["x-kubernetes-list-type"] = "map"
            schema["x-kubernetes-list-map-keys"] = .array(keys.map(Value.string))
        }
        return schema
    }

    private mutating func inner(_ type: TypeSchema, _ name: String) -> Value {
        schema(of: type, named: name)
    }

    /// What stands in a field that is always written, when nobody set it.
    private static func zero(of field: FieldSchema) -> Value? {
        switch (field.whenEmpty, field.type) {
        case (.structure, _): [:]
        case (.zero, .scalar(.string)): ""
        case (.zero, .scalar(.boolean)): false
        case (.zero, .scalar(.int32)), (.zero, .scalar(.int64)): 0
        default: nil
        }
    }

    private mutating func scalar(_ kind: ScalarKind) -> Value {
        switch kind {
        case .string: ["type": "string"]
        case .boolean: ["type": "boolean"]
        case .int32: ["type": "integer", "format": "int32"]
        case .int64: ["type": "integer", "format": "int64"]
        case .double: ["type": "number", "format": "double"]
        case .byte: ["type": "string", "format": "byte"]
        case .intOrString: reference(OpenAPINames.intOrString)
        case .quantity: reference(OpenAPINames.quantity)
        case .time: reference(OpenAPINames.time)
        case .microTime: reference(OpenAPINames.microTime)
        }
    }
}
