/// Random identifiers in the form of version 4 UUIDs (RFC 9562, section 5.4).
public enum UniqueID {
    /// Such as `9b2f6a1e-2d0c-4f7e-a1b3-5c6d7e8f9012`. The system's generator makes it unguessable.
    public static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Hex.encode(bytes(of: high) + bytes(of: low))
        var text = ""
        for (index, digit) in digits.utf8.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }

    private static func bytes(of number: UInt64) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
