/// Headers of tar entries (POSIX.1-2017, pax interchange format): ustar blocks, with a pax record before those whose
/// name does not fit.
///
/// Written here and not by the library because that one ends the names of directories with a slash.
enum TarHeader {
    static let blockSize = 512
    /// The name field of a block.
    private static let nameLength = 100
    /// The largest size a block can hold: eleven octal digits.
    private static let sizeLimit: Int64 = 0o77777777777

    enum Kind: UInt8 {
        case file = 0x30
        case directory = 0x35
        case pax = 0x78
    }

    /// The blocks in front of an entry's content.
    static func blocks(_ path: String, _ kind: Kind, mode: UInt32, size: Int64) -> [UInt8] {
        let name = Array(path.utf8)
        var records: [UInt8] = []
        if name.count > nameLength || name.contains(where: { $0 >= 0x80 }) { records += record("path", path) }
        if size > sizeLimit { records += record("size", String(size)) }
        let main = block(name, kind, mode: mode, size: size > sizeLimit ? 0 : size)
        guard !records.isEmpty else { return main }
        let header = block(Array("PaxHeaders.0/entry".utf8), .pax, mode: 0o600, size: Int64(records.count))
        return header + records + padding(after: Int64(records.count)) + main
    }

    /// The zeros that fill the last block of a content.
    static func padding(after size: Int64) -> [UInt8] {
        let rest = Int(size % Int64(blockSize))
        return [UInt8](repeating: 0, count: rest == 0 ? 0 : blockSize - rest)
    }

    /// What ends an archive.
    static let end = [UInt8](repeating: 0, count: 2 * blockSize)

    private static func block(_ name: [UInt8], _ kind: Kind, mode: UInt32, size: Int64) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockSize)
        // Readers take a name that does not fit from the record; the field keeps what older ones can use.
        let field = name.prefix(nameLength).map { $0 < 0x80 ? $0 : UInt8(ascii: "_") }
        put(field, at: 0, in: &block)
        put(octal(Int64(mode), 7), at: 100, in: &block)
        put(octal(0, 7), at: 108, in: &block)
        put(octal(0, 7), at: 116, in: &block)
        put(octal(size, 11), at: 124, in: &block)
        put(octal(0, 11), at: 136, in: &block)
        put(Array("        ".utf8), at: 148, in: &block)
        block[156] = kind.rawValue
        put(Array("ustar\u{0}00".utf8), at: 257, in: &block)
        put(octal(0, 7), at: 329, in: &block)
        put(octal(0, 7), at: 337, in: &block)
        let sum = block.reduce(Int64(0)) { $0 + Int64($1) }
        put(octal(sum, 6) + [0, 0x20], at: 148, in: &block)
        return block
    }

    /// `length key=value\n`, where the length counts its own digits.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = key.utf8.count + value.utf8.count + 3
        var length = rest
        while String(length).utf8.count + rest != length { length = String(length).utf8.count + rest }
        return Array("\(length) \(key)=\(value)\n".utf8)
    }

    private static func octal(_ value: Int64, _ digits: Int) -> [UInt8] {
        (0..<digits).map { UInt8(truncatingIfNeeded: value >> Int64(3 * (digits - 1 - $0)) & 7) + 0x30 }
    }

    private static func put(_ bytes: [UInt8], at offset: Int, in block: inout [UInt8]) {
        block.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
}
