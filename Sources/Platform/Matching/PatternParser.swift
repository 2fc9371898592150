/// Reads a regular expression.
struct PatternParser {
    private static let depthLimit = 200
    static let repeatLimit = 1000

    private struct Flags {
        var ignoresCase = false
        var dotMatchesNewline = false
        var isMultiline = false
    }

    private let text: [Unicode.Scalar]
    private var index = 0
    private var flags = Flags()
    private var depth = 0

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try choice()
        guard index == text.count else { throw PatternError("an unexpected \")\"") }
        return node
    }

    private var current: Unicode.Scalar? { index < text.count ? text[index] : nil }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard current == character else { return false }
        index += 1
        return true
    }

    private mutating func skip(_ prefix: String) -> Bool {
        let scalars = Array(prefix.unicodeScalars)
        guard text.count - index >= scalars.count, Array(text[index..<(index + scalars.count)]) == scalars else {
            return false
        }
        index += scalars.count
        return true
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw PatternError("it nests too deep") }
        let outer = flags
        defer { flags = outer }
        var branches = [try sequence()]
        while skip("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let character = current, character != "|", character != ")" {
            if skip("\\Q") {
                while index < text.count, !skip("\\E") {
                    parts.append(.characters(set(CharacterSet(text[index]))))
                    index += 1
                }
                continue
            }
            parts.append(try repetition(of: try atom()))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func repetition(of atom: PatternNode) throws(PatternError) -> PatternNode {
        var node = atom
        var isRepeated = false
        while let (least, most) = try quantifier() {
            guard !isRepeated else { throw PatternError("a repetition is repeated") }
            isRepeated = true
            if least > 1 || (most ?? 0) > 1, !node.canRepeat(most ?? least, within: Self.repeatLimit) {
                throw PatternError("the repetition counts inside each other are out of range")
            }
            node = .repeated(node, least: least, most: most, isLazy: skip("?"))
        }
        return node
    }

    private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
        if skip("*") { return (0, nil) }
        if skip("+") { return (1, nil) }
        if skip("?") { return (0, 1) }
        let start = index
        guard skip("{"), let least = number() else {
            index = start
            return nil
        }
        var most: Int? = least
        if skip(",") { most = number() }
        guard skip("}") else {
            index = start
            return nil
        }
        guard least <= Self.repeatLimit, most ?? least <= Self.repeatLimit, most ?? least >= least else {
            throw PatternError("a repetition count is out of range")
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let character = current,
            let digit = character.properties.numericType == .decimal ? character.value &- 0x30 : nil,
            digit < 10, (value ?? 0) < 100_000
        {
            value = (value ?? 0) * 10 + Int(digit)
            index += 1
        }
        return value
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        guard let character = current else { return .empty }
        index += 1
        switch character {
        case "(": return try group()
        case "[": return .characters(set(try bracket()))
        case ".":
            return .characters(
                flags.dotMatchesNewline ? CharacterSet([0...0x10FFFF]) : CharacterSet([0x0A...0x0A], isNegated: true))
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escape()
        case "*", "+", "?": throw PatternError("there is nothing to repeat before \"\(character)\"")
        default: return .characters(set(CharacterSet(character)))
        }
    }

    private func set(_ set: CharacterSet) -> CharacterSet { flags.ignoresCase ? set.ignoringCase : set }

    private mutating func group() throws(PatternError) -> PatternNode {
        let outer = flags
        if skip("?") {
            if skip("P<") || skip("<") {
                while let character = current, character != ">" {
                    guard CharacterSet.word.contains(character.value) else {
                        throw PatternError("a group name is malformed")
                    }
                    index += 1
                }
                guard skip(">") else { throw PatternError("a group name does not end") }
            } else if try groupFlags() {
                return .empty
            }
        }
        let node = try choice()
        flags = outer
        guard skip(")") else { throw PatternError("a \")\" is missing") }
        return node
    }

    /// Reads `i`, `s-m` … up to `:` or `)`; true when they hold for the rest of the group around.
    private mutating func groupFlags() throws(PatternError) -> Bool {
        var isOn = true
        while let character = current {
            index += 1
            switch character {
            case "i": flags.ignoresCase = isOn
            case "s": flags.dotMatchesNewline = isOn
            case "m": flags.isMultiline = isOn
            case "-": isOn = false
            case ":": return false
            case ")": return true
            default: throw PatternError("\"(?\(character)\" is not supported")
            }
        }
        throw PatternError("a \")\" is missing")
    }
}

