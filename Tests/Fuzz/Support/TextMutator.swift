/// Damages texts: by lines, as a person would, and by bytes, as a broken disk would.
public struct TextMutator {
    public var random: SplitMix

    public init(random: SplitMix) { self.random = random }

    /// A damaged `text`; lines of `others` may come into it.
    public mutating func mutate(_ text: String, among others: [String]) -> String {
        switch random.below(10) {
        case 0...5: return lines(of: text, among: others)
        case 6, 7: return words(of: text)
        default: return bytes(of: text)
        }
    }

    private static let scalars = [
        "null", "~", "''", "[]", "{}", "0", "-1", "1.20", "1e3", "true", "yes", "'1'", "0x10", "010", "1_000", ".5",
        "[a]", "{a: b}", "!!str 5", "2001-01-01", "|-\n  a\n  b", "\"é\\u0085\\uFFFF\"", "'*'", ".*", "a|b", "(", "[a-",
        "$(FOO)", "$$(FOO)", "x #c", "&a x", "*a", "12345678901234567890", ".inf", ".nan", "<<", "!!binary aGk=", "\\",
        "[[[[[[[[[[[[[[[[[[[[[[", "{a: {a: {a: {a: {a: b}}}}}", "\u{FEFF}", "- - - a", "? b", "%YAML 1.1", "a\u{0}b",
    ]

    private mutating func lines(of text: String, among others: [String]) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard !lines.isEmpty else { return text }
        let place = random.below(lines.count)
        let line = lines[place]
        switch random.below(8) {
        case 0: lines.remove(at: place)
        case 1: lines.insert(line, at: random.below(lines.count + 1))
        case 2: lines.swapAt(place, random.below(lines.count))
        case 3:
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            lines[place] = "\(line[..<colon]): \(random.pick(Self.scalars))"
        case 4: lines[place] = String(repeating: " ", count: random.below(6)) + line.drop { $0 == " " }
        case 5:
            let other = random.pick(others).split(separator: "\n").map(String.init)
            lines.insert(random.pick(other), at: place)
        case 6:
            lines.insert(
                random.pick(["---", "...", "--- x", "# c", "", "$patch: delete", "- $patch: replace"]), at: place)
        default: lines[place] = line + random.pick(["\r", " ", "\t", " # c", ":", " |", " >", " &a", " *a"])
        }
        return lines.joined(separator: "\n")
    }

    private mutating func words(of text: String) -> String {
        var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let place = random.below(words.count)
        if words.indices.contains(place) { words[place] = random.pick(Self.scalars) }
        return words.joined(separator: " ")
    }

    private mutating func bytes(of text: String) -> String {
        var bytes = Array(text.utf8)
        for _ in 0...random.below(4) {
            let place = random.below(bytes.count + 1)
            switch random.below(3) {
            case 0: bytes.insert(UInt8(random.below(256)), at: place)
            case 1 where place < bytes.count: bytes[place] ^= UInt8(1 << random.below(8))
            default: if place < bytes.count { bytes.removeSubrange(place..<min(bytes.count, place + random.below(9))) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
