public import DocumentModel

/// An object with known fields.
public final class ObjectSchema: Sendable {
    /// Such as `core.v1.PodSpec`; empty for a type without a name.
    public let name: String
    /// Whether it has one owner and is replaced whole.
    public let isAtomic: Bool
    /// The fields in the order of their declaration.
    public let fields: [FieldSchema]
    /// The type of fields that are not declared; nil where there are none.
    public let additional: TypeSchema?
    private let places: [String: Int]

    /// Of fields with the same name the last one counts.
    public init(name: String = "", isAtomic: Bool = false, fields: [FieldSchema], additional: TypeSchema? = nil) {
        self.name = name
        self.isAtomic = isAtomic
        self.fields = fields
        self.additional = additional
        places = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
    }

    /// The field of this name.
    public subscript(name: String) -> FieldSchema? { places[name].map { fields[$0] } }

    /// The type of what stands under `key`: of the field, or of undeclared ones.
    public func type(of key: String) -> TypeSchema? { self[key]?.type ?? additional }
}

/// A field of an object.
public struct FieldSchema: Sendable {
    /// The name in JSON.
    public var name: String
    public var type: TypeSchema
    public var isRequired = false
    /// How the server writes the field when it holds nothing.
    public var whenEmpty: Emptiness = .absent
    /// The value of a missing field where the API declares one (`protocol: TCP`); not what the server computes.
    public var declaredDefault: Value?
    /// The values of an enumeration in byte order; empty where the field is none.
    public var enumeration: [String] = []
    /// The field that tells the elements of a list apart in a strategic merge patch.
    public var patchMergeKey: String?
    /// Whether a strategic merge patch merges the elements of this list instead of replacing it.
    public var mergesElements = false
    /// Whether a strategic merge patch may name the fields to keep (`$retainKeys`).
    public var retainsKeys = false

    /// How the server writes a field that holds nothing.
    public enum Emptiness: Sendable, Hashable {
        /// Not at all; a zero that was set (`replicas: 0`) is something and stays.
        case absent
        /// Not at all, and a zero or an empty list counts as nothing.
        case omitted
        /// As the zero of its type, null for lists and maps.
        case zero
        /// As null.
        case null
        /// As a structure, if only an empty one.
        case structure
    }

    public init(name: String, type: TypeSchema, isRequired: Bool = false, declaredDefault: Value? = nil) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.declaredDefault = declaredDefault
    }

    /// What a missing field counts as where it is a key of a list: the declared default, or the zero of a required leaf.
    public var keyDefault: Value? {
        if let declaredDefault { return declaredDefault }
        guard isRequired, case .scalar(let kind) = type else { return nil }
        switch kind {
        case .string: return ""
        case .int32, .int64, .double: return 0
        case .boolean: return false
        default: return nil
        }
    }
}
