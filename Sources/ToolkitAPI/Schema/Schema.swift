public import DocumentModel

/// A structural OpenAPI v3 schema, as CustomResourceDefinitions hold it.
public struct Schema: Sendable, Hashable {
    /// The schema as a document.
    public private(set) var content: Object

    /// The schema as a document node.
    public var value: Value { .object(content) }

    private init(_ type: String, _ description: String) {
        content = ["type": .string(type)]
        if !description.isEmpty { content["description"] = .string(description) }
    }

    private func with(_ key: String, _ value: Value?) -> Schema {
        guard let value else { return self }
        var copy = self
        copy.content[key] = value
        return copy
    }
}

// The types.
extension Schema {
    /// A text. `oneOf` lists the values allowed, `length` bounds the characters.
    public static func string(
        _ description: String = "", pattern: String? = nil, oneOf: [String]? = nil, default: String? = nil,
        format: String? = nil, length: ClosedRange<Int>? = nil
    ) -> Schema {
        Schema("string", description)
            .with("pattern", pattern.map(Value.string))
            .with("enum", oneOf.map { .array($0.map(Value.string)) })
            .with("default", `default`.map(Value.string))
            .with("format", format.map(Value.string))
            .with("minLength", length.flatMap { $0.lowerBound > 0 ? .integer(Int64($0.lowerBound)) : nil })
            .with("maxLength", length.map { .integer(Int64($0.upperBound)) })
    }

    /// A flag.
    public static func boolean(_ description: String, default: Bool? = nil) -> Schema {
        Schema("boolean", description).with("default", `default`.map(Value.bool))
    }

    /// A whole number of 64 bits.
    public static func integer(_ description: String, minimum: Int64? = nil) -> Schema {
        Schema("integer", description).with("format", "int64").with("minimum", minimum.map(Value.integer))
    }

    /// A list.
    public static func array(_ description: String, of element: Schema) -> Schema {
        Schema("array", description).with("items", element.value)
    }

    /// An object with whatever keys, and texts as values.
    public static func map(_ description: String) -> Schema {
        Schema("object", description).with("additionalProperties", ["type": "string"])
    }

    /// An object with known fields.
    public static func object(
        _ description: String, default: Value? = nil, rules: [ValidationRule] = [], _ fields: [SchemaField]
    ) -> Schema {
        let required = fields.filter(\.isRequired).map(\.name).sorted()
        let properties = Object(fields.map { (key: $0.name, value: $0.schema.value) })
        return Schema("object", description)
            .with("default", `default`)
            .with("properties", .object(properties))
            .with("required", required.isEmpty ? nil : .array(required.map(Value.string)))
            .with("x-kubernetes-validations", rules.isEmpty ? nil : .array(rules.map(\.value)))
    }

    /// An object the API server knows the shape of, such as `metadata`.
    static func opaqueObject(_ description: String = "") -> Schema { Schema("object", description) }
}

/// A field of an object schema.
public struct SchemaField: Sendable {
    /// The key.
    public let name: String
    /// What stands there.
    public let schema: Schema
    /// Whether it must be there.
    public let isRequired: Bool

    /// A field that must be there.
    public static func required(_ name: String, _ schema: Schema) -> SchemaField {
        SchemaField(name: name, schema: schema, isRequired: true)
    }

    /// A field that may be left out.
    public static func optional(_ name: String, _ schema: Schema) -> SchemaField {
        SchemaField(name: name, schema: schema, isRequired: false)
    }
}

/// A CEL rule the API server checks at admission.
public struct ValidationRule: Sendable {
    /// The expression over `self`.
    public let rule: String
    /// What the user reads when it does not hold.
    public let message: String

    public init(_ rule: String, _ message: String) {
        self.rule = rule
        self.message = message
    }

    fileprivate var value: Value { ["rule": .string(rule), "message": .string(message)] }
}
