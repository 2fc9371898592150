/// A shell pattern for one name of a path: `*`, `?`, `[a-z]`, `[^a-z]`, `\x`. A malformed one never matches.
struct PathGlob: Sendable {
    private enum Token: Sendable {
        case literal(Unicode.Scalar)
        case anything
        case one
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private let tokens: [Token]?

    init(_ text: Substring) { tokens = Self.parse(text) }

    func matches(_ name: Substring) -> Bool {
        guard let tokens else { return false }
        let characters = Array(name.unicodeScalars)
        var reachable = Array(repeating: false, count: characters.count + 1)
        reachable[0] = true
        for token in tokens {
            var next = Array(repeating: false, count: characters.count + 1)
            if case .anything = token {
                var isReached = false
                for index in reachable.indices {
                    isReached = isReached || reachable[index]
                    next[index] = isReached
                }
            } else {
                for (index, character) in characters.enumerated() where reachable[index] {
                    next[index + 1] = Self.accepts(token, character)
                }
            }
            reachable = next
        }
        return reachable[characters.count]
    }

    private static func accepts(_ token: Token, _ character: Unicode.Scalar) -> Bool {
        switch token {
        case .literal(let expected): character == expected
        case .anything, .one: true
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
        }
    }

    private static func parse(_ text: Substring) -> [Token]? {
        var tokens: [Token] = []
        var rest = text.unicodeScalars[...]
        while let character = rest.popFirst() {
            switch character {
            case "*": tokens.append(.anything)
            case "?": tokens.append(.one)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                tokens.append(.literal(escaped))
            case "[":
                guard let set = parseSet(&rest) else { return nil }
                tokens.append(set)
            default: tokens.append(.literal(character))
            }
        }
        return tokens
    }

    private static func parseSet(_ rest: inout Substring.UnicodeScalarView) -> Token? {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        while let first = rest.first {
            if first == "]", !ranges.isEmpty {
                rest.removeFirst()
                return .set(ranges, isNegated: isNegated)
            }
            guard let low = parseMember(&rest) else { return nil }
            guard rest.first == "-" else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            guard let high = parseMember(&rest) else { return nil }
            // A range that runs backwards holds nothing, but counts as a member.
            ranges.append(low <= high ? low...high : "\u{0}"..."\u{0}")
        }
        return nil
    }

    private static func parseMember(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard let character = rest.popFirst(), character != "-", character != "]" else { return nil }
        return character == "\\" ? rest.popFirst() : character
    }
}
