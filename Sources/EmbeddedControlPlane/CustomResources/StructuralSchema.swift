internal import DocumentModel

/// The schema of a custom resource: its structure, what its values must satisfy, and how its lists merge.
final class StructuralSchema: Sendable {
    /// What an object may hold besides its properties.
    enum Additional: Sendable {
        case none
        case any
        case schema(StructuralSchema)
    }

    /// A rule in the Common Expression Language.
    struct Rule: Sendable, Hashable {
        var rule: String
        var message: String?
        var messageExpression: String?
        var reason: String?
        var fieldPath: String?
        var optionalOldSelf: Bool
    }

    let type: String
    /// In byte order of their names.
    let properties: [(name: String, schema: StructuralSchema)]
    let additional: Additional
    let items: StructuralSchema?
    let isNullable: Bool
    let defaultValue: Value?
    let preservesUnknown: Bool
    let isEmbedded: Bool
    let isIntOrString: Bool
    let listType: String?
    let listMapKeys: [String]
    let mapType: String?
    let rules: [Rule]
    let constraints: ValueConstraints
    /// Whether there are objects within it.
    let holdsEmbedded: Bool
    private let places: [String: Int]

    /// Reads `openAPIV3Schema` or a part of it.
    init(_ schema: Value) {
        type = schema["type"]?.string ?? ""
        properties = (schema["properties"]?.object?.sorted() ?? [:]).map { ($0.key, StructuralSchema($0.value)) }
        places = Dictionary(properties.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
        additional =
            switch schema["additionalProperties"] {
            case .some(.bool(true)): .any
            case .some(.object(let object)): .schema(StructuralSchema(.object(object)))
            default: .none
            }
        items = schema["items"].flatMap { $0.object == nil ? nil : StructuralSchema($0) }
        isNullable = schema["nullable"]?.bool ?? false
        defaultValue = schema["default"].flatMap { $0.isNull ? Optional.none : $0 }
        preservesUnknown = schema["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
        isEmbedded = schema["x-kubernetes-embedded-resource"]?.bool ?? false
        isIntOrString = schema["x-kubernetes-int-or-string"]?.bool ?? false
        listType = schema["x-kubernetes-list-type"]?.string
        listMapKeys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
        mapType = schema["x-kubernetes-map-type"]?.string
        rules = Self.rules(schema)
        constraints = ValueConstraints(schema)
        holdsEmbedded =
            isEmbedded || items?.holdsEmbedded ?? false || properties.contains { $0.schema.holdsEmbedded }
            || { if case .schema(let inner) = $0 { inner.holdsEmbedded } else { false } }(additional)
    }

    /// The rules that stand at a node, not those below.
    static func rules(_ schema: Value) -> [Rule] { (schema["x-kubernetes-validations"]?.array ?? []).map(rule) }

    private static func rule(_ value: Value) -> Rule {
        Rule(
            rule: value["rule"]?.string ?? "", message: value["message"]?.string,
            messageExpression: value["messageExpression"]?.string, reason: value["reason"]?.string,
            fieldPath: value["fieldPath"]?.string, optionalOldSelf: value["optionalOldSelf"]?.bool ?? false)
    }

    /// The schema of a declared property.
    subscript(name: String) -> StructuralSchema? { places[name].map { properties[$0].schema } }

    /// The schema of what stands under `key`, declared or not; nil where there is none.
    func schema(of key: String) -> StructuralSchema? {
        if let declared = self[key] { return declared }
        if case .schema(let schema) = additional { return schema }
        return nil
    }

    /// A schema that takes anything.
    static let anything = StructuralSchema(["x-kubernetes-preserve-unknown-fields": true, "type": "object"])
}

/// What a value must satisfy besides its structure.
struct ValueConstraints: Sendable {
    var type = ""
    var isNullable = false
    var isIntOrString = false
    var format: String?
    var enumeration: [Value]?
    var minimum: Double?
    var maximum: Double?
    var isMinimumExclusive = false
    var isMaximumExclusive = false
    var multipleOf: Double?
    var minLength: Int64?
    var maxLength: Int64?
    var pattern: String?
    var minItems: Int64?
    var maxItems: Int64?
    var hasUniqueItems = false
    var minProperties: Int64?
    var maxProperties: Int64?
    var required: [String] = []
    var forbidsAdditional = false
    /// Properties and items of a schema inside `allOf`, `anyOf`, `oneOf` or `not`, which has no structure.
    var properties: [(name: String, constraints: ValueConstraints)] = []
    var items: [ValueConstraints] = []
    var additional: [ValueConstraints] = []
    var allOf: [ValueConstraints] = []
    var anyOf: [ValueConstraints] = []
    var oneOf: [ValueConstraints] = []
    var not: [ValueConstraints] = []

    init(_ schema: Value) {
        type = schema["type"]?.string ?? ""
        isNullable = schema["nullable"]?.bool ?? false
        isIntOrString = schema["x-kubernetes-int-or-string"]?.bool ?? false
        format = schema["format"]?.string
        enumeration = schema["enum"]?.array
        minimum = schema["minimum"]?.double
        maximum = schema["maximum"]?.double
        isMinimumExclusive = schema["exclusiveMinimum"]?.bool ?? false
        isMaximumExclusive = schema["exclusiveMaximum"]?.bool ?? false
        multipleOf = schema["multipleOf"]?.double
        minLength = schema["minLength"]?.integer
        maxLength = schema["maxLength"]?.integer
        pattern = schema["pattern"]?.string
        minItems = schema["minItems"]?.integer
        maxItems = schema["maxItems"]?.integer
        hasUniqueItems = schema["uniqueItems"]?.bool ?? false
        minProperties = schema["minProperties"]?.integer
        maxProperties = schema["maxProperties"]?.integer
        required = (schema["required"]?.array ?? []).compactMap(\.string)
        if case .some(.bool(false)) = schema["additionalProperties"] { forbidsAdditional = true }
        properties = (schema["properties"]?.object?.sorted() ?? [:]).map { ($0.key, ValueConstraints($0.value)) }
        items = Self.one(schema["items"])
        additional = Self.one(schema["additionalProperties"])
        allOf = (schema["allOf"]?.array ?? []).map(ValueConstraints.init)
        anyOf = (schema["anyOf"]?.array ?? []).map(ValueConstraints.init)
        oneOf = (schema["oneOf"]?.array ?? []).map(ValueConstraints.init)
        not = Self.one(schema["not"])
    }

    /// A nested schema, where there is one; a list only because a structure cannot hold itself.
    private static func one(_ schema: Value?) -> [ValueConstraints] {
        schema?.object == nil ? [] : [schema].compactMap(\.self).map(ValueConstraints.init)
    }
}
