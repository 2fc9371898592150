/// Reads tokens into an expression, and expands macros on the way.
struct Parser {
    /// How deep expressions may nest.
    static let depthLimit = 250
    /// How many code points an expression may have.
    static let sizeLimit = 100_000
    /// How many nodes an expression may have when its macros are expanded.
    static let nodeLimit = 200_000

    private let source: SourceText
    let macros: MacroSet
    private let tokens: [Token]
    private let lexicalProblems: [SyntaxProblem]
    private var index = 0
    private var depth = 0
    private var lastID = 0
    /// What was wrong and could be passed over.
    private var recovered: [SyntaxProblem] = []

    private init(_ source: SourceText, _ macros: MacroSet) throws(SyntaxProblem) {
        self.source = source
        self.macros = macros
        if source.scalars.count > Self.sizeLimit {
            throw SyntaxProblem(
                message: "expression code point size exceeds limit: size: \(source.scalars.count), "
                    + "limit \(Self.sizeLimit)", offset: 0)
        }
        (tokens, lexicalProblems) = try Lexer.tokens(of: source)
    }

    /// The expression that a text is.
    ///
    /// - Throws: all that is found wrong.
    static func parse(_ source: SourceText, macros: MacroSet) throws(SyntaxProblems) -> Expression {
        var problems: [SyntaxProblem] = []
        do throws(SyntaxProblem) {
            var parser = try Parser(source, macros)
            problems = parser.lexicalProblems
            do throws(SyntaxProblem) {
                let expression = try parser.whole()
                problems += parser.recovered
                if problems.isEmpty { return expression }
            } catch {
                problems += parser.recovered + [error]
            }
        } catch {
            problems.append(error)
        }
        throw SyntaxProblems(problems: problems)
    }

    private mutating func whole() throws(SyntaxProblem) -> Expression {
        let expression = try expression()
        guard current.kind == .end else {
            let isLast = index + 2 == tokens.count
            throw unexpected(isLast ? "extraneous" : "mismatched", expecting: "<EOF>")
        }
        return expression
    }
}

// MARK: Tokens and nodes

extension Parser {
    private var current: Token { tokens[index] }

    private func isSymbol(_ symbol: String, ahead: Int = 0) -> Bool {
        index + ahead < tokens.count && tokens[index + ahead].kind == .symbol(symbol)
    }

    private mutating func take(_ symbol: String) -> Token? {
        guard isSymbol(symbol) else { return nil }
        defer { index += 1 }
        return current
    }

    private mutating func need(_ symbol: String) throws(SyntaxProblem) {
        guard take(symbol) == nil else { return }
        // Nothing can be missing before what cannot follow it.
        if symbol == ":", !Self.startsOperand(current.kind) { throw unexpected(expecting: "':'") }
        throw SyntaxProblem(message: "Syntax error: missing '\(symbol)' at '\(currentText)'", offset: current.offset)
    }

    private var currentText: String {
        current.kind == .end
            ? "<EOF>" : Lexer.oneLine(source.text(current.offset..<current.offset + current.length))
    }

    private static let operands =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

    private func unexpected(_ kind: String = "mismatched", expecting: String = Parser.operands) -> SyntaxProblem {
        SyntaxProblem(
            message: "Syntax error: \(kind) input '\(currentText)' expecting \(expecting)", offset: current.offset)
    }

    static let tooDeep = "expression recursion limit exceeded: \(depthLimit)"

    /// A node; parts as deep as the limit are refused.
    mutating func node(_ offset: Int, _ kind: Expression.Kind) throws(SyntaxProblem) -> Expression {
        lastID += 1
        var (deepest, size) = (0, 1)
        for child in kind.children {
            deepest = max(deepest, child.depth)
            size += child.size
        }
        guard deepest < Self.depthLimit else { throw SyntaxProblem(message: Self.tooDeep, offset: offset) }
        guard size <= Self.nodeLimit else {
            throw SyntaxProblem(
                message: "expression node count exceeds limit: \(Self.nodeLimit)", offset: offset)
        }
        return Expression(id: lastID, offset: offset, kind: kind, depth: deepest + 1, size: size)
    }

