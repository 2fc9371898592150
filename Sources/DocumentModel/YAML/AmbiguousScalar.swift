/// Finds texts that some reader would not take for a string if they stood unquoted.
enum AmbiguousScalar {
    /// Whether `text`, written plain, could come back as something else than a string.
    static func wouldNotStayString(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = bytes.first else { return true }
            switch first {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                return resolves(bytes) || looksNumeric(bytes) || isTimestamp(bytes)
            case UInt8(ascii: "="), UInt8(ascii: "<"): return bytes.count == 1 || resolves(bytes)
            default: return bytes.count <= 5 && resolves(bytes)
            }
        }
    }

    private static func resolves(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        ScalarResolution.resolve(String(decoding: bytes, as: UTF8.self)) != .string
    }

    /// Digits with points, colons (base 60), underscores and exponents: `1:30`, `1e400`, `0_`. More than any
    /// one reader takes for a number, but never a version such as `1.2.3`.
    private static func looksNumeric(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var points = 0
        var digits = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: ":"), UInt8(ascii: "_"): break
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                if index == 0 || index == bytes.count - 1 { return false }
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                if index > 0, bytes[index - 1] | 0x20 != UInt8(ascii: "e") { return false }
            default: return false
            }
        }
        return digits > 0 && points <= 1
    }

    /// `yyyy-mm-dd` and whatever follows it.
    private static func isTimestamp(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        func isDigit(_ index: Int) -> Bool { index < bytes.count && bytes[index] &- 0x30 < 10 }
        guard bytes.count >= 8, (0..<4).allSatisfy(isDigit), bytes[4] == UInt8(ascii: "-"), isDigit(5) else {
            return false
        }
        let dash = isDigit(6) ? 7 : 6
        guard dash < bytes.count, bytes[dash] == UInt8(ascii: "-"), isDigit(dash + 1) else { return false }
        let end = isDigit(dash + 2) ? dash + 3 : dash + 2
        guard end < bytes.count else { return true }
        return bytes[end] | 0x20 == UInt8(ascii: "t") || bytes[end] == 0x20
    }
}
