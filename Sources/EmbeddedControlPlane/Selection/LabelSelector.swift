internal import DocumentModel

/// Which labels an object must have.
struct LabelSelector: Sendable, Hashable {
    enum Operator: String, Sendable {
        case isIn = "In"
        case notIn = "NotIn"
        case exists = "Exists"
        case doesNotExist = "DoesNotExist"
        case greaterThan = "Gt"
        case lessThan = "Lt"
    }

    struct Requirement: Sendable, Hashable {
        var key: String
        var relation: Operator
        var values: [String] = []

        func matches(_ labels: [String: String]) -> Bool {
            let label = labels[key]
            switch relation {
            case .isIn: return label.map(values.contains) ?? false
            case .notIn: return label.map { !values.contains($0) } ?? true
            case .exists: return label != nil
            case .doesNotExist: return label == nil
            case .greaterThan, .lessThan:
                guard let label, let have = Int64(label), let limit = values.first.flatMap({ Int64($0) }) else {
                    return false
                }
                return relation == .greaterThan ? have > limit : have < limit
            }
        }
    }

    var requirements: [Requirement] = []

    func matches(_ labels: [String: String]) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

    /// Reads a `LabelSelector` of a manifest.
    init(_ value: Value) {
        for (key, label) in value["matchLabels"]?.object ?? [:] {
            requirements.append(Requirement(key: key, relation: .isIn, values: [label.string ?? ""]))
        }
        for expression in value["matchExpressions"]?.array ?? [] {
            guard let relation = Operator(rawValue: expression["operator"]?.string ?? "") else { continue }
            let values = (expression["values"]?.array ?? []).compactMap(\.string)
            requirements.append(
                Requirement(key: expression["key"]?.string ?? "", relation: relation, values: values))
        }
    }

    /// A selector for exactly these labels.
    init(labels: Object) {
        for (key, label) in labels {
            requirements.append(Requirement(key: key, relation: .isIn, values: [label.string ?? ""]))
        }
    }

    /// As `kubectl` prints selectors: `a=b,c notin (d)`; sorted by key.
    var text: String {
        requirements.sorted { $0.key < $1.key }.map { requirement in
            let list = requirement.values.sorted().joined(separator: ",")
            switch requirement.relation {
            case .isIn where requirement.values.count == 1: return "\(requirement.key)=\(list)"
            case .isIn: return "\(requirement.key) in (\(list))"
            case .notIn: return "\(requirement.key) notin (\(list))"
            case .exists: return requirement.key
            case .doesNotExist: return "!\(requirement.key)"
            case .greaterThan: return "\(requirement.key)>\(list)"
            case .lessThan: return "\(requirement.key)<\(list)"
            }
        }.joined(separator: ",")
    }
}

extension LabelSelector {
    /// Reads the text of a `labelSelector` parameter.
    ///
    /// - Throws: 400 for one that cannot be read.
    init(_ text: String) throws(APIError) {
        var parser = LabelSelectorParser(text)
        do throws(LabelSelectorParser.Mistake) {
            requirements = try parser.requirements()
        } catch {
            throw .badRequest(
                error.text.hasPrefix("found ") ? error.text : "unable to parse requirement: \(error.text)")
        }
    }
}

/// The grammar of label selectors.
private struct LabelSelectorParser {
    struct Mistake: Error { var text: String }

    private var tokens: [String] = []
    private var position = 0

    init(_ text: String) {
        var word = ""
        var symbol = ""
        func isSymbol(_ character: Character) -> Bool { "=!<>".contains(character) }
        for character in text {
            if !symbol.isEmpty, !isSymbol(character) || symbol == "!" && character == "!" {
                tokens.append(symbol)
                symbol = ""
            }
            if isSymbol(character) || "(),".contains(character) || character == " " || character == "\t" {
                if !word.isEmpty { tokens.append(word) }
                word = ""
            }
            if isSymbol(character) {
                symbol.append(character)
            } else if "(),".contains(character) {
                tokens.append(String(character))
            } else if character != " ", character != "\t" {
                word.append(character)
            }
        }
        if !word.isEmpty { tokens.append(word) }
        if !symbol.isEmpty { tokens.append(symbol) }
    }

    mutating func requirements() throws(Mistake) -> [LabelSelector.Requirement] {
        var result: [LabelSelector.Requirement] = []
        if peek == nil { return result }
        while true {
            result.append(try requirement())
            guard let next = take() else { return result }
            guard next == "," else { throw Mistake(text: "found '\(next)', expected: ',' or 'end of string'") }
            guard peek != nil else { return result }
        }
    }

    private mutating func requirement() throws(Mistake) -> LabelSelector.Requirement {
        if peek == "!" {
            position += 1
            return .init(key: try key(), relation: .doesNotExist)
        }
        let key = try key()
        guard let next = peek, next != "," else { return .init(key: key, relation: .exists) }
        position += 1
        switch next {
        case "=", "==": return .init(key: key, relation: .isIn, values: [try value()])
        case "!=": return .init(key: key, relation: .notIn, values: [try value()])
        case ">", "<":
            let limit = try value()
            guard Int64(limit) != nil else {
                throw Mistake(text: "for 'Gt', 'Lt' operators, the value must be an integer")
            }
            return .init(key: key, relation: next == ">" ? .greaterThan : .lessThan, values: [limit])
        case "in": return .init(key: key, relation: .isIn, values: try values())
        case "notin": return .init(key: key, relation: .notIn, values: try values())
        default:
            throw Mistake(text: "found '\(next)', expected: in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func key() throws(Mistake) -> String {
        guard let key = take() else { throw Mistake(text: "found '', expected: !, identifier, or 'end of string'") }
        guard !isPunctuation(key) else {
            throw Mistake(text: "found '\(key)', expected: !, identifier, or 'end of string'")
        }
        if let problem = LabelSyntax.keyProblem(key) {
            throw Mistake(text: "key: Invalid value: \(GoText.quoted(key)): \(problem)")
        }
        return key
    }

    private mutating func value() throws(Mistake) -> String {
        guard let value = peek, value != "," else { return "" }
        position += 1
        guard !isPunctuation(value) else { throw Mistake(text: "found '\(value)', expected: identifier") }
        if let problem = LabelSyntax.valueProblem(value) {
            throw Mistake(text: "values[0][key]: Invalid value: \(GoText.quoted(value)): \(problem)")
        }
        return value
    }

    private mutating func values() throws(Mistake) -> [String] {
        guard take() == "(" else { throw Mistake(text: "found '\(tokens.last ?? "")' expected: '('") }
        var result: [String] = []
        while let token = take() {
            if token == ")" { return result }
            if token == "," { continue }
            result.append(token)
        }
        throw Mistake(text: "found '', expected: ',' or ')'")
    }

    private func isPunctuation(_ token: String) -> Bool {
        ["(", ")", ",", "=", "==", "!=", ">", "<", "!"].contains(token)
    }

    private var peek: String? { position < tokens.count ? tokens[position] : nil }

    private mutating func take() -> String? {
        guard position < tokens.count else { return nil }
        position += 1
        return tokens[position - 1]
    }
}
