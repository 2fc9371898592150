/// Reads an expression into tokens.
struct Lexer {
    private let source: SourceText
    private var index = 0

    init(_ source: SourceText) { self.source = source }

    /// All tokens, the last one the end, and what is no token, which is passed over.
    static func tokens(of source: SourceText) throws(SyntaxProblem) -> (tokens: [Token], problems: [SyntaxProblem]) {
        var lexer = Lexer(source)
        var tokens: [Token] = []
        while true {
            guard let token = try lexer.next() else { continue }
            tokens.append(token)
            if token.kind == .end { return (tokens, lexer.problems) }
        }
    }

    /// What may be wrong more than once before reading ends.
    private static let problemLimit = 100
    private var problems: [SyntaxProblem] = []

    private mutating func note(_ part: Range<Int>) {
        guard problems.count < Self.problemLimit else { return }
        let text = Self.oneLine(source.text(part))
        problems.append(
            SyntaxProblem(message: "Syntax error: token recognition error at: '\(text)'", offset: part.lowerBound))
    }

    private func scalar(_ ahead: Int = 0) -> Unicode.Scalar? {
        index + ahead < source.scalars.count ? source.scalars[index + ahead] : nil
    }

    /// Nil for what is no token.
    private mutating func next() throws(SyntaxProblem) -> Token? {
        skipBlanks()
        let start = index
        guard let first = scalar() else { return Token(kind: .end, offset: start, length: 0) }
        let kind: Token.Kind
        if Self.isDigit(first) || (first == "." && scalar(1).map(Self.isDigit) == true) {
            kind = try number()
        } else if let text = try text() {
            guard let text else { return nil }
            kind = text
        } else if Self.startsName(first) {
            kind = name()
        } else {
            guard let symbol = symbol() else { return nil }
            kind = symbol
        }
        return Token(kind: kind, offset: start, length: index - start)
    }

    private mutating func skipBlanks() {
        while let next = scalar() {
            if next == " " || next == "\t" || next == "\n" || next == "\r" || next == "\u{C}" {
                index += 1
            } else if next == "/", scalar(1) == "/" {
                while let comment = scalar(), comment != "\n" {
                    _ = comment
                    index += 1
                }
            } else {
                return
            }
        }
    }

    private mutating func name() -> Token.Kind {
        let start = index
        while let next = scalar(), Self.startsName(next) || Self.isDigit(next) { index += 1 }
        let text = source.text(start..<index)
        return text == "in" ? .symbol("in") : .identifier(text)
    }

    private mutating func symbol() -> Token.Kind? {
        if let first = scalar(), let second = scalar(1) {
            let pair = String(first) + String(second)
            if ["&&", "||", "==", "!=", "<=", ">="].contains(pair) {
                index += 2
                return .symbol(pair)
            }
        }
        guard let first = scalar(), "+-*/%<>!?:.,()[]{}".unicodeScalars.contains(first) else {
            // What could have begun an operator of two characters takes the next one with it.
            let isHalf = scalar() == "=" || scalar() == "&" || scalar() == "|"
            let end = min(index + (isHalf ? 2 : 1), source.scalars.count)
            note(index..<end)
            index = end
            return nil
        }
        index += 1
        return .symbol(String(first))
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    static func isHexDigit(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
    }

    private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }
}

// MARK: Numbers

extension Lexer {
    private mutating func number() throws(SyntaxProblem) -> Token.Kind {
        let start = index
        if scalar() == "0", scalar(1) == "x" || scalar(1) == "X", scalar(2).map(Self.isHexDigit) == true {
            index += 2
            while let next = scalar(), Self.isHexDigit(next) { index += 1 }
            return try whole(source.text(start + 2..<index), radix: 16, start)
        }
        digits()
        var isDouble = false
        if scalar() == ".", scalar(1).map(Self.isDigit) == true {
            isDouble = true
            index += 1
            digits()
        }
        if scalar() == "e" || scalar() == "E" {
            let sign = scalar(1) == "+" || scalar(1) == "-" ? 1 : 0
            if scalar(1 + sign).map(Self.isDigit) == true {
                isDouble = true
                index += 1 + sign
                digits()
            }
        }
        let text = source.text(start..<index)
        guard isDouble else { return try whole(text, radix: 10, start) }
        guard let number = Double(text.hasPrefix(".") ? "0" + text : text), number.isFinite else {
            throw SyntaxProblem(message: "invalid double literal", offset: start)
        }
        return .double(number)
    }

    private mutating func digits() { while let next = scalar(), Self.isDigit(next) { index += 1 } }

    private mutating func whole(_ digits: String, radix: Int, _ start: Int) throws(SyntaxProblem) -> Token.Kind {
        if scalar() == "u" || scalar() == "U" {
            index += 1
            guard let number = UInt64(digits, radix: radix) else {
                throw SyntaxProblem(message: "invalid uint literal", offset: start)
            }
            return .uint(number)
        }
        guard let magnitude = UInt64(digits, radix: radix), magnitude <= UInt64(Int64.max) + 1 else {
            throw SyntaxProblem(message: "invalid int literal", offset: start)
        }
        return Int64(exactly: magnitude).map { .int($0) } ?? .leastIntMagnitude
    }
}

// MARK: Texts

extension Lexer {
    /// A string or bytes with their prefixes; nil where none begins here, nil inside where it does not end.
    private mutating func text() throws(SyntaxProblem) -> Token.Kind?? {
        var isRaw = false
        var isBytes = false
        var length = 0
        while let next = scalar(length), length < 2 {
            if next == "r" || next == "R", !isRaw {
                isRaw = true
            } else if next == "b" || next == "B", !isBytes {
                isBytes = true
            } else {
                break
            }
            length += 1
        }
        guard let quote = scalar(length), quote == "\"" || quote == "'" else { return .none }
        let start = index
        index += length
        let isTriple = scalar(1) == quote && scalar(2) == quote
        index += isTriple ? 3 : 1
        var unescaper = TextUnescaper(isRaw: isRaw, isBytes: isBytes)
        while true {
            guard let next = scalar(), isTriple || (next != "\n" && next != "\r") else {
                note(start..<min(index, source.scalars.count))
                return .some(nil)
            }
            if next == quote, !isTriple || (scalar(1) == quote && scalar(2) == quote) {
                index += isTriple ? 3 : 1
                break
            }
            if next == "\\", !isRaw {
                index = try unescaper.escape(source.scalars, at: index)
            } else if next == "\\", let following = scalar(1) {
                unescaper.append(next)
                unescaper.append(following)
                index += 2
            } else {
                unescaper.append(next)
                index += 1
            }
        }
        return .some(isBytes ? .bytes(unescaper.bytes) : .string(unescaper.text))
    }

    static func oneLine(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
