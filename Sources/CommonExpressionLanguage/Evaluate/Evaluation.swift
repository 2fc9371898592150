internal import OrderedCollections
internal import Platform

/// One run of an expression.
struct Evaluation {
    private let variables: [CELValue?]
    private var locals: [CELValue] = []
    private var meter: Meter

    var cost: UInt64 { meter.cost }

    init(variables: [CELValue?], limits: CELLimits) {
        self.variables = variables
        meter = Meter(limits)
    }

    private mutating func charge(_ amount: UInt64) throws(CELError) { try meter.charge(amount) }

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
            let isEqual = try meter.limited { left throws(CELError) in first.equals(second, &left) }
            return .bool(isEqual != isNegated)
        case .compare(let comparison, let left, let right):
            let (first, second) = (try evaluate(left), try evaluate(right))
            try charge(Self.comparisonCost(first, second))
            return .bool(try Operation.compare(comparison, first, second))
        case .arithmetic(let arithmetic, let left, let right):
            let (first, second) = (try evaluate(left), try evaluate(right))
            try charge(Self.arithmeticCost(arithmetic, first, second))
            if arithmetic == .add { return try sum(first, second) }
            return try Operation.apply(arithmetic, first, second)
        case .within(let element, let container):
            let (first, second) = (try evaluate(element), try evaluate(container))
            if case .list(let list) = second { try charge(UInt64(list.count)) } else { try charge(1) }
            return .bool(
                try meter.limited { left throws(CELError) in try Access.contains(second, first, &left) })
        case .matches(let text, let pattern, let length):
            guard case .string(let text) = try evaluate(text) else { throw CELError("no such overload") }
            try charge(CallCost.match(UInt64(text.unicodeScalars.count), UInt64(length)))
            return .bool(try meter.limited { left throws(CELError) in pattern.matches(text, steps: &left) })
        case .call1(let call, let argument):
            let value = try evaluate(argument)
            try demand(call, [value])
            let result = try Self.invoke(call, value)
            try settle(call, [value], result)
            return result
        case .call2(let call, let first, let second):
            let (left, right) = (try evaluate(first), try evaluate(second))
            try demand(call, [left, right])
            if case .pattern = call.demand, let found = try search(call, [left, right]) { return found }
            let result = try Self.invoke(call, left, right)
            try settle(call, [left, right], result)
            return result
        case .call(let call, let arguments):
            var values: [CELValue] = []
            for argument in arguments { values.append(try evaluate(argument)) }
            try demand(call, values)
            if case .pattern = call.demand, let found = try search(call, values) { return found }
            let result = try Self.invoke(call, values)
            try settle(call, values, result)
            return result
        default: return .null
        }
    }

    /// Counts what a call is about to do, before it does it.
    private mutating func demand(
        _ call: Node.Call, _ arguments: @autoclosure () -> [CELValue]
    ) throws(CELError) {
        if case .fixed(let amount) = call.cost, case .plain = call.demand {
            let values = arguments()
            try meter.spend(values.reduce(0) { $0 + $1.extent / 16 })
            return try charge(amount)
        }
        let values = arguments()
        let (steps, bytes) = call.demand.measure(values, atMost: meter.left * 8 + 8)
        try meter.spend(steps)
        try meter.make(bytes)
        if !call.cost.needsResult { try charge(call.cost.cost(values, nil)) }
    }

    /// Counts what only the result of a call tells.
    private mutating func settle(
        _ call: Node.Call, _ arguments: @autoclosure () -> [CELValue], _ result: CELValue
    ) throws(CELError) {
        if call.cost.needsResult { try charge(call.cost.cost(arguments(), result)) }
    }

    /// What a function of regular expressions comes to, counting its steps; nil where the call is none of these.
    private mutating func search(_ call: Node.Call, _ arguments: [CELValue]) throws(CELError) -> CELValue? {
        guard !call.overloads.isEmpty, case .string(let text) = arguments[0],
            case .string(let expression) = arguments[1]
        else { return nil }
        try meter.spend(expression.utf8.count * 16)
        let pattern = try RegularExpressions.pattern(expression)
        if call.name == "matches", arguments.count == 2 {
            return .bool(try meter.limited { left throws(CELError) in pattern.matches(text, steps: &left) })
        }
        var limit: Int?
        if call.name == "find" { limit = 1 }
        if arguments.count > 2 {
            let number = try Texts.number(arguments[2])
            if number >= 0 { limit = Int(clamping: number) }
        }
        let found = try meter.limited { left throws(CELError) in pattern.found(in: text, limit: limit, steps: &left) }
        if call.name == "find" { return .string(found.first ?? "") }
        try meter.make(found.count * Meter.elementBytes)
        return .list(found.map { .string($0) })
    }

    /// Sums, where those of texts and lists are made only when they are small enough.
    private mutating func sum(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.string, .string), (.bytes, .bytes): try meter.make(left.extent + right.extent)
        case (.list(let a), .list(let b)):
            try meter.spend(a.count + b.count)
            try meter.make((a.count + b.count) * Meter.elementBytes)
            return .list(try meter.limited { steps throws(CELError) in try Operation.joined(a, b, &steps) })
        default: break
        }
        return try Operation.apply(.add, left, right)
    }

    private static func comparisonCost(_ left: CELValue, _ right: CELValue) -> UInt64 {
        switch (left, right) {
        case (.string(let a), .string(let b)):
            (UInt64(shorterCount(a, b)) + 9) / 10
        case (.bytes, .bytes), (.list, .list), (.map, .map): (min(left.costSize, right.costSize) + 9) / 10
        default: 1
        }
    }

    /// The number of code points of the shorter text; a much longer one is not gone through.
    private static func shorterCount(_ a: String, _ b: String) -> Int {
        if a.utf8.count * 4 <= b.utf8.count { return a.unicodeScalars.count }
        if b.utf8.count * 4 <= a.utf8.count { return b.unicodeScalars.count }
        return min(a.unicodeScalars.count, b.unicodeScalars.count)
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
            try meter.spend(values.count)
            try meter.make(values.count * Meter.elementBytes)
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
            try meter.spend(result.count)
            try meter.make(2 * result.count * Meter.elementBytes)
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
            try meter.make(values.count * Meter.elementBytes)
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
            try meter.spend(map.count)
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
            try meter.make(Meter.elementBytes)
            fold.values.append(value)
        case .map:
            let value = try evaluate(loop.body)
            try meter.make(2 * Meter.elementBytes)
            try fold.insert(key: locals[loop.slot], value)
        case .mapEntries:
            let value = try evaluate(loop.body)
            guard case .map(let map) = value else { throw CELError("no such overload") }
            try meter.spend(map.count)
            try meter.make(2 * map.count * Meter.elementBytes)
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
