/// Reads the text of a JSONPath.
struct JSONPathParser {
    private let text: [Character]
    private var position = 0

    init(_ text: String) { self.text = Array(text) }

    /// The path that the whole text is, braces or not.
    mutating func wholePath() throws(DocumentError) -> [JSONPathStep] {
        skipBlanks()
        let hasBraces = take("{")
        let steps = try path(until: hasBraces ? ["}"] : [])
        if hasBraces {
            guard take("}") else { throw fail("expected \"}\"") }
        }
        skipBlanks()
        guard position == text.count else { throw fail("unexpected text after the path") }
        return steps
    }

    /// The steps up to one of `ends`, to a blank or to the end of the text.
    private mutating func path(until ends: Set<Character>) throws(DocumentError) -> [JSONPathStep] {
        var steps: [JSONPathStep] = []
        skipBlanks()
        while let character = peek(), !ends.contains(character), !character.isWhitespace {
            switch character {
            case "$":
                position += 1
                steps.append(.root)
            case "@": position += 1
            case "[": steps.append(try bracket())
            case ".":
                position += 1
                if take(".") { steps.append(.descendants) }
                if let next = peek(), next != "[", next != ".", !ends.contains(next), !next.isWhitespace {
                    steps.append(try field(until: ends))
                }
            default: steps.append(try field(until: ends))
            }
        }
        skipBlanks()
        return steps
    }

    private mutating func field(until ends: Set<Character>) throws(DocumentError) -> JSONPathStep {
        var name = ""
        while let character = peek(), character != ".", character != "[", !ends.contains(character),
            !character.isWhitespace
        {
            position += 1
            guard character == "\\" else {
                name.append(character)
                continue
            }
            guard let escaped = peek() else { throw fail("nothing stands after \"\\\"") }
            name.append(escaped)
            position += 1
        }
        guard !name.isEmpty else { throw fail("expected a field name") }
        return name == "*" ? .wildcard : .fields([name])
    }

    private mutating func bracket() throws(DocumentError) -> JSONPathStep {
        position += 1
        skipBlanks()
        if take("?") { return .filter(try filter()) }
        if take("*") {
            try close("]")
            return .wildcard
        }
        if let quote = peek(), quote == "'" || quote == "\"" { return .fields(try names()) }
        var slices = [try slice()]
        while take(",") { slices.append(try slice()) }
        try close("]")
        return .elements(slices)
    }

    private mutating func names() throws(DocumentError) -> [String] {
        var names: [String] = []
        repeat {
            skipBlanks()
            names.append(try quoted())
            skipBlanks()
        } while take(",")
        try close("]")
        return names
    }

    private mutating func slice() throws(DocumentError) -> JSONPathStep.Slice {
        let start = try integer()
        guard take(":") else {
            guard let start else { throw fail("expected an index, a quoted name, \"*\" or \"?(\"") }
            return JSONPathStep.Slice(start: start, isIndex: true)
        }
        var slice = JSONPathStep.Slice(start: start, end: try integer())
        if take(":"), let step = try integer() { slice.step = step }
        guard slice.step > 0 else { throw fail("the step of a range must be positive") }
        return slice
    }

    private mutating func integer() throws(DocumentError) -> Int? {
        skipBlanks()
        let start = position
        if peek() == "-" { position += 1 }
        while let character = peek(), character.isASCII, character.isNumber { position += 1 }
        defer { skipBlanks() }
        guard position > start else { return nil }
        guard let number = Int(String(text[start..<position])), number > -1_000_000_000, number < 1_000_000_000 else {
            throw fail("the index is no number of a sensible size")
        }
        return number
    }

    private func peek() -> Character? { position < text.count ? text[position] : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard peek() == character else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let character = peek(), character.isWhitespace { position += 1 }
    }

    private mutating func close(_ character: Character) throws(DocumentError) {
        skipBlanks()
        guard take(character) else { throw fail("expected \"\(character)\"") }
    }

    private func fail(_ message: String) -> DocumentError {
        DocumentError(.invalidPath, "the JSONPath is malformed: \(message)", column: position + 1)
    }
}

// Filters.
extension JSONPathParser {
    private mutating func filter() throws(DocumentError) -> JSONPathFilter {
        skipBlanks()
        guard take("(") else { throw fail("expected \"(\" after \"?\"") }
        let left = try operand()
        var filter = JSONPathFilter(left: left)
        skipBlanks()
        if peek() != ")" {
            filter.comparison = try comparison()
            filter.right = try operand()
        }
        try close(")")
        try close("]")
        return filter
    }

    private mutating func comparison() throws(DocumentError) -> JSONPathFilter.Comparison {
        for candidate in JSONPathFilter.Comparison.allCases {
            let mark = Array(candidate.rawValue)
            if text[position...].starts(with: mark) {
                position += mark.count
                return candidate
            }
        }
        throw fail("expected one of == != < > <= >=")
    }

    private mutating func operand() throws(DocumentError) -> JSONPathFilter.Operand {
        skipBlanks()
        guard let first = peek() else { throw fail("expected a value or a path") }
        if first == "\"" || first == "'" { return .literal(.string(try quoted())) }
        if first == "@" || first == "$" || first == "." {
            return .path(JSONPath(steps: try path(until: [")", "=", "!", "<", ">"])))
        }
        var word = ""
        while let character = peek(), !")=!<> ".contains(character) {
            word.append(character)
            position += 1
        }
        switch word {
        case "true": return .literal(true)
        case "false": return .literal(false)
        default: break
        }
        if let integer = Int64(word) { return .literal(.integer(integer)) }
        if let double = Double(word), double.isFinite { return .literal(.double(double)) }
        throw fail("expected a quoted text, a number, true, false or a path")
    }

    private mutating func quoted() throws(DocumentError) -> String {
        guard let quote = peek(), quote == "'" || quote == "\"" else { throw fail("expected a quoted name") }
        position += 1
        var result = ""
        while let character = peek() {
            position += 1
            if character == quote { return result }
            if character == "\\", let escaped = peek() {
                position += 1
                result.append(escaped)
            } else {
                result.append(character)
            }
        }
        throw fail("a quoted name is not closed")
    }
}
