internal import DocumentModel

extension CELValue {
    /// Whether two values are equal in the sense of `==`: numbers by their value whatever their type, values of
    /// types that cannot be compared never.
    public func equals(_ other: CELValue) -> Bool {
        var left = Int.max
        return equals(other, &left)
    }

    /// As ``equals(_:)``, where `left` is how many steps it may take at most, and then how many are left: none where it
    /// ended early, with false.
    func equals(_ other: CELValue, _ left: inout Int) -> Bool {
        left -= 4
        guard left > 0 else { return false }
        switch (self, other) {
        case (.list(let a), .list(let b)): return Self.equals(a, b, &left)
        case (.map(let a), .map(let b)): return Self.equals(a, b, &left)
        case (.optional(.some(let a)), .optional(.some(let b))): return a.equals(b, &left)
        case (.structure(let a), .structure(let b)):
            guard a.typeName == b.typeName, a.fields.count == b.fields.count else { return false }
            return a.fields.allSatisfy { field in
                left -= b.fields.count / 8
                return b[field.name].map { $0.equals(field.value, &left) } ?? false
            }
        case (.string(let a), .string(let b)):
            left -= min(a.utf8.count, b.utf8.count) / 16
            return sameText(a, b)
        default: return equalsSimple(other)
        }
    }

    private func equalsSimple(_ other: CELValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.bytes(let a), .bytes(let b)): a == b
        case (.timestamp(let a), .timestamp(let b)): a == b
        case (.duration(let a), .duration(let b)): a == b
        case (.type(let a), .type(let b)): a.name == b.name
        case (.optional(.none), .optional(.none)): true
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

    private static func equals(_ a: CELList, _ b: CELList, _ steps: inout Int) -> Bool {
        guard a.count == b.count else { return false }
        if case (.documents(let left, .none), .documents(let right, .none)) = (a.storage, b.storage) {
            steps -= Value.array(left).weight(atMost: max(0, steps)) / 8
            return steps > 0 && left == right
        }
        steps -= a.count / 4
        guard let left = try? a.values(), let right = try? b.values() else { return false }
        switch a.listKind {
        case .atomic: return zip(left, right).allSatisfy { $0.equals($1, &steps) }
        case .set: return left.allSatisfy { element in right.contains { $0.equals(element, &steps) } }
        case .map(let keys):
            return left.allSatisfy { element in
                right.contains { Self.haveSameKeys($0, element, keys, &steps) && $0.equals(element, &steps) }
            }
        }
    }

    /// Whether two elements of a list with keys are the same one.
    static func haveSameKeys(_ a: CELValue, _ b: CELValue, _ keys: [String], _ steps: inout Int) -> Bool {
        steps -= 1 + keys.count
        guard steps > 0 else { return false }
        guard case .map(let a) = a, case .map(let b) = b else { return false }
        return keys.allSatisfy { key in
            let name = CELName.escaped(key) ?? key
            let (left, right) = (try? a.value(named: name), try? b.value(named: name))
            guard let left, let right else { return left == nil && right == nil }
            return left.equals(right, &steps)
        }
    }

    private static func equals(_ a: CELMap, _ b: CELMap, _ steps: inout Int) -> Bool {
        guard a.count == b.count else { return false }
        if case (.document(let left, .none), .document(let right, .none)) = (a.storage, b.storage) {
            steps -= Value.object(left).weight(atMost: max(0, steps)) / 8
            return steps > 0 && left == right
        }
        steps -= a.count / 2
        guard let left = try? a.entries() else { return false }
        return left.allSatisfy { key, value in
            guard let other = try? b.value(key) else { return false }
            return other.equals(value, &steps)
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
