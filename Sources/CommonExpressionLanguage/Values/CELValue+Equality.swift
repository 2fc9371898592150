internal import DocumentModel

extension CELValue {
    /// Whether two values are equal in the sense of `==`: numbers by their value whatever their type, values of
    /// types that cannot be compared never.
    public func equals(_ other: CELValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.string(let a), .string(let b)): sameText(a, b)
        case (.bytes(let a), .bytes(let b)): a == b
        case (.timestamp(let a), .timestamp(let b)): a == b
        case (.duration(let a), .duration(let b)): a == b
        case (.list(let a), .list(let b)): Self.equals(a, b)
        case (.map(let a), .map(let b)): Self.equals(a, b)
        case (.type(let a), .type(let b)): a.name == b.name
        case (.optional(let a), .optional(let b)):
            switch (a, b) {
            case (.none, .none): true
            case (.some(let a), .some(let b)): a.equals(b)
            default: false
            }
        case (.structure(let a), .structure(let b)):
            a.typeName == b.typeName && a.fields.count == b.fields.count
                && a.fields.allSatisfy { field in b[field.name].map { $0.equals(field.value) } ?? false }
        case (.opaque(let a), .opaque(let b)): a.type == b.type && a.equals(b)
        default: order(other) == .same
        }
    }

    /// How two numbers compare.
    enum Order { case less, same, greater, none }

    /// How two numbers compare; none where one is no number.
    func order(_ other: CELValue) -> Order {
        switch (self, other) {
        case (.int(let a), .int(let b)): Self.order(a, b)
        case (.uint(let a), .uint(let b)): Self.order(a, b)
        case (.double(let a), .double(let b)): Self.order(a, b)
        case (.int(let a), .uint(let b)): a < 0 ? .less : Self.order(UInt64(a), b)
        case (.uint(let a), .int(let b)): b < 0 ? .greater : Self.order(a, UInt64(b))
        case (.int(let a), .double(let b)): Self.order(a, double: b)
        case (.double(let a), .int(let b)): Self.order(b, double: a).reversed
        case (.uint(let a), .double(let b)): Self.order(a, double: b)
        case (.double(let a), .uint(let b)): Self.order(b, double: a).reversed
        default: .none
        }
    }

    private static func order<Number: Comparable>(_ a: Number, _ b: Number) -> Order {
        a < b ? .less : a > b ? .greater : a == b ? .same : .none
    }

    // As cel-go has it: within the range of whole numbers both are compared as doubles.

    private static func order(_ a: Int64, double b: Double) -> Order {
        b > 0x1p63 ? .less : b < -0x1p63 ? .greater : order(Double(a), b)
    }

    private static func order(_ a: UInt64, double b: Double) -> Order {
        b > 0x1p64 ? .less : b < 0 ? .greater : order(Double(a), b)
    }

    private static func equals(_ a: CELList, _ b: CELList) -> Bool {
        guard a.count == b.count else { return false }
        if case (.documents(let left, .none), .documents(let right, .none)) = (a.storage, b.storage) {
            return left == right
        }
        guard let left = try? a.values(), let right = try? b.values() else { return false }
        switch a.listKind {
        case .atomic: return zip(left, right).allSatisfy { $0.equals($1) }
        case .set: return left.allSatisfy { element in right.contains { $0.equals(element) } }
        case .map(let keys):
            return left.allSatisfy { element in
                right.contains { Self.haveSameKeys($0, element, keys) && $0.equals(element) }
            }
        }
    }

    /// Whether two elements of a list with keys are the same one.
    static func haveSameKeys(_ a: CELValue, _ b: CELValue, _ keys: [String]) -> Bool {
        guard case .map(let a) = a, case .map(let b) = b else { return false }
        return keys.allSatisfy { key in
            let name = CELName.escaped(key) ?? key
            let (left, right) = (try? a.value(named: name), try? b.value(named: name))
            guard let left, let right else { return left == nil && right == nil }
            return left.equals(right)
        }
    }

    private static func equals(_ a: CELMap, _ b: CELMap) -> Bool {
        guard a.count == b.count else { return false }
        if case (.document(let left, .none), .document(let right, .none)) = (a.storage, b.storage) {
            return left == right
        }
        guard let left = try? a.entries() else { return false }
        return left.allSatisfy { key, value in
            guard let other = try? b.value(key) else { return false }
            return other.equals(value)
        }
    }
}

extension CELValue.Order {
    fileprivate var reversed: Self {
        switch self {
        case .less: .greater
        case .greater: .less
        default: self
        }
    }
}
