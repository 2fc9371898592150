/// The key of a map. Numbers of different types are one key when they are the same number.
public enum CELKey: Sendable {
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case string(String)

    /// Nil for a value that cannot be a key.
    public init?(_ value: CELValue) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .uint(let number): self = .uint(number)
        case .string(let text): self = .string(text)
        default: return nil
        }
    }

    /// As above; of a double the whole number that it is.
    init?(lookup value: CELValue) {
        if case .double(let number) = value {
            if let whole = Int64(exactly: number) {
                self = .int(whole)
            } else if let whole = UInt64(exactly: number) {
                self = .uint(whole)
            } else {
                return nil
            }
        } else {
            self.init(value)
        }
    }

    /// The key as a value.
    public var value: CELValue {
        switch self {
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .uint(let number): .uint(number)
        case .string(let text): .string(text)
        }
    }

    var text: String {
        switch self {
        case .bool(let flag): String(flag)
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .string(let text): text
        }
    }
}

extension CELKey: Hashable {
    public static func == (left: CELKey, right: CELKey) -> Bool {
        switch (left, right) {
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.int(let a), .uint(let b)), (.uint(let b), .int(let a)): UInt64(exactly: a) == b
        case (.string(let a), .string(let b)): sameText(a, b)
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let flag): hasher.combine(flag)
        case .int(let number): hasher.combine(UInt64(bitPattern: number))
        case .uint(let number): hasher.combine(number)
        case .string(let text): hasher.combine(text)
        }
    }
}

/// Whether two texts are the same bytes; Swift itself takes canonically equivalent ones for equal.
func sameText(_ left: String, _ right: String) -> Bool {
    left == right && (left.utf8.count == right.utf8.count) && left.utf8.elementsEqual(right.utf8)
}

/// Whether a text comes before another in the order of their bytes.
func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
