/// One node of a manifest: what a JSON or YAML document is made of.
///
/// The one currency for manifests between all targets. Value semantics, copy on write, no class per node.
/// Integers that fit 64 bits signed are ``integer(_:)``; every other number is ``double(_:)``.
public enum Value: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([Value])
    case object(Object)
}

extension Value: Hashable {
    /// Structural equality. Object keys compare without order; an integer equals a double of the same value.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.integer(let a), .double(let b)), (.double(let b), .integer(let a)): Double(a) == b
        // Swift takes canonically equivalent texts for equal; as bytes, which count here, they differ in length.
        case (.string(let a), .string(let b)): a == b && a.utf8.count == b.utf8.count
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }

    /// Hashes consistently with `==`: numbers by their double value, objects without order.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(Double(value))
        case .double(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .array(let values): hasher.combine(values)
        case .object(let object): hasher.combine(object)
        }
    }
}

extension Value {
    /// The object, if this is one. Setting replaces the node; setting nil makes it null.
    public var object: Object? {
        get { if case .object(let object) = self { object } else { nil } }
        set { self = newValue.map(Value.object) ?? .null }
    }

    /// The elements, if this is an array. Setting replaces the node; setting nil makes it null.
    public var array: [Value]? {
        get { if case .array(let values) = self { values } else { nil } }
        set { self = newValue.map(Value.array) ?? .null }
    }

    /// The text, if this is a string.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The flag, if this is a boolean.
    public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// The number, if this is an integer, or a double that is exactly one.
    public var integer: Int64? {
        switch self {
        case .integer(let number): number
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// The number as a double, if this is a number.
    public var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// Whether this is null.
    public var isNull: Bool { if case .null = self { true } else { false } }

    /// The field `key` of an object; nil when this is no object or has no such field.
    ///
    /// Setting on a null node makes it an object; setting nil removes the field; on other nodes setting does nothing.
    public subscript(key: String) -> Value? {
        get { if case .object(let object) = self { object[key] } else { nil } }
        set {
            switch self {
            case .object(var object):
                self = .null  // keeps the storage unique, so that the change copies nothing
                object[key] = newValue
                self = .object(object)
            case .null:
                guard let newValue else { return }
                self = .object([key: newValue])
            default: return
            }
        }
    }

    /// The element at `index`; nil when this is no array or has no such element.
    public subscript(index: Int) -> Value? {
        if case .array(let values) = self, values.indices.contains(index) { values[index] } else { nil }
    }

    /// The node reached by following field names from here; nil when one is missing.
    public func at(_ path: String...) -> Value? { at(path) }

    /// The node reached by following field names from here; nil when one is missing.
    public func at(_ path: [String]) -> Value? {
        var node = self
        for key in path {
            guard let next = node[key] else { return nil }
            node = next
        }
        return node
    }

    /// Sets the node at the end of `path`, making the objects on the way. Nodes on the way that are no objects are
    /// replaced. Setting nil removes the last field and makes nothing.
    public mutating func set(_ path: [String], to value: Value?) {
        set(path[...], to: value)
    }

    private mutating func set(_ path: ArraySlice<String>, to value: Value?) {
        guard let key = path.first else {
            self = value ?? .null
            return
        }
        if object == nil {
            guard value != nil else { return }
            self = .object([:])
        }
        guard path.count > 1 else {
            self[key] = value
            return
        }
        guard var child = self[key] ?? (value.map { _ in .object([:]) }) else { return }
        self[key] = .null
        child.set(path.dropFirst(), to: value)
        self[key] = child
    }

    /// What this node is, in words for messages: `null`, `boolean`, `number`, `string`, `array`, `object`.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, Value)...) {
        var object = Object(minimumCapacity: elements.count)
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}
