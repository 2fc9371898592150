internal import DocumentModel

/// The character NEL, a line break to YAML 1.1: the original writes it bare, and so it reads back as another break.
enum NextLine {
    /// Whether the character, or an escape that stands for it, may be in a YAML text.
    static func mayBe(in bytes: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case 0x85 where previous == 0xC2: return true
            case UInt8(ascii: "N"), UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
                if previous == UInt8(ascii: "\\") { return true }
            default: break
            }
            previous = byte
        }
        return false
    }

    /// The value with the character in texts as it reads back: a space, or line feeds for all but the first of several;
    /// in a text of several lines a line feed.
    static func readBack(_ value: Value) -> Value {
        switch value {
        case .string(let text): .string(readBack(text))
        case .array(let elements): .array(elements.map(readBack))
        case .object(let object): .object(object.mapValues(readBack))
        default: value
        }
    }

    private static func readBack(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.contains("\u{85}") else { return text }
        let hasLines = scalars.contains("\n")
        var result = String.UnicodeScalarView()
        var breaks = 0
        for scalar in scalars {
            if scalar == "\u{85}" {
                breaks += 1
                continue
            }
            append(breaks, hasLines, to: &result)
            breaks = 0
            result.append(scalar)
        }
        append(breaks, hasLines, to: &result)
        return String(result)
    }

    private static func append(_ breaks: Int, _ hasLines: Bool, to result: inout String.UnicodeScalarView) {
        guard breaks > 0 else { return }
        if hasLines {
            result.append(contentsOf: repeatElement("\n", count: breaks))
        } else if breaks == 1 {
            result.append(" ")
        } else {
            result.append(contentsOf: repeatElement("\n", count: breaks - 1))
        }
    }
}