// Escapes and brackets.
extension PatternParser {
    private mutating func escape() throws(PatternError) -> PatternNode {
        switch current {
        case "A": index += 1; return .assertion(.textStart)
        case "z": index += 1; return .assertion(.textEnd)
        case "b": index += 1; return .assertion(.wordBoundary)
        case "B": index += 1; return .assertion(.noWordBoundary)
        default: return .characters(set(try escapedSet()))
        }
    }

    private mutating func escapedSet() throws(PatternError) -> CharacterSet {
        guard let character = current else { throw PatternError("it ends in a backslash") }
        index += 1
        switch character {
        case "d": return .digits
        case "w": return .word
        case "s": return .space
        case "D", "W", "S":
            var result: CharacterSet = character == "D" ? .digits : character == "W" ? .word : .space
            result.isNegated = true
            return result
        case "n": return CharacterSet("\n")
        case "t": return CharacterSet("\t")
        case "r": return CharacterSet("\r")
        case "f": return CharacterSet("\u{0C}")
        case "v": return CharacterSet("\u{0B}")
        case "a": return CharacterSet("\u{07}")
        case "x": return CharacterSet(try hexadecimal())
        case "p", "P": return try unicodeClass(isNegated: character == "P")
        default:
            guard character.value < 0x80, !CharacterSet.word.contains(character.value) else {
                throw PatternError("the escape \"\\\(character)\" is not supported")
            }
            return CharacterSet(character)
        }
    }

    /// The name behind `\\p`: one letter, or more in braces.
    private mutating func unicodeClass(isNegated: Bool) throws(PatternError) -> CharacterSet {
        var name = ""
        if skip("{") {
            while let character = current, character != "}" {
                name.unicodeScalars.append(character)
                index += 1
            }
            guard skip("}") else { throw PatternError("the name of a class of characters does not end") }
        } else if let character = current {
            name.unicodeScalars.append(character)
            index += 1
        }
        let isInverted = name.hasPrefix("^")
        guard let found = UnicodeClass(isInverted ? String(name.dropFirst()) : name) else {
            throw PatternError("the class of characters \"\\p{\(name)}\" is not supported; the general categories are")
        }
        var set = CharacterSet([])
        set.classes = [isNegated != isInverted ? found.opposite : found]
        return set
    }

    private mutating func hexadecimal() throws(PatternError) -> Unicode.Scalar {
        let isBraced = skip("{")
        var digits = ""
        while let character = current, CharacterSet.posix("xdigit")?.contains(character.value) == true,
            digits.count < (isBraced ? 8 : 2)
        {
            digits.unicodeScalars.append(character)
            index += 1
        }
        guard !isBraced || skip("}"), let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw PatternError("a hexadecimal escape is malformed")
        }
        return scalar
    }

    private mutating func bracket() throws(PatternError) -> CharacterSet {
        var result = CharacterSet([], isNegated: skip("^"))
        var isFirst = true
        while let character = current, isFirst || character != "]" {
            isFirst = false
            if skip("[:") {
                result.add(try posixClass())
                continue
            }
            let lower = try bracketMember()
            guard lower.ranges.count == 1, lower.classes.isEmpty, !lower.isNegated, let low = lower.ranges.first,
                low.count == 1,
                current == "-", index + 1 < text.count, text[index + 1] != "]"
            else {
                result.add(lower)
                continue
            }
            index += 1
            let upper = try bracketMember()
            guard let high = upper.ranges.first, upper.ranges.count == 1, upper.classes.isEmpty, high.count == 1,
                high.lowerBound >= low.lowerBound
            else { throw PatternError("a range of characters is malformed") }
            result.ranges.append(low.lowerBound...high.lowerBound)
        }
        guard skip("]") else { throw PatternError("a \"]\" is missing") }
        return result
    }

    private mutating func bracketMember() throws(PatternError) -> CharacterSet {
        guard let character = current else { throw PatternError("a \"]\" is missing") }
        index += 1
        return character == "\\" ? try escapedSet() : CharacterSet(character)
    }

    private mutating func posixClass() throws(PatternError) -> CharacterSet {
        let isNegated = skip("^")
        var name = ""
        while let character = current, character != ":" {
            name.unicodeScalars.append(character)
            index += 1
        }
        guard skip(":]"), var result = CharacterSet.posix(name) else {
            throw PatternError("there is no class of characters \"\(name)\"")
        }
        result.isNegated = isNegated
        return result
    }
}
