internal import OrderedCollections
internal import Platform

/// One run of an expression.
struct Evaluation {
    private let variables: [CELValue?]
    private var locals: [CELValue] = []
    private let limits: CELLimits
    private(set) var cost: UInt64 = 0
    private var steps = 0

    init(variables: [CELValue?], limits: CELLimits) {
        self.variables = variables
        self.limits = limits
    }

    private mutating func charge(_ amount: UInt64) throws(CELError) {
        let (sum, overflow) = cost.addingReportingOverflow(amount)
        cost = overflow ? .max : sum
        if cost > limits.cost { throw .costLimitExceeded }
        steps &+= 1
        guard steps & 0xFF == 0 else { return }
        if Task.isCancelled || limits.isInterrupted?() == true { throw .interrupted }
    }

    mutating func evaluate(_ node: Node) throws(CELError) -> CELValue {
        switch node {
        case .constant(let value): return value
        case .variable(let slot, let name):
            try charge(1)
            guard let value = variables[slot] else { throw CELError("no such attribute(s): \(name)") }
            return value
        case .local(let slot):
            try charge(1)
            return locals[slot]
        case .select(let operand, let field):
            let value = try evaluate(operand)
            try charge(1)
            return try Access.field(field, of: value)
        case .has(let operand, let field): return .bool(try Access.has(field, in: try evaluate(operand)))
        case .optionalSelect(let operand, let field):
            let value = try evaluate(operand)
            try charge(1)
            return .optional(try Access.optionalField(field, of: value))
        case .index(let operand, let key):
            let (value, index) = (try evaluate(operand), try evaluate(key))
            try charge(1)
            return try Access.element(index, of: value)
        case .optionalIndex(let operand, let key):
            let (value, index) = (try evaluate(operand), try evaluate(key))
            try charge(1)
            return .optional(try Access.optionalElement(index, of: value))
        case .and(let left, let right): return .bool(try both(left, right))
        case .or(let left, let right): return .bool(try either(left, right))
        case .conditional(let condition, let first, let second):
            guard case .bool(let flag) = try evaluate(condition) else { throw CELError("no such overload") }
            return try evaluate(flag ? first : second)
        case .bind(_, let value, let result):
            locals.append(try evaluate(value))
            defer { locals.removeLast() }
            return try evaluate(result)
        case .loop(let loop): return try run(loop)
        case .list, .map, .structure: return try aggregate(node)
        default: return try operation(node)
        }
    }

    private mutating func operation(_ node: Node) throws(CELError) -> CELValue {
        switch node {
        case .not(let operand):
            guard case .bool(let flag) = try evaluate(operand) else { throw CELError("no such overload") }
            try charge(1)
            return .bool(!flag)
        case .negate(let operand):
            let value = try evaluate(operand)
            try charge(1)
            return try Operation.negate(value)
        case .equals(let left, let right, let isNegated):
            let (first, second) = (try evaluate(left), try evaluate(right))
            try charge(Self.comparisonCost(first, second))
            return .bool(first.equals(second) != isNegated)
        case .compare(let comparison, let left, let right):
            let (first, second) = (try evaluate(left), try evaluate(right))
            try charge(Self.comparisonCost(first, second))
            return .bool(try Operation.compare(comparison, first, second))
        case .arithmetic(let arithmetic, let left, let right):
            let (first, second) = (try evaluate(left), try evaluate(right))
            try charge(Self.arithmeticCost(arithmetic, first, second))
            return try Operation.apply(arithmetic, first, second)
        case .within(let element, let container):
            let (first, second) = (try evaluate(element), try evaluate(container))
            if case .list(let list) = second { try charge(UInt64(list.count)) } else { try charge(1) }
            return .bool(try Access.contains(second, first))
        case .matches(let text, let pattern, let length):
            guard case .string(let text) = try evaluate(text) else { throw CELError("no such overload") }
            try charge(CallCost.match(UInt64(text.unicodeScalars.count), UInt64(length)))
            return .bool(pattern.matches(text))
        case .call1(let call, let argument):
            let value = try evaluate(argument)
            let result = try Self.invoke(call, value)
            try charge(call.cost, [value], result)
            return result
        case .call2(let call, let first, let second):
            let (left, right) = (try evaluate(first), try evaluate(second))
            let result = try Self.invoke(call, left, right)
            try charge(call.cost, [left, right], result)
            return result
        case .call(let call, let arguments):
            var values: [CELValue] = []
            for argument in arguments { values.append(try evaluate(argument)) }
            let result = try Self.invoke(call, values)
            try charge(call.cost, values, result)
            return result
        default: return .null
        }
    }

