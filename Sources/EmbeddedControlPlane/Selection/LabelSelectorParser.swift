/// The grammar of label selectors.
struct LabelSelectorParser {
    struct Mistake: Error { var text: String }

    private enum Token: Hashable {
        case end
        case word(String)
        /// A bracket, a comma or an operator.
        case symbol(String)

        var text: String {
            switch self {
            case .end: ""
            case .word(let text), .symbol(let text): text
            }
        }
    }

    private static let operators: Set<String> = ["(", ")", ",", "!", "=", "==", "!=", "<", ">"]

    private var tokens: [Token] = []
    private var position = 0

    init(_ text: String) {
        var word = ""
        var symbol = ""
        func finishSymbol() {
            if !symbol.isEmpty { tokens.append(.symbol(symbol)) }
            symbol = ""
        }
        func finishWord() {
            if !word.isEmpty { tokens.append(.word(word)) }
            word = ""
        }
        for character in text {
            if "=!<>(),".contains(character) {
                finishWord()
                if !Self.operators.contains(symbol + String(character)) { finishSymbol() }
                symbol.append(character)
            } else {
                finishSymbol()
                if " \t\r\n".contains(character) { finishWord() } else { word.append(character) }
            }
        }
        finishSymbol()
        finishWord()
    }

    mutating func requirements() throws(Mistake) -> [LabelSelector.Requirement] {
        var result: [LabelSelector.Requirement] = []
        while true {
            switch peek {
            case .end: return result
            case .word, .symbol("!"): break
            case .symbol(let text):
                throw Mistake(text: "found '\(text)', expected: !, identifier, or 'end of string'")
            }
            do throws(Mistake) { result.append(try requirement()) } catch {
                throw Mistake(text: "unable to parse requirement: \(error.text)")
            }
            let next = take()
            if next == .end { return result }
            guard next == .symbol(",") else {
                throw Mistake(text: "found '\(next.text)', expected: ',' or 'end of string'")
            }
            switch peek {
            case .word, .symbol("!"): continue
            default: throw Mistake(text: "found '\(peek.text)', expected: identifier after ','")
            }
        }
    }

    private mutating func requirement() throws(Mistake) -> LabelSelector.Requirement {
        let isNegative = peek == .symbol("!")
        if isNegative { _ = take() }
        let first = take()
        guard case .word(let key) = first else {
            throw Mistake(text: "found '\(first.text)', expected: identifier")
        }
        if let problem = LabelSyntax.keyProblem(key) {
            throw Mistake(text: "<nil>: Invalid value: \(GoText.quoted(key)): \(problem)")
        }
        if isNegative { return .init(key: key, relation: .doesNotExist) }
        if peek == .end || peek == .symbol(",") { return .init(key: key, relation: .exists) }
        let relation = take()
        let requirement: LabelSelector.Requirement
        switch relation.text {
        case "=" where relation != .end, "==": requirement = .init(key: key, relation: .equals, values: [try value()])
        case "!=": requirement = .init(key: key, relation: .notIn, values: [try value()])
        case ">": requirement = .init(key: key, relation: .greaterThan, values: [try value()])
        case "<": requirement = .init(key: key, relation: .lessThan, values: [try value()])
        case "in": requirement = .init(key: key, relation: .isIn, values: try values())
        case "notin": requirement = .init(key: key, relation: .notIn, values: try values())
        default: throw Mistake(text: "found '\(relation.text)', expected: in, notin, =, ==, !=, gt, lt")
        }
        try check(requirement)
        return requirement
    }

    private func check(_ requirement: LabelSelector.Requirement) throws(Mistake) {
        let isOrder = requirement.relation == .greaterThan || requirement.relation == .lessThan
        var problems: [String] = []
        for (index, value) in requirement.values.enumerated() {
            let shown = "Invalid value: \(GoText.quoted(value))"
            if isOrder, Int64(value) == nil {
                problems.append("values[\(index)]: \(shown): for 'Gt', 'Lt' operators, the value must be an integer")
            }
        }
        for (index, value) in requirement.values.enumerated() {
            guard let problem = LabelSyntax.valueProblem(value) else { continue }
            problems.append("values[\(index)][\(requirement.key)]: Invalid value: \(GoText.quoted(value)): \(problem)")
        }
        guard let first = problems.first else { return }
        throw Mistake(text: problems.count == 1 ? first : "[\(problems.joined(separator: ", "))]")
    }

    private mutating func value() throws(Mistake) -> String {
        if peek == .end || peek == .symbol(",") { return "" }
        let token = take()
        guard case .word(let text) = token else {
            throw Mistake(text: "found '\(token.text)', expected: identifier")
        }
        return text
    }

    /// In the order the server keeps them.
    private mutating func values() throws(Mistake) -> [String] {
        let opening = take()
        guard opening == .symbol("(") else { throw Mistake(text: "found '\(opening.text)' expected: '('") }
        switch peek {
        case .symbol(")"):
            _ = take()
            return [""]
        case .word, .symbol(","): break
        default: throw Mistake(text: "found '\(peek.text)', expected: ',', ')' or identifier")
        }
        var result: Set<String> = []
        while peek != .symbol(")") {
            let token = take()
            switch token {
            case .word(let text):
                result.insert(text)
                guard peek == .symbol(",") || peek == .symbol(")") else {
                    throw Mistake(text: "found '\(peek.text)', expected: ',' or ')'")
                }
            case .symbol(","):
                if result.isEmpty || peek == .symbol(")") || peek == .symbol(",") { result.insert("") }
            default: throw Mistake(text: "found '\(token.text)', expected: ',', or identifier")
            }
        }
        _ = take()
        return result.sorted()
    }

    private var peek: Token { position < tokens.count ? tokens[position] : .end }

    private mutating func take() -> Token {
        defer { position += 1 }
        return peek
    }
}
