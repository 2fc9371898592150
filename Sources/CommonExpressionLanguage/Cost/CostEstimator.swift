/// Estimates what evaluating an expression costs, from the limits that schemas set, as the API server does.
struct CostEstimator {
    typealias Estimate = CELCostEstimate

    /// How large keys and values of a list or map are.
    struct EntrySize {
        var isList: Bool
        var key: Estimate
        var value: Estimate

        func union(_ other: EntrySize?) -> EntrySize? {
            other.map { EntrySize(isList: isList, key: key.union($0.key), value: value.union($0.value)) }
        }
    }

    private struct Local {
        var path: [String]
        var size: Estimate?
        var entries: EntrySize?
    }

    private let checked: CheckedExpression
    private let document: DocumentType?
    private var paths: [Int: [String]] = [:]
    private var locals: [String: [Local]] = [:]
    private var sizes: [Int: Estimate] = [:]
    private var entrySizes: [Int: EntrySize] = [:]

    static func estimate(_ checked: CheckedExpression, document: DocumentType?) -> Estimate {
        var estimator = CostEstimator(checked: checked, document: document)
        return estimator.cost(checked.root)
    }

    private init(checked: CheckedExpression, document: DocumentType?) {
        self.checked = checked
        self.document = document
    }

    private mutating func cost(_ expression: Expression) -> Estimate {
        // A qualified name that is a variable counts as one.
        if case .variable(let name) = checked.references[expression.id] {
            paths[expression.id] = [name]
            return .fixed(1)
        }
        if case .constant = checked.references[expression.id] {
            paths[expression.id] = [expression.qualifiedName ?? ""]
            return .fixed(1)
        }
        switch expression.kind {
        case .literal: return .none
        case .identifier(let name):
            paths[expression.id] = locals[name]?.last?.path ?? [name]
            return .fixed(1)
        case .select(let operand, let field, let isTest):
            let inner = cost(operand)
            if isTest { return inner }
            paths[expression.id] = path(operand) + [field]
            switch checked.type(of: operand) {
            case .map, .object, .parameter: return inner + .fixed(1)
            default: return inner
            }
        case .call(let name, let target, let arguments): return call(expression, name, target, arguments)
        case .list(let elements, _): return list(expression, elements)
        case .map(let entries): return map(expression, entries)
        case .structure(_, let fields):
            return fields.reduce(.fixed(40)) { sum, field in sum + cost(field.value) }
        case .comprehension(let loop): return comprehension(expression, loop)
        }
    }
}

// MARK: Sizes

extension CostEstimator {
    private func path(_ expression: Expression) -> [String] {
        if case .identifier(let name) = expression.kind, let local = locals[name]?.last { return local.path }
        return paths[expression.id] ?? []
    }

    /// How large a value may be; nil where nothing tells.
    mutating func size(_ expression: Expression) -> Estimate? {
        if let known = sizes[expression.id] { return known }
        if let literal = Self.literalSize(expression) { return literal }
        var path = path(expression)
        if path.first == MacroSet.accumulator { path = [] }
        if let limit = documentSize(path) {
            sizes[expression.id] = limit
            return limit
        }
        if Self.isScalar(checked.type(of: expression)) { return .fixed(1) }
        if case .identifier(let name) = expression.kind { return locals[name]?.last?.size }
        return nil
    }

    mutating func sizeOrUnknown(_ expression: Expression) -> Estimate { size(expression) ?? .unknown }

    private static func literalSize(_ expression: Expression) -> Estimate? {
        switch expression.kind {
        case .literal(.string(let text)): .fixed(UInt64(text.unicodeScalars.count))
        case .literal(.bytes(let bytes)): .fixed(UInt64(bytes.count))
        case .literal: .fixed(1)
        case .list(let elements, _): .fixed(UInt64(elements.count))
        case .map(let entries): .fixed(UInt64(entries.count))
        default: nil
        }
    }

    private static func isScalar(_ type: CELType) -> Bool {
        switch type {
        case .bool, .double, .duration, .int, .timestamp, .uint: true
        case .optional(let inner): isScalar(inner)
        default: false
        }
    }

    func typeOf(_ expression: Expression) -> CELType { checked.type(of: expression) }

    /// The limit that the schema sets on what a path leads to; the first step is the variable.
    func documentSize(_ path: [String]) -> Estimate? {
        guard !path.isEmpty, var node = document else { return nil }
        for step in path.dropFirst() {
            switch step {
            case "@items", "@values":
                guard let element = node.element else { return nil }
                node = element
            case "@keys":
                guard node.isOpen, node.element != nil else { return nil }
                // Keys are texts without a limit of their own.
                return Estimate(0, 0)
            default:
                guard let field = node.fields[step] else { return nil }
                node = field.type
            }
        }
        return Estimate(0, UInt64(clamping: node.maxElements))
    }

    private mutating func entries(_ expression: Expression) -> EntrySize? {
        if let known = entrySizes[expression.id] { return known }
        if case .identifier(let name) = expression.kind { return locals[name]?.last?.entries }
        return nil
    }

    /// How large the elements of a list are; nil where it is no list.
    mutating func elementSize(_ list: Expression) -> (type: CELType, size: Estimate)? {
        guard let element = checked.type(of: list).parameters.first else { return nil }
        let path = path(list)
        let size = path.isEmpty || path.first == MacroSet.accumulator ? nil : documentSize(path + ["@items"])
        return (element, size ?? .unknown)
    }
}

// MARK: Aggregates and loops

extension CostEstimator {
    private mutating func list(_ expression: Expression, _ elements: [Expression]) -> Estimate {
        var sum = Estimate.fixed(10)
        var item = Estimate(elements.isEmpty ? 0 : .max, 0)
        for element in elements {
            sum = sum + cost(element)
            item = item.union(sizeOrUnknown(element))
        }
        entrySizes[expression.id] = EntrySize(isList: true, key: .fixed(1), value: item)
        return sum
    }

