/// Reads the terms of one alternative of a constraint.
struct VersionTermParser {
    private var rest: Substring
    private let whole: String

    init(_ text: Substring, in whole: String) {
        rest = text
        self.whole = whole
    }

    mutating func terms() throws(VersionError) -> [VersionTerm] {
        var terms: [VersionTerm] = []
        skipBlanks()
        while !rest.isEmpty {
            let comparison = comparison()
            skipBlanks()
            let first = try term(comparison ?? .equal)
            if comparison == nil, let last = try hyphenRange() {
                terms.append(VersionTerm(comparison: .atLeast, version: first.version, precision: first.precision))
                terms.append(last)
            } else {
                terms.append(first)
            }
            try separator()
        }
        guard !terms.isEmpty else { throw fail("an alternative is empty") }
        return terms
    }

    private mutating func separator() throws(VersionError) {
        let before = rest
        skipBlanks()
        if rest.first == "," {
            rest.removeFirst()
            skipBlanks()
            guard !rest.isEmpty else { throw fail("nothing follows the comma") }
        } else if !rest.isEmpty, rest.startIndex == before.startIndex {
            throw fail("blanks or a comma must stand between its terms")
        }
    }

    private mutating func comparison() -> VersionTerm.Comparison? {
        let known: [(String, VersionTerm.Comparison)] = [
            ("!=", .notEqual), (">=", .atLeast), ("=>", .atLeast), ("<=", .atMost), ("=<", .atMost), ("~>", .tilde),
            ("=", .equal), (">", .greater), ("<", .less), ("~", .tilde), ("^", .caret),
        ]
        for (mark, comparison) in known where rest.hasPrefix(mark) {
            rest = rest.dropFirst(mark.count)
            return comparison
        }
        return nil
    }

    /// The end of `1.2 - 1.4`; the dash must have blanks around it.
    private mutating func hyphenRange() throws(VersionError) -> VersionTerm? {
        var ahead = rest
        while ahead.first?.isWhitespace == true { ahead.removeFirst() }
        guard ahead.startIndex > rest.startIndex, ahead.first == "-", ahead.dropFirst().first?.isWhitespace == true
        else {
            return nil
        }
        rest = ahead.dropFirst()
        skipBlanks()
        return try term(.atMost)
    }

    private mutating func term(_ comparison: VersionTerm.Comparison) throws(VersionError) -> VersionTerm {
        let end = rest.firstIndex { $0.isWhitespace || ",<>=!~^".contains($0) } ?? rest.endIndex
        let word = rest[..<end]
        rest = rest[end...]
        guard !word.isEmpty else { throw fail("a version is missing") }
        let body = word.first == "v" ? word.dropFirst() : word
        let core = body.prefix { $0 != "-" && $0 != "+" }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 3, parts.allSatisfy({ !$0.isEmpty }) else {
            throw fail("\"\(word)\" is no version")
        }
        let given = parts.prefix { !["x", "X", "*"].contains($0) }
        let after = parts.dropFirst(given.count)
        guard after.allSatisfy({ ["x", "X", "*"].contains($0) || $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }) else {
            throw fail("\"\(word)\" is no version")
        }
        let numbers = given.map(String.init) + Array(repeating: "0", count: 3 - given.count)
        let suffix = body.dropFirst(core.count)
        do {
            let version = try SemanticVersion(numbers.joined(separator: ".") + suffix)
            return VersionTerm(comparison: comparison, version: version, precision: given.count)
        } catch {
            throw fail("\"\(word)\" is no version")
        }
    }

    private mutating func skipBlanks() { while rest.first?.isWhitespace == true { rest.removeFirst() } }

    private func fail(_ cause: String) -> VersionError { VersionError("\"\(whole)\" is no version range: \(cause)") }
}
