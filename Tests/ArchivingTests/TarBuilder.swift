/// Makes tar archives of any content, also such as no honest program writes.
struct TarBuilder {
    private(set) var bytes: [UInt8] = []

    /// An entry with a header of the old `ustar` kind. `type` is the type flag: `0` file, `5` directory, `2` link.
    mutating func add(
        _ name: String, type: Character = "0", mode: Int = 0o644, link: String = "", content: [UInt8] = [],
        size: Int? = nil
    ) {
        var block = [UInt8](repeating: 0, count: 512)
        put(Array(name.utf8.prefix(100)), at: 0, in: &block)
        put(octal(mode, 7), at: 100, in: &block)
        put(octal(1000, 7), at: 108, in: &block)
        put(octal(1000, 7), at: 116, in: &block)
        put(octal(size ?? content.count, 11), at: 124, in: &block)
        put(octal(1_700_000_000, 11), at: 136, in: &block)
        put(Array("        ".utf8), at: 148, in: &block)
        block[156] = type.asciiValue ?? 0
        put(Array(link.utf8.prefix(100)), at: 157, in: &block)
        put(Array("ustar\u{0}00".utf8), at: 257, in: &block)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + [0, 0x20], at: 148, in: &block)
        bytes += block
        bytes += content
        bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    mutating func add(_ name: String, _ text: String) { add(name, content: Array(text.utf8)) }

    /// The finished archive in an uncompressed gzip stream.
    var archive: [UInt8] { Self.gzip(bytes + [UInt8](repeating: 0, count: 1024)) }

    private func put(_ field: [UInt8], at offset: Int, in block: inout [UInt8]) {
        block.replaceSubrange(offset..<offset + field.count, with: field)
    }

    private func octal(_ value: Int, _ digits: Int) -> [UInt8] {
        (0..<digits).map { UInt8(value >> (3 * (digits - 1 - $0)) & 7) + 0x30 }
    }

    /// Stored blocks in a gzip frame (RFC 1951, RFC 1952).
    static func gzip(_ content: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
        var rest = content[...]
        repeat {
            let piece = rest.prefix(65_535)
            rest = rest.dropFirst(piece.count)
            let length = UInt16(piece.count)
            result += [rest.isEmpty ? 1 : 0, UInt8(length & 0xff), UInt8(length >> 8)]
            result += [UInt8(~length & 0xff), UInt8(~length >> 8)]
            result += piece
        } while !rest.isEmpty
        return result + littleEndian(checksum(content)) + littleEndian(UInt32(truncatingIfNeeded: content.count))
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func checksum(_ content: [UInt8]) -> UInt32 {
        var sum = ~UInt32(0)
        for byte in content {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
        }
        return ~sum
    }
}