    private mutating func map(_ expression: Expression, _ entries: [Expression.MapEntry]) -> Estimate {
        var sum = Estimate.fixed(30)
        var key = Estimate(entries.isEmpty ? 0 : .max, 0)
        var value = key
        for entry in entries {
            sum = sum + cost(entry.key) + cost(entry.value)
            key = key.union(sizeOrUnknown(entry.key))
            value = value.union(sizeOrUnknown(entry.value))
        }
        entrySizes[expression.id] = EntrySize(isList: false, key: key, value: value)
        return sum
    }

    private mutating func comprehension(_ expression: Expression, _ loop: Expression.Comprehension) -> Estimate {
        var sum = cost(loop.range) + cost(loop.start)
        let start = Local(path: path(loop.start), size: size(loop.start), entries: entries(loop.start))
        locals[loop.accumulator, default: []].append(start)
        defer { locals[loop.accumulator]?.removeLast() }
        if case .bind = loop.shape {
            sum = sum + cost(loop.result)
            if let size = size(loop.result) { sizes[expression.id] = size }
            if let entries = entries(loop.result) { entrySizes[expression.id] = entries }
            return sum
        }
        push(loop)
        let round = cost(loop.condition) + cost(loop.step)
        locals[loop.variable]?.removeLast()
        if let second = loop.second { locals[second]?.removeLast() }
        sum = sum + cost(loop.result)
        let count = sizeOrUnknown(loop.range)
        sum = sum + count * round
        switch loop.start.kind {
        case .literal: if let size = size(loop.start) { sizes[expression.id] = size }
        case .list, .map:
            sizes[expression.id] = count
            if let entries = entries(loop.step) { entrySizes[expression.id] = entries }
        default: break
        }
        return sum
    }

    private mutating func push(_ loop: Expression.Comprehension) {
        let entries = entries(loop.range)
        let isList: Bool
        if let entries {
            isList = entries.isList
        } else if case .list = checked.type(of: loop.range) {
            isList = true
        } else {
            isList = false
        }
        let path = path(loop.range)
        if let second = loop.second {
            locals[loop.variable, default: []].append(
                Local(path: path + [isList ? "@indices" : "@keys"], size: entries?.key))
            locals[second, default: []].append(
                Local(path: path + [isList ? "@items" : "@values"], size: entries?.value))
        } else {
            locals[loop.variable, default: []].append(
                Local(
                    path: path + [isList ? "@items" : "@keys"], size: isList ? entries?.value : entries?.key))
        }
    }
}

// MARK: Calls

extension CostEstimator {
    private mutating func call(
        _ expression: Expression, _ written: String, _ target: Expression?, _ arguments: [Expression]
    ) -> Estimate {
        if written == "dyn", let argument = arguments.first, target == nil {
            let inner = cost(argument)
            if let size = size(argument) { sizes[expression.id] = size }
            if let entries = entries(argument) { entrySizes[expression.id] = entries }
            return inner + .fixed(1)
        }
        guard case .function(let name, let overloads) = checked.references[expression.id] else { return .none }
        var costs: [Estimate] = []
        for argument in arguments { costs.append(cost(argument)) }
        let isMember = overloads.first?.isMember ?? false
        let receiver = isMember ? target : nil
        var sum = receiver.map { cost($0) } ?? .none
        guard !overloads.isEmpty else { return name == Operator.optionalSelect ? costs.reduce(.fixed(1), +) : .none }
        let call = CallShape(name: name, target: receiver, arguments: arguments, costs: costs)
        var total = Estimate(.max, 0)
        var result: Estimate?
        for overload in overloads {
            let (cost, size) = self.cost(of: call, overload.id, expression)
            total = total.union(cost)
            if let size { result = result?.union(size) ?? size }
            switch overload.id {
            case "index_list", "index_map":
                result = entries(arguments[0])?.value
                paths[expression.id] = path(arguments[0]) + [overload.id == "index_list" ? "@items" : "@values"]
            default: break
            }
            if result == nil { result = self.size(expression) }
        }
        if let result { sizes[expression.id] = result }
        sum = sum + total
        return sum
    }

    /// A call with what its arguments cost.
    struct CallShape {
        var name: String
        var target: Expression?
        var arguments: [Expression]
        var costs: [Estimate]

        var argumentCost: Estimate { costs.reduce(.none, +) }
    }

    private mutating func cost(
        of call: CallShape, _ id: String, _ expression: Expression
    ) -> (cost: Estimate, size: Estimate?) {
        if let (cost, size) = libraryCost(of: call, id) { return (cost + call.argumentCost, size) }
        let arguments = call.arguments
        switch id {
        case "logical_or", "logical_and":
            return (Estimate(call.costs[0].least, (call.costs[0] + call.costs[1]).most), nil)
        case "conditional":
            let size = sizeOrUnknown(arguments[1]).union(sizeOrUnknown(arguments[2]))
            if let entries = entries(arguments[1])?.union(entries(arguments[2])) {
                entrySizes[expression.id] = entries
            }
            return (call.costs[0] + call.costs[1].union(call.costs[2]), size)
        case "add_string", "add_bytes", "add_list":
            let size = sizeOrUnknown(arguments[0]) + sizeOrUnknown(arguments[1])
            if let entries = entries(arguments[0])?.union(entries(arguments[1])) {
                entrySizes[expression.id] = entries
            }
            return ((id == "add_list" ? .fixed(1) : size * 0.1) + call.argumentCost, size)
        default:
            let (cost, size) = languageCost(of: call, id)
            return (cost + call.argumentCost, size)
        }
    }
}
