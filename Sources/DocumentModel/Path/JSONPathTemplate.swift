/// A template as in `-o jsonpath=…`: text, `{path}`, `{"literal"}`, `{range path}…{end}`.
public struct JSONPathTemplate: Sendable {
    fileprivate enum Part: Sendable {
        case text(String)
        case path(JSONPath)
        indirect case range(JSONPath, [Part])
    }

    private let parts: [Part]

    /// Reads a template.
    ///
    /// - Throws: `invalidPath` with the column at which it breaks.
    public init(_ text: String) throws(DocumentError) {
        var tokens = try Self.tokens(text)[...]
        parts = try Self.parts(&tokens, isInRange: false)
    }

    /// The text for `root`. Several results of one path are joined by spaces; objects and arrays print as JSON.
    ///
    /// - Throws: `notFound` when a path leads nowhere, unless `allowsMissing`, as kubectl has it.
    public func render(_ root: Value, allowsMissing: Bool = true) throws(DocumentError) -> String {
        var output = ""
        try Self.render(parts, root, root, allowsMissing, &output)
        return output
    }
}

extension JSONPathTemplate {
    private enum Token {
        case text(String)
        case expression(String)
    }

    /// Text outside braces, and what stands between them; quotes inside braces hide braces.
    private static func tokens(_ text: String) throws(DocumentError) -> [Token] {
        var tokens: [Token] = []
        var literal = ""
        var expression: String?
        var quote: Character?
        for (index, character) in text.enumerated() {
            guard let inside = expression else {
                if character == "{" {
                    if !literal.isEmpty { tokens.append(.text(literal)) }
                    literal = ""
                    expression = ""
                } else {
                    literal.append(character)
                }
                continue
            }
            if quote == nil, character == "}" {
                tokens.append(.expression(inside))
                expression = nil
                continue
            }
            if quote == character, inside.last != "\\" {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            }
            expression = inside + String(character)
            guard index < 1 << 20 else { throw DocumentError(.limit, "the template is longer than 1 MiB") }
        }
        guard expression == nil else { throw DocumentError(.invalidPath, "a \"{\" of the template is not closed") }
        if !literal.isEmpty { tokens.append(.text(literal)) }
        return tokens
    }

    private static func parts(_ tokens: inout ArraySlice<Token>, isInRange: Bool) throws(DocumentError) -> [Part] {
        var parts: [Part] = []
        while let token = tokens.popFirst() {
            switch token {
            case .text(let text): parts.append(.text(text))
            case .expression(let raw):
                let expression = raw.trimmingBlanks()
                if expression == "end" {
                    guard isInRange else { throw DocumentError(.invalidPath, "{end} stands without {range}") }
                    return parts
                }
                if expression == "range" { throw DocumentError(.invalidPath, "{range} names no path") }
                if expression.hasPrefix("range ") {
                    let path = try JSONPath(String(expression.dropFirst(6)))
                    parts.append(.range(path, try self.parts(&tokens, isInRange: true)))
                } else if let quote = expression.first, quote == "\"" || quote == "'" {
                    parts.append(.text(unquoted(expression)))
                } else {
                    parts.append(.path(try JSONPath(expression)))
                }
            }
        }
        guard !isInRange else { throw DocumentError(.invalidPath, "{range} has no {end}") }
        return parts
    }

    private static func unquoted(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if isEscaped {
                result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    private static func render(
        _ parts: [Part], _ node: Value, _ root: Value, _ allowsMissing: Bool, _ output: inout String
    ) throws(DocumentError) {
        for part in parts {
            switch part {
            case .text(let text): output += text
            case .path(let path):
                let values = path.values(from: node, root: root)
                if values.isEmpty, !allowsMissing {
                    throw DocumentError(.notFound, "a path of the template leads nowhere")
                }
                output += values.map(text).joined(separator: " ")
            case .range(let path, let body):
                for value in path.values(from: node, root: root) {
                    try render(body, value, root, allowsMissing, &output)
                }
            }
        }
    }

    /// A value as kubectl prints it.
    static func text(_ value: Value) -> String {
        switch value {
        case .string(let text): text
        case .null: ""
        default: JSON.text(value, JSON.WritingOptions(sortsKeys: true, escapesHTML: true))
        }
    }
}

extension String {
    fileprivate func trimmingBlanks() -> String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
