/// Texts taken apart by bytes, as the original does; Swift's own functions would go by characters.
enum ByteText {
    /// `text` split at each `separator`, which is not empty.
    static func split(_ text: String, _ separator: String) -> [String] {
        let bytes = Array(text.utf8)
        let mark = Array(separator.utf8)
        guard !mark.isEmpty else { return [text] }
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + mark.count <= bytes.count {
            if bytes[index..<(index + mark.count)].elementsEqual(mark) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(String(decoding: bytes[start...], as: UTF8.self))
        return parts
    }

    /// The first line, from 1 and not the first nor an unfinished one, that begins with `---` and goes on with anything
    /// but white space and a comment.
    static func lineOfFilledSeparator(_ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var line = 1
            for index in bytes.indices where bytes[index] == 0x0A {
                line += 1
                guard index + 3 < bytes.count, bytes[index + 1] == 0x2D, bytes[index + 2] == 0x2D,
                    bytes[index + 3] == 0x2D
                else { continue }
                var next = index + 4
                while next < bytes.count, [0x20, 0x09, 0x0D, 0x0B, 0x0C].contains(bytes[next]) { next += 1 }
                guard next < bytes.count, bytes[next] != 0x0A, bytes[next] != 0x23 else { continue }
                if bytes[next...].contains(0x0A) { return line }
            }
            return nil
        }
    }

    /// `text` without white space at both ends.
    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
