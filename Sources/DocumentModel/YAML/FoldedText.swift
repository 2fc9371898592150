/// What comes of folded block scalars when go-yaml version 3 reads them and writes them again, as kustomize does.
enum FoldedText {
    /// The text with one more line break before each more-indented line that follows a line which is not.
    static func rewritten(_ text: String) -> String {
        guard let first = text.utf8.first, first != 0x20, first != 0x0A, first != 0x09 else { return text }
        var result: [UInt8] = []
        var isAtBreak = true
        var isIndented = false
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A {
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                if !isAtBreak, !isIndented, next == 0x20 || next == 0x09 { result.append(byte) }
                isAtBreak = true
            } else {
                if isAtBreak { isIndented = byte == 0x20 || byte == 0x09 }
                isAtBreak = false
            }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The places, in characters from the start and rising, of slashes that a backslash escapes.
    static func slashEscapes(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
        var places: [Int] = []
        var character = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? -2 : -1
        var isEscaped = false
        for byte in bytes {
            if byte & 0xC0 != 0x80 { character += 1 }
            if byte == 0x2F, isEscaped { places.append(character) }
            isEscaped = byte == 0x5C && !isEscaped
        }
        return places
    }
}
