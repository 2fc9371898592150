internal import DocumentModel
public import Platform

/// What an expression evaluates to.
public enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case timestamp(Timestamp)
    /// Nanoseconds.
    case duration(Int64)
    case list(CELList)
    case map(CELMap)
    case type(CELType)
    indirect case optional(CELValue?)
    case structure(CELStructure)
    case opaque(any CELOpaque)

    /// The type of this value; of a list or map without that of its elements.
    public var type: CELType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .timestamp: .timestamp
        case .duration: .duration
        case .list: .list(.dyn)
        case .map(let map): map.objectType.map { .object($0) } ?? .map(.dyn, .dyn)
        case .type: .type(nil)
        case .optional: .optional(.dyn)
        case .structure(let structure): .object(structure.typeName)
        case .opaque(let value): value.type
        }
    }

    /// The flag, if this is one.
    public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// The text, if this is one.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The number, if this is an `int`.
    public var int: Int64? { if case .int(let number) = self { number } else { nil } }

    /// A list of values.
    public static func list(_ values: [CELValue]) -> CELValue { .list(CELList(values)) }
}

/// A value that only functions of a library know what to do with.
public protocol CELOpaque: AnyObject, Sendable {
    var type: CELType { get }

    /// Whether it equals another of the same type.
    func equals(_ other: any CELOpaque) -> Bool

    /// What stands under a name, where the value has fields; nil when there is no such field.
    func field(_ name: String) throws(CELError) -> CELValue?

    /// Whether it has the field, which asking does not make.
    func hasField(_ name: String) -> Bool
}

extension CELOpaque {
    public func field(_ name: String) throws(CELError) -> CELValue? {
        throw CELError("no such overload")
    }

    public func hasField(_ name: String) -> Bool { false }
}

/// An object that an expression made: `Object{spec: Object.spec{replicas: 3}}`.
public struct CELStructure: Sendable {
    public let typeName: String
    /// In the order of the expression.
    public let fields: [(name: String, value: CELValue)]

    public init(typeName: String, fields: [(name: String, value: CELValue)]) {
        self.typeName = typeName
        self.fields = fields
    }

    /// What stands in a field.
    public subscript(name: String) -> CELValue? { fields.first { $0.name == name }?.value }
}