    private mutating func charge(
        _ cost: CallCost, _ arguments: @autoclosure () -> [CELValue], _ result: CELValue
    ) throws(CELError) {
        if case .fixed(let amount) = cost { return try charge(amount) }
        try charge(cost.cost(arguments(), result))
    }

    private static func comparisonCost(_ left: CELValue, _ right: CELValue) -> UInt64 {
        switch (left, right) {
        case (.string(let a), .string(let b)): (UInt64(min(a.unicodeScalars.count, b.unicodeScalars.count)) + 9) / 10
        case (.bytes, .bytes), (.list, .list), (.map, .map): (min(left.costSize, right.costSize) + 9) / 10
        default: 1
        }
    }

    private static func arithmeticCost(
        _ arithmetic: Node.Arithmetic, _ left: CELValue, _ right: CELValue
    ) -> UInt64 {
        switch (arithmetic, left) {
        case (.add, .string), (.add, .bytes): (left.costSize + right.costSize + 9) / 10
        default: 1
        }
    }
}

// MARK: Logic

extension Evaluation {
    /// Either side decides when it is false; an error counts only where the other does not decide.
    private mutating func both(_ left: Node, _ right: Node) throws(CELError) -> Bool {
        try decide(left, right, by: false)
    }

    /// Either side decides when it is true.
    private mutating func either(_ left: Node, _ right: Node) throws(CELError) -> Bool {
        try decide(left, right, by: true)
    }

    private mutating func decide(_ left: Node, _ right: Node, by deciding: Bool) throws(CELError) -> Bool {
        var failure: CELError?
        do throws(CELError) {
            if try flag(left) == deciding { return deciding }
        } catch {
            guard error.kind == .evaluation else { throw error }
            failure = error
        }
        let second: Bool
        do throws(CELError) { second = try flag(right) } catch {
            throw error.kind == .evaluation ? failure ?? error : error
        }
        if second != deciding, let failure { throw failure }
        return second
    }

    private mutating func flag(_ node: Node) throws(CELError) -> Bool {
        guard case .bool(let flag) = try evaluate(node) else { throw CELError("no such overload") }
        return flag
    }
}

// MARK: Calls

extension Evaluation {
    private static func invoke(_ call: Node.Call, _ value: CELValue) throws(CELError) -> CELValue {
        for overload in call.overloads where overload.parameters.count == 1 && overload.parameters[0].accepts(value) {
            switch overload.body {
            case .unary(let body): return try body(value)
            case .variadic(let body): return try body([value])
            case .binary, .builtIn: continue
            }
        }
        throw .noSuchOverload(call.name, value)
    }

    private static func invoke(_ call: Node.Call, _ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        for overload in call.overloads
        where overload.parameters.count == 2 && overload.parameters[0].accepts(left)
            && overload.parameters[1].accepts(right)
        {
            switch overload.body {
            case .binary(let body): return try body(left, right)
            case .variadic(let body): return try body([left, right])
            case .unary, .builtIn: continue
            }
        }
        throw .noSuchOverload(call.name, left, right)
    }

    private static func invoke(_ call: Node.Call, _ values: [CELValue]) throws(CELError) -> CELValue {
        for overload in call.overloads where overload.accepts(values) {
            if case .variadic(let body) = overload.body { return try body(values) }
        }
        throw .noSuchOverload(call.name, values)
    }
}

// MARK: Aggregates

