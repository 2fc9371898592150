/// Revisions and messages for tables, in which a whole digest would drown everything else.
enum ShortDigest {
    /// `text` with each hexadecimal digest of 40 to 128 digits cut to 8.
    static func shorten(_ text: String) -> String {
        var result = ""
        var word = ""
        for character in text {
            if character.isASCII, character.isLetter || character.isNumber || character == "_" {
                word.append(character)
            } else {
                result += shortenWord(word)
                word = ""
                result.append(character)
            }
        }
        return result + shortenWord(word)
    }

    private static func shortenWord(_ word: String) -> String {
        guard (40...128).contains(word.utf8.count), word.utf8.allSatisfy(isHexadecimal) else { return word }
        return String(word.prefix(8))
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
