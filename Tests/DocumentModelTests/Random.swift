import DocumentModel

/// A repeatable source of odd documents.
struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    private static let pieces = [
        "a", "b:", " ", "  ", "\n", "-", "- ", "#", "'", "\"", "\\", "\t", "é", "\u{1F600}", "\u{85}", "\u{2028}", "0",
        "1",
        ".", "e", "_", "~", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", ":", "yes", "null",
        "<<",
        "=", "x", "\u{0}", "\u{7F}", "\u{FEFF}", "\r", "word word", "---", "...",
    ]

    mutating func text() -> String {
        (0..<Int.random(in: 0...(next() % 4 == 0 ? 60 : 7), using: &self)).map { _ in
            Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &self)]
        }.joined()
    }

    mutating func value(depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64(bitPattern: next()) >> Int64.random(in: 0..<64, using: &self))
        case 3:
            let number = Double(bitPattern: next())
            return .double(number.isFinite ? number : 0.1)
        case 4, 5: return .string(text())
        case 6: return .array((0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            var object = Object()
            for _ in 0..<Int.random(in: 0...4, using: &self) { object[text()] = value(depth: depth - 1) }
            return .object(object)
        }
    }
}
