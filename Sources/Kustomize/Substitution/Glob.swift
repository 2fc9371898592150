/// A pattern with `*`, `?`, `[a-z]`, `[^a-z]` and `\` before a character that stands for itself.
struct Glob {
    private enum Token {
        case anyText
        case anyCharacter
        case set([ClosedRange<UInt32>], isNegated: Bool)

        func matches(_ character: Unicode.Scalar) -> Bool {
            switch self {
            case .anyText, .anyCharacter: true
            case .set(let ranges, let isNegated): ranges.contains { $0.contains(character.value) } != isNegated
            }
        }
    }

    private var tokens: [Token] = []

    /// - Returns: nil when the pattern is malformed.
    init?(_ pattern: [Unicode.Scalar]) {
        var rest = pattern[...]
        while let character = rest.popFirst() {
            switch character {
            case "*": tokens.append(.anyText)
            case "?": tokens.append(.anyCharacter)
            case "[":
                guard let set = Self.set(&rest) else { return nil }
                tokens.append(set)
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                tokens.append(.set([next.value...next.value], isNegated: false))
            default: tokens.append(.set([character.value...character.value], isNegated: false))
            }
        }
    }

    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Token? {
        var ranges: [ClosedRange<UInt32>] = []
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        while true {
            if rest.first == "]", !ranges.isEmpty {
                rest.removeFirst()
                return .set(ranges, isNegated: isNegated)
            }
            guard let low = member(&rest) else { return nil }
            var high = low
            if rest.first == "-" {
                rest.removeFirst()
                guard let end = member(&rest) else { return nil }
                high = end
            }
            ranges.append(low.value <= high.value ? low.value...high.value : 1...1)
        }
    }

    private static func member(_ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        guard let first = rest.popFirst(), first != "-", first != "]" else { return nil }
        return first == "\\" ? rest.popFirst() : first
    }

    /// The lengths, ascending and at least 1, of the beginnings of `text` that match. Takes all states at once, so
    /// its time is that of the text by that of the pattern.
    func matchingPrefixes(of text: [Unicode.Scalar]) -> [Int] {
        var states = Array(repeating: false, count: tokens.count + 1)
        states[0] = true
        spread(&states)
        var lengths: [Int] = []
        for (index, character) in text.enumerated() {
            var next = Array(repeating: false, count: states.count)
            for (state, token) in tokens.enumerated() where states[state] {
                if case .anyText = token {
                    next[state] = true
                } else if token.matches(character) {
                    next[state + 1] = true
                }
            }
            spread(&next)
            states = next
            if states[tokens.count] { lengths.append(index + 1) }
        }
        return lengths
    }

    /// A star may stand for nothing.
    private func spread(_ states: inout [Bool]) {
        for (state, token) in tokens.enumerated() where states[state] {
            if case .anyText = token { states[state + 1] = true }
        }
    }
}
