/// Makes what a call of a macro stands for.
struct MacroBuilder {
    let offset: Int
    var parser: Parser

    private mutating func node(_ kind: Expression.Kind) throws(SyntaxProblem) -> Expression {
        try parser.node(offset, kind)
    }

    private mutating func literal(_ value: CELValue) throws(SyntaxProblem) -> Expression { try node(.literal(value)) }

    private mutating func call(_ name: String, _ arguments: [Expression]) throws(SyntaxProblem) -> Expression {
        try node(.call(name, target: nil, arguments))
    }

    private mutating func collected() throws(SyntaxProblem) -> Expression {
        try node(.identifier(MacroSet.accumulator))
    }

    mutating func has(_ argument: Expression) throws(SyntaxProblem) -> Expression {
        guard case .select(let operand, let field, isTest: false) = argument.kind else {
            throw SyntaxProblem(message: "invalid argument to has() macro", offset: argument.offset)
        }
        return try node(.select(operand, field, isTest: true))
    }

    private func variable(_ argument: Expression, of macro: String) throws(SyntaxProblem) -> String {
        guard case .identifier(let name) = argument.kind, !name.hasPrefix(".") else {
            let isPlain = macro == "map" || macro == "filter"
            throw SyntaxProblem(
                message: isPlain ? "argument is not an identifier" : "argument must be a simple name",
                offset: argument.offset)
        }
        guard name != "__result__", name != MacroSet.accumulator else {
            throw SyntaxProblem(
                message: "iteration variable overwrites accumulator variable", offset: argument.offset)
        }
        return name
    }

    mutating func loop(
        _ name: String, _ range: Expression, _ arguments: [Expression], variables: Int
    ) throws(SyntaxProblem) -> Expression {
        let first = try variable(arguments[0], of: name)
        let second = variables == 2 ? try variable(arguments[1], of: name) : nil
        if first == second {
            throw SyntaxProblem(message: "duplicate variable name: \(first)", offset: arguments[1].offset)
        }
        let bodies = arguments.dropFirst(variables)
        let body = bodies[bodies.endIndex - 1]
        let filter = bodies.count == 2 ? bodies.first : nil
        var loop: Expression.Comprehension
        switch name {
        case "all", "exists": loop = try quantifier(body, isAll: name == "all", range, first)
        case "exists_one", "existsOne": loop = try counter(body, range, first)
        case "filter": loop = try lister(filter: body, arguments[0], range, first)
        case "map", "transformList": loop = try lister(filter: filter, body, range, first)
        case "transformMap": loop = try mapper(filter: filter, [arguments[0], body], range, first)
        default: loop = try mapper(filter: filter, [body], range, first)
        }
        loop.second = second
        return try node(.comprehension(loop))
    }

    private mutating func quantifier(
        _ predicate: Expression, isAll: Bool, _ range: Expression, _ variable: String
    ) throws(SyntaxProblem) -> Expression.Comprehension {
        let start = try literal(.bool(isAll))
        var state = try collected()
        if !isAll { state = try call(Operator.not, [state]) }
        let condition = try call(Operator.notStrictlyFalse, [state])
        let step = try call(isAll ? Operator.and : Operator.or, [try collected(), predicate])
        return .init(
            range: range, variable: variable, accumulator: MacroSet.accumulator, start: start, condition: condition,
            step: step, result: try collected(), shape: isAll ? .all(predicate) : .exists(predicate))
    }

    private mutating func counter(
        _ predicate: Expression, _ range: Expression, _ variable: String
    ) throws(SyntaxProblem) -> Expression.Comprehension {
        let start = try literal(.int(0))
        let condition = try literal(.bool(true))
        let more = try call(Operator.add, [try collected(), try literal(.int(1))])
        let step = try call(Operator.conditional, [predicate, more, try collected()])
        let result = try call(Operator.equals, [try collected(), try literal(.int(1))])
        return .init(
            range: range, variable: variable, accumulator: MacroSet.accumulator, start: start, condition: condition,
            step: step, result: result, shape: .existsOne(predicate))
    }