    mutating func newID() -> Int {
        lastID += 1
        return lastID
    }

    private mutating func nested<Result>(
        _ body: (inout Parser) throws(SyntaxProblem) -> Result
    ) throws(SyntaxProblem) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw SyntaxProblem(message: Self.tooDeep, offset: current.offset) }
        return try body(&self)
    }
}

// MARK: Operators

extension Parser {
    private mutating func expression() throws(SyntaxProblem) -> Expression {
        try nested { (parser) throws(SyntaxProblem) in
            let condition = try parser.logical("||", Operator.or)
            guard let mark = parser.take("?") else { return condition }
            let first = try parser.logical("||", Operator.or)
            try parser.need(":")
            let second = try parser.expression()
            return try parser.node(
                mark.offset, .call(Operator.conditional, target: nil, [condition, first, second]))
        }
    }

    /// A chain of `&&` or `||`, made a balanced tree so that long ones do not nest.
    private mutating func logical(_ symbol: String, _ function: String) throws(SyntaxProblem) -> Expression {
        var terms = [try symbol == "||" ? logical("&&", Operator.and) : relation()]
        var offsets: [Int] = []
        while let token = take(symbol) {
            offsets.append(token.offset)
            terms.append(try symbol == "||" ? logical("&&", Operator.and) : relation())
        }
        return try balanced(terms[...], offsets[...], function)
    }

    private mutating func balanced(
        _ terms: ArraySlice<Expression>, _ offsets: ArraySlice<Int>, _ function: String
    ) throws(SyntaxProblem) -> Expression {
        guard terms.count > 1 else { return terms[terms.startIndex] }
        let middle = terms.startIndex + (terms.count + 1) / 2
        let offset = offsets.startIndex + (middle - terms.startIndex) - 1
        let left = try balanced(terms[..<middle], offsets[..<offset], function)
        let right = try balanced(terms[middle...], offsets[(offset + 1)...], function)
        return try node(offsets[offset], .call(function, target: nil, [left, right]))
    }

    private mutating func relation() throws(SyntaxProblem) -> Expression {
        var left = try sum()
        while case .symbol(let symbol) = current.kind, let function = Operator.relations[symbol] {
            let offset = current.offset
            index += 1
            let right = try sum()
            left = try node(offset, .call(function, target: nil, [left, right]))
        }
        return left
    }

    private mutating func sum() throws(SyntaxProblem) -> Expression {
        var left = try product()
        while let token = take("+") ?? take("-") {
            let function = token.kind == .symbol("+") ? Operator.add : Operator.subtract
            let right = try product()
            left = try node(token.offset, .call(function, target: nil, [left, right]))
        }
        return left
    }

    private mutating func product() throws(SyntaxProblem) -> Expression {
        var left = try unary()
        while let token = take("*") ?? take("/") ?? take("%") {
            let function =
                switch token.kind {
                case .symbol("*"): Operator.multiply
                case .symbol("/"): Operator.divide
                default: Operator.modulo
                }
            let right = try unary()
            left = try node(token.offset, .call(function, target: nil, [left, right]))
        }
        return left
    }

    private mutating func unary() throws(SyntaxProblem) -> Expression {
        for (symbol, function) in [("!", Operator.not), ("-", Operator.negate)] where isSymbol(symbol) {
            let offset = current.offset
            var count = 0
            while isSymbol(symbol) {
                if symbol == "-", tokens[index + 1].kind.isNumber { break }
                index += 1
                count += 1
            }
            let operand = try member()
            return count.isMultiple(of: 2)
                ? operand : try node(offset, .call(function, target: nil, [operand]))
        }
        return try member()
    }
}

