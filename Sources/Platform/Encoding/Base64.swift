/// Base64 (RFC 4648, sections 4 and 5).
public enum Base64 {
    /// Which 64 characters stand for six bits.
    public enum Alphabet: Sendable {
        /// `+` and `/`.
        case standard
        /// `-` and `_`, safe in URLs and file names.
        case url
    }

    /// The text for `bytes`, in one line. Padded with `=` unless told otherwise.
    public static func encode(
        _ bytes: [UInt8], alphabet: Alphabet = .standard, padding: Bool = true
    ) -> String {
        let digits = alphabet == .standard ? standardDigits : urlDigits
        return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { target in
            bytes.withUnsafeBufferPointer { source in
                digits.withUnsafeBufferPointer { encode(source, digits: $0, into: target, padding: padding) }
            }
        }
    }

    private static func encode(
        _ source: UnsafeBufferPointer<UInt8>, digits: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>, padding: Bool
    ) -> Int {
        var read = 0
        var written = 0
        while read < source.count {
            let left = source.count - read
            let second = left > 1 ? source[read + 1] : 0
            let third = left > 2 ? source[read + 2] : 0
            let group = UInt32(source[read]) << 16 | UInt32(second) << 8 | UInt32(third)
            for place in 0..<min(left + 1, 4) {
                target[written] = digits[Int(group >> UInt32(18 - 6 * place) & 0x3F)]
                written += 1
            }
            if padding && left < 3 {
                for _ in left..<3 {
                    target[written] = 0x3D
                    written += 1
                }
            }
            read += 3
        }
        return written
    }

    /// The bytes `text` stands for; padding may be missing, line breaks may stand anywhere.
    ///
    /// - Returns: nil when there is another character, padding in the wrong place, or one digit too many.
    public static func decode(_ text: some StringProtocol, alphabet: Alphabet = .standard) -> [UInt8]? {
        decode(Array(text.utf8), alphabet: alphabet)
    }

    /// As ``decode(_:alphabet:)`` of text, for text that is there as bytes.
    public static func decode(_ text: [UInt8], alphabet: Alphabet = .standard) -> [UInt8]? {
        let values = alphabet == .standard ? standardValues : urlValues
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for character in text {
            let value = values[Int(character)]
            if value < 64, padding == 0 {
                bits = bits << 6 | UInt32(value)
                count += 1
                if count & 3 == 0 {
                    bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                    bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                    bytes.append(UInt8(truncatingIfNeeded: bits))
                }
            } else if character == 0x3D {
                padding += 1
            } else if character != 0x0A && character != 0x0D {
                return nil
            }
        }
        switch count & 3 {
        case 0: return padding == 0 ? bytes : nil
        case 2 where padding == 0 || padding == 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3 where padding <= 1:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
        default: return nil
        }
        return bytes
    }

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let standardDigits = letters + Array("+/".utf8)
    private static let urlDigits = letters + Array("-_".utf8)
    private static let standardValues = values(standardDigits)
    private static let urlValues = values(urlDigits)

    private static func values(_ digits: [UInt8]) -> [UInt8] {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
        return table
    }
}