    private mutating func lister(
        filter: Expression?, _ body: Expression, _ range: Expression, _ variable: String
    ) throws(SyntaxProblem) -> Expression.Comprehension {
        let start = try node(.list([], optional: []))
        let condition = try literal(.bool(true))
        let one = try node(.list([body], optional: []))
        var step = try call(Operator.add, [try collected(), one])
        if let filter { step = try call(Operator.conditional, [filter, step, try collected()]) }
        return .init(
            range: range, variable: variable, accumulator: MacroSet.accumulator, start: start, condition: condition,
            step: step, result: try collected(), shape: .list(filter: filter, body))
    }

    private mutating func mapper(
        filter: Expression?, _ parts: [Expression], _ range: Expression, _ variable: String
    ) throws(SyntaxProblem) -> Expression.Comprehension {
        let start = try node(.map([]))
        let condition = try literal(.bool(true))
        var step = try call(Operator.mapInsert, [try collected()] + parts)
        if let filter { step = try call(Operator.conditional, [filter, step, try collected()]) }
        let body = parts[parts.count - 1]
        return .init(
            range: range, variable: variable, accumulator: MacroSet.accumulator, start: start, condition: condition,
            step: step, result: try collected(),
            shape: parts.count == 1 ? .mapEntries(filter: filter, body) : .map(filter: filter, body))
    }

    private mutating func bound(
        _ name: String, to value: Expression, in result: Expression
    ) throws(SyntaxProblem) -> Expression {
        let range = try node(.list([], optional: []))
        let condition = try literal(.bool(false))
        let step = try node(.identifier(name))
        return try node(
            .comprehension(
                .init(
                    range: range, variable: "#unused", accumulator: name, start: value, condition: condition,
                    step: step, result: result, shape: .bind)))
    }

    mutating func bind(_ arguments: [Expression]) throws(SyntaxProblem) -> Expression {
        guard case .identifier(let name) = arguments[0].kind else {
            throw SyntaxProblem(
                message: "cel.bind() variable names must be simple identifiers", offset: arguments[0].offset)
        }
        return try bound(name, to: arguments[1], in: arguments[2])
    }

    mutating func optional(
        _ target: Expression, _ arguments: [Expression], isFlat: Bool
    ) throws(SyntaxProblem) -> Expression {
        guard case .identifier(let name) = arguments[0].kind else {
            let macro = isFlat ? "optFlatMap" : "optMap"
            throw SyntaxProblem(
                message: "\(macro)() variable name must be a simple identifier", offset: arguments[0].offset)
        }
        guard case .identifier = target.kind else {
            // What stands in the tree twice would run twice, and double it with each macro upon a macro.
            let input = "@__optional_input__"
            let once = try optional(try node(.identifier(input)), arguments, isFlat: isFlat)
            return try bound(input, to: target, in: once)
        }
        let test = try node(.call("hasValue", target: target, []))
        let value = try node(.call("value", target: target, []))
        var result = try bound(name, to: value, in: arguments[1])
        if !isFlat { result = try call("optional.of", [result]) }
        let none = try call("optional.none", [])
        return try call(Operator.conditional, [test, result, none])
    }

    /// Pairs each element with its key, and sorts by these.
    mutating func sortBy(_ target: Expression, _ arguments: [Expression]) throws(SyntaxProblem) -> Expression {
        guard case .identifier(let name) = arguments[0].kind else {
            throw SyntaxProblem(message: "sortBy: argument must be a simple name", offset: arguments[0].offset)
        }
        let variable = "@__sortBy_input__"
        let input = try node(.identifier(variable))
        let keys = try node(
            .comprehension(try lister(filter: nil, arguments[1], try node(.identifier(variable)), name)))
        let sorted = try node(.call("@sortByAssociatedKeys", target: input, [keys]))
        return try bound(variable, to: target, in: sorted)
    }
}