// MARK: Members

extension Parser {
    private mutating func member() throws(SyntaxProblem) -> Expression {
        var operand = try primary()
        while true {
            if let dot = take(".") {
                operand = try field(of: operand, dot)
            } else if let bracket = take("[") {
                let function = take("?") == nil ? Operator.index : Operator.optionalIndex
                let key = try expression()
                try need("]")
                operand = try node(bracket.offset, .call(function, target: nil, [operand, key]))
            } else if isSymbol("{"), let name = operand.qualifiedName {
                operand = try structure(name)
            } else {
                return operand
            }
        }
    }

    private mutating func field(of operand: Expression, _ dot: Token) throws(SyntaxProblem) -> Expression {
        let isOptional = take("?") != nil
        guard case .identifier(let name) = current.kind, !["true", "false", "null"].contains(name) else {
            throw SyntaxProblem(
                message: "Syntax error: no viable alternative at input '.\(currentText == "<EOF>" ? "" : currentText)'",
                offset: current.offset)
        }
        index += 1
        if isOptional {
            let text = try node(dot.offset, .literal(.string(name)))
            return try node(dot.offset, .call(Operator.optionalSelect, target: nil, [operand, text]))
        }
        guard let open = take("(") else { return try node(dot.offset, .select(operand, name, isTest: false)) }
        let arguments = try self.arguments()
        return try call(name, target: operand, arguments, open.offset)
    }

    private mutating func call(
        _ name: String, target: Expression?, _ arguments: [Expression], _ offset: Int
    ) throws(SyntaxProblem) -> Expression {
        if let expanded = try macros.expand(name, target: target, arguments, at: offset, in: &self) { return expanded }
        return try node(offset, .call(name, target: target, arguments))
    }

    /// Up to the closing bracket.
    private mutating func arguments() throws(SyntaxProblem) -> [Expression] {
        var arguments: [Expression] = []
        if take(")") != nil { return arguments }
        while true {
            arguments.append(try expression())
            if take(")") != nil { return arguments }
            guard take(",") != nil else { throw unexpected(expecting: "{')', ','}") }
        }
    }

    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]

    private mutating func primary() throws(SyntaxProblem) -> Expression {
        let token = current
        switch token.kind {
        case .symbol("("):
            index += 1
            let inner = try expression()
            try need(")")
            return inner
        case .symbol("["):
            index += 1
            return try list(token.offset)
        case .symbol("{"):
            index += 1
            return try map(token.offset)
        case .symbol("."):
            guard case .identifier(let name) = tokens[index + 1].kind else {
                index += 1
                throw SyntaxProblem(
                    message:
                        "Syntax error: no viable alternative at input '.\(current.kind == .end ? "" : currentText)'",
                    offset: current.offset)
            }
            index += 2
            return try named("." + name, token)
        case .identifier(let name):
            index += 1
            return try named(name, token)
        default:
            return try literal()
        }
    }

    private mutating func named(_ name: String, _ token: Token) throws(SyntaxProblem) -> Expression {
        switch name {
        case "true": return try node(token.offset, .literal(.bool(true)))
        case "false": return try node(token.offset, .literal(.bool(false)))
        case "null": return try node(token.offset, .literal(.null))
        default: break
        }
        if Self.reserved.contains(name) {
            throw SyntaxProblem(message: "reserved identifier: \(name)", offset: token.offset)
        }
        guard let open = take("(") else { return try node(token.offset, .identifier(name)) }
        let arguments = try self.arguments()
        return try call(name, target: nil, arguments, open.offset)
    }

    private mutating func literal() throws(SyntaxProblem) -> Expression {
        let offset = current.offset
        let isNegative = take("-") != nil
        let value: CELValue
        switch current.kind {
        case .int(let number): value = .int(isNegative ? -number : number)
        case .leastIntMagnitude where isNegative: value = .int(.min)
        case .leastIntMagnitude: throw SyntaxProblem(message: "invalid int literal", offset: offset)
        case .double(let number): value = .double(isNegative ? -number : number)
        case .uint(let number) where !isNegative: value = .uint(number)
        case .string(let text) where !isNegative: value = .string(text)
        case .bytes(let bytes) where !isNegative: value = .bytes(bytes)
        case _ where isNegative: throw unexpected()
        default: return try missing()
        }
        index += 1
        return try node(offset, .literal(value))
    }

    /// Where an operand should be and is not: a token too many is passed over, and an operator is read as if there were
    /// one before it, so that what follows is judged, too.
    private mutating func missing() throws(SyntaxProblem) -> Expression {
        guard case .symbol(let symbol) = current.kind else { throw unexpected() }
        if Self.startsOperand(tokens[index + 1].kind) {
            try recover(from: unexpected("extraneous"))
            index += 1
            return try nested { (parser) throws(SyntaxProblem) in try parser.unary() }
        }
        let isOperator = Operator.relations[symbol] != nil || ["+", "*", "/", "%", "&&", "||"].contains(symbol)
        guard isOperator else { throw unexpected() }
        try recover(from: unexpected())
        return try node(current.offset, .literal(.null))
    }

    /// How often reading goes on after a mistake, as in the real one.
    private static let mostRecoveries = 30

    private mutating func recover(from problem: SyntaxProblem) throws(SyntaxProblem) {
        guard recovered.count < Self.mostRecoveries else { throw problem }
        recovered.append(problem)
    }

    private static func startsOperand(_ kind: Token.Kind) -> Bool {
        switch kind {
        case .end: false
        case .symbol(let symbol): ["[", "{", "(", ".", "-", "!"].contains(symbol)
        default: true
        }
    }
}

