/// How a string is written.
enum ScalarStyle: Equatable {
    case plain, singleQuoted, doubleQuoted, literal

    /// The plainest style in which `text` comes back as the same string, under YAML 1.1 and 1.2 readers alike.
    static func of(_ text: String, isKey: Bool) -> ScalarStyle {
        if text.isEmpty { return .doubleQuoted }
        var copy = text
        let shape = copy.withUTF8 { TextShape($0) }
        if shape.hasLineBreaks, !isKey {
            return shape.allowsLiteral ? .literal : .doubleQuoted
        }
        if !shape.allowsSingleQuotes { return .doubleQuoted }
        if AmbiguousScalar.wouldNotStayString(text) { return .doubleQuoted }
        return shape.allowsPlain ? .plain : .singleQuoted
    }
}

/// What in a text decides on its style; the rules are those of libyaml's emitter.
struct TextShape {
    private(set) var hasLineBreaks = false
    private(set) var allowsPlain = true
    private(set) var allowsSingleQuotes = true
    private(set) var allowsLiteral = true

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var hasIndicator = Self.startsLikeDocumentMark(bytes)
        var isSpecial = false
        var breakAfterSpace = false
        var spaceAfterBreak = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let previous = index > 0 ? bytes[index - 1] : 0x20
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
            if index == 0 { hasIndicator = hasIndicator || Self.isLeadingIndicator(byte, next: next) }
            switch byte {
            case UInt8(ascii: ":"): hasIndicator = hasIndicator || Self.isBlank(next)
            case UInt8(ascii: "#"): hasIndicator = hasIndicator || Self.isBlank(previous)
            case 0x0A:
                hasLineBreaks = true
                breakAfterSpace = breakAfterSpace || index > 0 && previous == 0x20
            case 0x20: spaceAfterBreak = spaceAfterBreak || index > 0 && previous == 0x0A
            case 0x00..<0x20, 0x7F: isSpecial = true
            case 0x80...: isSpecial = isSpecial || !Self.isPrintable(bytes, index)
            default: break
            }
            index += 1
        }
        let edges = bytes.isEmpty || Self.isEdge(bytes[0]) || Self.isEdge(bytes[bytes.count - 1])
        allowsLiteral = !isSpecial && !breakAfterSpace && bytes.last != 0x20
        allowsSingleQuotes = !isSpecial && !breakAfterSpace && !spaceAfterBreak && !hasLineBreaks
        allowsPlain = allowsSingleQuotes && !edges && !hasIndicator
    }

    private static func startsLikeDocumentMark(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= 3, bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: ".") else { return false }
        return bytes[1] == bytes[0] && bytes[2] == bytes[0]
    }

    private static func isEdge(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 }

    private static func isLeadingIndicator(_ byte: UInt8, next: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"):
            true
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "-"): isBlank(next)
        default: false
        }
    }

    /// Whether the character that begins or goes on at `index` may stand unescaped. C1 controls, NEL, the Unicode
    /// line and paragraph separators, the byte order mark, noncharacters and everything above U+FFFF may not.
    private static func isPrintable(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        let second = index + 1 < bytes.count ? bytes[index + 1] : 0
        let third = index + 2 < bytes.count ? bytes[index + 2] : 0
        switch bytes[index] {
        case 0xC2: return second >= 0xA0
        case 0xE2: return !(second == 0x80 && (third == 0xA8 || third == 0xA9))
        case 0xEF: return !(second == 0xBB && third == 0xBF) && !(second == 0xBF && third >= 0xBE)
        case 0xF0...: return false
        default: return true
        }
    }
}