extension Evaluation {
    private mutating func aggregate(_ node: Node) throws(CELError) -> CELValue {
        switch node {
        case .list(let elements, let optional):
            var values: [CELValue] = []
            values.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                let value = try evaluate(element)
                if optional.contains(index) {
                    if let present = try Self.unwrap(value) { values.append(present) }
                } else {
                    values.append(value)
                }
            }
            try charge(10)
            return .list(values)
        case .map(let entries):
            var result: OrderedDictionary<CELKey, CELValue> = [:]
            for entry in entries {
                let key = try evaluate(entry.key)
                let value = try evaluate(entry.value)
                guard let name = CELKey(key) else { throw CELError("unsupported key type: \(key.type.name)") }
                let present = entry.isOptional ? try Self.unwrap(value) : value
                guard let present else { continue }
                guard result.updateValue(present, forKey: name) == nil else {
                    throw CELError("Failed with repeated key")
                }
            }
            try charge(30)
            return .map(CELMap(result))
        case .structure(let name, let fields):
            var values: [(name: String, value: CELValue)] = []
            for field in fields {
                let value = try evaluate(field.value)
                let present = field.isOptional ? try Self.unwrap(value) : value
                guard let present else { continue }
                values.append((field.name, present))
            }
            try charge(40)
            return .structure(CELStructure(typeName: name, fields: values))
        default: return .null
        }
    }

    private static func unwrap(_ value: CELValue) throws(CELError) -> CELValue? {
        guard case .optional(let inner) = value else {
            throw CELError("cannot initialize optional entry from non-optional value")
        }
        return inner
    }
}

// MARK: Loops

extension Evaluation {
    private mutating func run(_ loop: Node.Loop) throws(CELError) -> CELValue {
        let range = try evaluate(loop.range)
        var fold = Fold(shape: loop.shape)
        try charge(fold.startCost)
        locals.append(.null)
        locals.append(.null)
        defer { locals.removeLast(2) }
        switch range {
        case .list(let list):
            for index in 0..<list.count {
                let element = try list[index]
                locals[loop.slot] = loop.hasSecond ? .int(Int64(index)) : element
                if loop.hasSecond { locals[loop.slot + 1] = element }
                guard try step(loop, &fold) else { break }
            }
        case .map(let map):
            for key in map.keys {
                locals[loop.slot] = key.value
                if loop.hasSecond { locals[loop.slot + 1] = try map.value(key) ?? .null }
                guard try step(loop, &fold) else { break }
            }
        default: throw CELError("got '\(range.type.name)', expected iterable type")
        }
        try charge(1)
        return try fold.result()
    }

    /// One round; false when the outcome is decided.
    private mutating func step(_ loop: Node.Loop, _ fold: inout Fold) throws(CELError) -> Bool {
        try charge(fold.stepCost)
        if let filter = loop.filter {
            guard try flag(filter) else { return true }
        }
        switch loop.shape {
        case .all, .exists:
            do throws(CELError) {
                let isTrue = try flag(loop.body)
                if isTrue != (loop.shape == .all) {
                    fold.decision = isTrue
                    fold.failure = nil
                    return false
                }
            } catch {
                guard error.kind == .evaluation else { throw error }
                if fold.failure == nil { fold.failure = error }
            }
        case .existsOne: if try flag(loop.body) { fold.count += 1 }
        case .list:
            let value = try evaluate(loop.body)
            try charge(11)
            fold.values.append(value)
        case .map:
            let value = try evaluate(loop.body)
            try fold.insert(key: locals[loop.slot], value)
        case .mapEntries:
            let value = try evaluate(loop.body)
            guard case .map(let map) = value else { throw CELError("no such overload") }
            for (key, value) in try map.entries() { try fold.insert(key: key.value, value) }
        }
        return true
    }
}

/// What a loop has collected so far.
private struct Fold {
    let shape: Node.Loop.Shape
    var decision: Bool?
    var failure: CELError?
    var count = 0
    var values: [CELValue] = []
    var entries: OrderedDictionary<CELKey, CELValue> = [:]

    init(shape: Node.Loop.Shape) { self.shape = shape }

    var startCost: UInt64 {
        switch shape {
        case .list: 10
        case .map, .mapEntries: 30
        default: 0
        }
    }

    /// What testing and carrying on costs beside the body.
    var stepCost: UInt64 {
        switch shape {
        case .all: 3
        case .exists: 4
        default: 1
        }
    }

    mutating func insert(key: CELValue, _ value: CELValue) throws(CELError) {
        guard let name = CELKey(key) else { throw CELError("unsupported key type: \(key.type.name)") }
        guard entries.updateValue(value, forKey: name) == nil else {
            throw CELError("insert failed: key \(name.text) already exists")
        }
    }

    func result() throws(CELError) -> CELValue {
        switch shape {
        case .all, .exists:
            if let decision { return .bool(decision) }
            if let failure { throw failure }
            return .bool(shape == .all)
        case .existsOne: return .bool(count == 1)
        case .list: return .list(values)
        case .map, .mapEntries: return .map(CELMap(entries))
        }
    }
}
