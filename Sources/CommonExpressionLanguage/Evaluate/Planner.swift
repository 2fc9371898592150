internal import Platform

/// Prepares a checked expression for evaluation.
struct Planner {
    private let checked: CheckedExpression
    /// The variables in the order of their places.
    private(set) var slots: [String] = []
    private var places: [String: Int] = [:]
    private var locals: [(name: String, slot: Int)] = []
    private var depth = 0

    init(_ checked: CheckedExpression) { self.checked = checked }

    mutating func plan() throws(SyntaxProblem) -> Node { try plan(checked.root) }

    private mutating func plan(_ expression: Expression) throws(SyntaxProblem) -> Node {
        switch checked.references[expression.id] {
        case .variable(let name): return variable(name)
        case .constant(let value): return .constant(value)
        case .function(let name, let overloads): return try call(expression, name, overloads)
        case .none: break
        }
        switch expression.kind {
        case .literal(let value): return .constant(value)
        case .identifier(let name):
            return locals.last { $0.name == name }.map { .local($0.slot) } ?? variable(name)
        case .select(let operand, let field, isTest: true): return .has(try plan(operand), field)
        case .select(let operand, let field, isTest: false): return .select(try plan(operand), field)
        case .call(let name, _, _): return try call(expression, name, [])
        case .list(let elements, let optional):
            var nodes: [Node] = []
            for element in elements { nodes.append(try plan(element)) }
            return .list(nodes, optional: optional)
        case .map(let entries):
            var nodes: [Node.MapEntry] = []
            for entry in entries {
                nodes.append(
                    .init(key: try plan(entry.key), value: try plan(entry.value), isOptional: entry.isOptional))
            }
            return .map(nodes)
        case .structure(let name, let fields):
            var nodes: [Node.StructureField] = []
            for field in fields {
                nodes.append(.init(name: field.name, value: try plan(field.value), isOptional: field.isOptional))
            }
            return .structure(name.hasPrefix(".") ? String(name.dropFirst()) : name, nodes)
        case .comprehension(let loop): return try plan(loop)
        }
    }

    private mutating func variable(_ name: String) -> Node {
        if let place = places[name] { return .variable(place, name) }
        places[name] = slots.count
        slots.append(name)
        return .variable(slots.count - 1, name)
    }

    private mutating func plan(_ loop: Expression.Comprehension) throws(SyntaxProblem) -> Node {
        if case .bind = loop.shape {
            let value = try plan(loop.start)
            locals.append((loop.accumulator, depth))
            depth += 1
            defer {
                locals.removeLast()
                depth -= 1
            }
            return .bind(slot: depth - 1, value, try plan(loop.result))
        }
        let range = try plan(loop.range)
        let slot = depth
        locals.append((loop.variable, slot))
        if let second = loop.second { locals.append((second, slot + 1)) }
        depth += 2
        defer {
            locals.removeLast(loop.second == nil ? 1 : 2)
            depth -= 2
        }
        let (shape, filter, body): (Node.Loop.Shape, Expression?, Expression)
        switch loop.shape {
        case .all(let predicate): (shape, filter, body) = (.all, nil, predicate)
        case .exists(let predicate): (shape, filter, body) = (.exists, nil, predicate)
        case .existsOne(let predicate): (shape, filter, body) = (.existsOne, nil, predicate)
        case .list(let predicate, let result): (shape, filter, body) = (.list, predicate, result)
        case .map(let predicate, let result): (shape, filter, body) = (.map, predicate, result)
        case .mapEntries(let predicate, let result): (shape, filter, body) = (.mapEntries, predicate, result)
        case .bind: throw SyntaxProblem(message: "a binding is no loop", offset: loop.range.offset)
        }
        return .loop(
            Node.Loop(
                shape: shape, range: range, slot: slot, hasSecond: loop.second != nil,
                filter: try filter.map { (part) throws(SyntaxProblem) in try plan(part) }, body: try plan(body)))
    }
}

// MARK: Calls

extension Planner {
    private mutating func call(
        _ expression: Expression, _ name: String, _ overloads: [Overload]
    ) throws(SyntaxProblem) -> Node {
        guard case .call(_, let target, let arguments) = expression.kind else { return .constant(.null) }
        // A target that is a part of the function's name is no value.
        let isMember = overloads.first?.isMember ?? (target != nil)
        var nodes: [Node] = []
        if let target, isMember { nodes.append(try plan(target)) }
        for argument in arguments { nodes.append(try plan(argument)) }
        if let node = operation(name, nodes, arguments) { return node }
        if name == "matches", nodes.count == 2, case .constant(.string(let text)) = nodes[1],
            let pattern = try? RegularExpressions.pattern(text)
        {
            return .matches(nodes[0], pattern, length: text.unicodeScalars.count)
        }
        let call = Node.Call(
            name: name, overloads: overloads, cost: CallCost(name, overloads), demand: CallDemand(name))
        switch nodes.count {
        case 1: return .call1(call, nodes[0])
        case 2: return .call2(call, nodes[0], nodes[1])
        default: return .call(call, nodes)
        }
    }

    private func operation(_ name: String, _ nodes: [Node], _ arguments: [Expression]) -> Node? {
        switch (name, nodes.count) {
        case (Operator.and, 2): return .and(nodes[0], nodes[1])
        case (Operator.or, 2): return .or(nodes[0], nodes[1])
        case (Operator.conditional, 3): return .conditional(nodes[0], nodes[1], nodes[2])
        case (Operator.not, 1): return .not(nodes[0])
        case (Operator.negate, 1): return .negate(nodes[0])
        case (Operator.equals, 2): return .equals(nodes[0], nodes[1], isNegated: false)
        case (Operator.notEquals, 2): return .equals(nodes[0], nodes[1], isNegated: true)
        case (Operator.index, 2): return .index(nodes[0], nodes[1])
        case (Operator.optionalIndex, 2): return .optionalIndex(nodes[0], nodes[1])
        case (Operator.within, 2): return .within(nodes[0], nodes[1])
        case (Operator.optionalSelect, 2):
            guard case .literal(.string(let field)) = arguments[1].kind else { return nil }
            return .optionalSelect(nodes[0], field)
        default: break
        }
        guard nodes.count == 2 else { return nil }
        if let comparison = Node.Comparison(rawValue: name) { return .compare(comparison, nodes[0], nodes[1]) }
        return Node.Arithmetic(rawValue: name).map { .arithmetic($0, nodes[0], nodes[1]) }
    }
}
