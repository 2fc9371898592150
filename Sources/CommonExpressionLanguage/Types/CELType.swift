/// A type of the Common Expression Language.
public indirect enum CELType: Hashable, Sendable {
    /// Any value; what stands here is known only when an expression runs.
    case dyn
    /// The type of an expression that has an error of its own.
    case error
    case null
    case bool
    case int
    case uint
    case double
    case string
    case bytes
    case timestamp
    case duration
    case list(CELType)
    case map(CELType, CELType)
    case optional(CELType)
    /// The type of types; of one type where it is known.
    case type(CELType?)
    /// A type parameter of a declaration, or a type that is still to be found.
    case parameter(String)
    /// An object with declared fields, by its name.
    case object(String)
    /// A type without fields that functions work on, by its name.
    case opaque(String)
}

extension CELType {
    /// The type as messages of the type checker write it: `list(int)`.
    public var text: String {
        switch self {
        case .dyn: "dyn"
        case .error: "!error!"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let element): "list(\(element.text))"
        case .map(let key, let value): "map(\(key.text), \(value.text))"
        case .optional(let value): "optional_type(\(value.text))"
        case .type(.none): "type"
        case .type(.some(let type)): "type(\(type.text))"
        case .parameter(let name), .object(let name), .opaque(let name): name
        }
    }

    /// The name that `type()` shows when an expression runs.
    public var name: String {
        switch self {
        case .null: "null_type"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .list: "list"
        case .map: "map"
        case .optional: "optional_type"
        case .type: "type"
        default: text
        }
    }

    var isParameter: Bool { if case .parameter = self { true } else { false } }

    var isDynamic: Bool { self == .dyn }

    var isDynamicOrError: Bool { self == .dyn || self == .error }

    /// What an optional holds, and whether this is one.
    var unwrapped: (type: CELType, isOptional: Bool) {
        if case .optional(let inner) = self { (inner, true) } else { (self, false) }
    }

    /// The types this one is made of.
    var parameters: [CELType] {
        switch self {
        case .list(let element): [element]
        case .map(let key, let value): [key, value]
        case .optional(let value): [value]
        case .type(let type): type.map { [$0] } ?? []
        default: []
        }
    }
}
