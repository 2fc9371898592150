import Archiving
import Testing

@Suite struct GzipTests {
    @Test(arguments: [1, 9]) func `bytes become a gzip member that is smaller`(_ level: Int) throws {
        let bytes = Array(String(repeating: "the same again and again, ", count: 10_000).utf8)
        let compressed = try Gzip.compress(bytes, level: level)
        #expect(compressed.prefix(3) == [0x1F, 0x8B, 0x08])
        #expect(compressed.count < bytes.count / 50)
        // The last four bytes are the length of what was compressed (RFC 1952, section 2.3.1).
        let length = compressed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length == bytes.count)
        #expect(try Gzip.compress(bytes, level: level) == compressed)
    }

    @Test func `nothing becomes an empty member`() throws {
        #expect(try Gzip.compress([], level: 1).suffix(4) == [0, 0, 0, 0])
    }
}
