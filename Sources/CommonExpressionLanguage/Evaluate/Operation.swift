internal import Platform

/// What operators do.
enum Operation {
    static func negate(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .int(let number):
            guard number != .min else { throw .integerOverflow }
            return .int(-number)
        case .double(let number): return .double(-number)
        case .duration(let nanoseconds):
            guard nanoseconds != .min else { throw .durationOverflow }
            return .duration(-nanoseconds)
        default: throw .noSuchOverload(Operator.negate, value)
        }
    }

    static func compare(
        _ comparison: Node.Comparison, _ left: CELValue, _ right: CELValue
    ) throws(CELError) -> Bool {
        let order = try order(comparison.rawValue, left, right)
        switch comparison {
        case .less: return order == .less
        case .lessEquals: return order == .less || order == .same
        case .greater: return order == .greater
        case .greaterEquals: return order == .greater || order == .same
        }
    }

    /// How two values that have an order compare.
    static func order(_ name: String, _ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue.Order {
        func order<Part: Comparable>(_ a: Part, _ b: Part) -> CELValue.Order {
            a < b ? .less : a == b ? .same : .greater
        }
        switch (left, right) {
        case (.bool(let a), .bool(let b)): return order(a ? 1 : 0, b ? 1 : 0)
        case (.string(let a), .string(let b)): return precedes(a, b) ? .less : sameText(a, b) ? .same : .greater
        case (.bytes(let a), .bytes(let b)):
            return a.lexicographicallyPrecedes(b) ? .less : a == b ? .same : .greater
        case (.timestamp(let a), .timestamp(let b)): return order(a, b)
        case (.duration(let a), .duration(let b)): return order(a, b)
        case (.int, .int), (.int, .uint), (.int, .double), (.uint, .int), (.uint, .uint), (.uint, .double),
            (.double, .int), (.double, .uint), (.double, .double):
            return left.order(right)
        default: throw .noSuchOverload(name, left, right)
        }
    }

    static func apply(
        _ arithmetic: Node.Arithmetic, _ left: CELValue, _ right: CELValue
    ) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.int(let a), .int(let b)): return .int(try apply(arithmetic, a, b, overflow: .integerOverflow))
        case (.uint(let a), .uint(let b)): return .uint(try apply(arithmetic, a, b, overflow: .unsignedOverflow))
        case (.double(let a), .double(let b)):
            switch arithmetic {
            case .add: return .double(a + b)
            case .subtract: return .double(a - b)
            case .multiply: return .double(a * b)
            case .divide: return .double(a / b)
            case .modulo: break
            }
        default:
            if arithmetic == .add { return try add(left, right) }
            if arithmetic == .subtract { return try subtract(left, right) }
        }
        throw .noSuchOverload(arithmetic.rawValue, left, right)
    }

    private static func apply<Number: FixedWidthInteger>(
        _ arithmetic: Node.Arithmetic, _ a: Number, _ b: Number, overflow: CELError
    ) throws(CELError) -> Number {
        let (result, isOver): (Number, Bool)
        switch arithmetic {
        case .add: (result, isOver) = a.addingReportingOverflow(b)
        case .subtract: (result, isOver) = a.subtractingReportingOverflow(b)
        case .multiply: (result, isOver) = a.multipliedReportingOverflow(by: b)
        case .divide:
            guard b != 0 else { throw .divisionByZero }
            (result, isOver) = a.dividedReportingOverflow(by: b)
        case .modulo:
            guard b != 0 else { throw .modulusByZero }
            (result, isOver) = a.remainderReportingOverflow(dividingBy: b)
        }
        guard !isOver else { throw overflow }
        return result
    }

    private static func add(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.string(let a), .string(let b)): return .string(a + b)
        case (.bytes(let a), .bytes(let b)): return .bytes(a + b)
        case (.list(let a), .list(let b)):
            var left = Int.max
            return .list(try joined(a, b, &left))
        case (.duration(let a), .duration(let b)):
            let (sum, isOver) = a.addingReportingOverflow(b)
            guard !isOver else { throw .durationOverflow }
            return .duration(sum)
        case (.timestamp(let time), .duration(let nanoseconds)), (.duration(let nanoseconds), .timestamp(let time)):
            return .timestamp(try Conversion.checked(time.advanced(by: .nanoseconds(nanoseconds))))
        default: throw .noSuchOverload(Operator.add, left, right)
        }
    }

    private static func subtract(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.duration(let a), .duration(let b)):
            let (difference, isOver) = a.subtractingReportingOverflow(b)
            guard !isOver else { throw .durationOverflow }
            return .duration(difference)
        case (.timestamp(let time), .duration(let nanoseconds)):
            guard nanoseconds != .min else { throw .timestampOverflow }
            return .timestamp(try Conversion.checked(time.advanced(by: .nanoseconds(-nanoseconds))))
        case (.timestamp(let a), .timestamp(let b)):
            guard let difference = CELValue.nanoseconds(a.duration(since: b)) else { throw .timestampOverflow }
            return .duration(difference)
        default: throw .noSuchOverload(Operator.subtract, left, right)
        }
    }

    /// Two lists one after the other; of lists with a set or keys, elements of the second replace those of the first.
    ///
    /// - Parameter left: how many steps it may take, and then how many are left: none where it ended early.
    static func joined(_ a: CELList, _ b: CELList, _ left: inout Int) throws(CELError) -> [CELValue] {
        var values = try a.values()
        let added = try b.values()
        switch a.listKind {
        case .atomic: values += added
        case .set:
            for value in added where !values.contains(where: { $0.equals(value, &left) }) { values.append(value) }
        case .map(let keys):
            for value in added {
                if let index = values.firstIndex(where: { CELValue.haveSameKeys($0, value, keys, &left) }) {
                    values[index] = value
                } else {
                    values.append(value)
                }
            }
        }
        return values
    }
}