// MARK: Aggregates

extension Parser {
    private mutating func list(_ offset: Int) throws(SyntaxProblem) -> Expression {
        var elements: [Expression] = []
        var optional: Set<Int> = []
        while take("]") == nil {
            if take("?") != nil { optional.insert(elements.count) }
            elements.append(try expression())
            if take(",") == nil {
                try need("]")
                break
            }
        }
        return try node(offset, .list(elements, optional: optional))
    }

    private mutating func map(_ offset: Int) throws(SyntaxProblem) -> Expression {
        var entries: [Expression.MapEntry] = []
        while take("}") == nil {
            let isOptional = take("?") != nil
            let key = try expression()
            try need(":")
            let value = try expression()
            entries.append(.init(id: newID(), key: key, value: value, isOptional: isOptional))
            if take(",") == nil {
                try need("}")
                break
            }
        }
        return try node(offset, .map(entries))
    }

    private mutating func structure(_ name: String) throws(SyntaxProblem) -> Expression {
        let offset = current.offset
        index += 1
        var fields: [Expression.StructureField] = []
        while take("}") == nil {
            let isOptional = take("?") != nil
            guard case .identifier(let field) = current.kind else { throw unexpected(expecting: "IDENTIFIER") }
            index += 1
            let place = current.offset
            try need(":")
            let value = try expression()
            fields.append(.init(id: newID(), offset: place, name: field, value: value, isOptional: isOptional))
            if take(",") == nil {
                try need("}")
                break
            }
        }
        return try node(offset, .structure(name, fields))
    }
}

extension Token.Kind {
    fileprivate var isNumber: Bool {
        switch self {
        case .int, .double, .leastIntMagnitude: true
        default: false
        }
    }
}

extension Expression.Kind {
    /// The nodes directly below.
    var children: [Expression] {
        switch self {
        case .literal, .identifier: []
        case .select(let operand, _, _): [operand]
        case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
        case .list(let elements, _): elements
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .structure(_, let fields): fields.map(\.value)
        case .comprehension(let loop):
            [loop.range, loop.start, loop.condition, loop.step, loop.result]
        }
    }
}
