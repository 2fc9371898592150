import Platform
import Testing

@testable import Git

@Suite struct ProtocolTests {
    @Test func `frames come out whole however their bytes come in`() throws {
        let bytes = Array("0006a\n0000000abcdefg00010002".utf8)
        for size in 1...bytes.count {
            var reader = PacketLineReader()
            var lines: [PacketLine] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                reader.append(bytes[start..<min(start + size, bytes.count)])
                while let line = try reader.next() { lines.append(line) }
            }
            #expect(lines.map(\.text) == ["a", nil, "bcdefg", nil, nil])
            #expect(lines.suffix(2) == [.delimiter, .responseEnd])
            #expect(reader.isEmpty)
        }
    }

    @Test(arguments: ["0003", "zzzz", "-001", "+004", "00 4", "\u{e9}00"])
    func `what is no length is refused`(_ text: String) {
        var reader = PacketLineReader()
        reader.append(Array(text.utf8))
        #expect(throws: GitError.self) { try reader.next() }
    }

    @Test func `a line beyond the limit of a frame is cut`() {
        var writer = PacketLineWriter()
        writer.line(String(repeating: "x", count: 100_000))
        #expect(writer.bytes.prefix(4) == Array("fff0".utf8)[...])
        #expect(writer.bytes.count == 65_520)
    }

    @Test func `a request says what it wants`() throws {
        let id = try #require(ObjectID("0123456789012345678901234567890123456789"))
        let request = PackRequest(wants: [id], depth: 1)
        let second = String(decoding: request.version2(agent: "git/x"), as: UTF8.self)
        #expect(second.hasPrefix("0012command=fetch\n"))
        #expect(second.contains("want \(id)\n") && second.contains("deepen 1\n") && second.hasSuffix("0009done\n0000"))
        var server = Advertisement()
        server.capabilities = ["side-band-64k", "ofs-delta"]
        let first = String(decoding: request.version0(agent: "git/x", server: server), as: UTF8.self)
        #expect(first.contains("want \(id) side-band-64k ofs-delta\n") && first.hasSuffix("00000009done\n"))
    }

    @Test func `random bytes never trap a parser`() {
        var generator = SystemRandomNumberGenerator()
        let seeds = [
            "0032want 0123456789012345678901234567890123456789\n0000", "000eversion 2\n0000", "0008NAK\n0006\u{1}a0000",
            "003f0123456789012345678901234567890123456789 refs/heads/main\n0000",
            "tree 0123456789012345678901234567890123456789\ncommitter x <y> 1 +0000\n\nhi",
            "100644 a\u{0}01234567890123456789",
        ]
        for round in 0..<20_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<(round % 4) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            if round % 5 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
            parse(bytes)
        }
    }

    /// Every parser may refuse; none may trap.
    private func parse(_ bytes: [UInt8]) {
        var reader = PacketLineReader()
        reader.append(bytes)
        var advertisement = Advertisement()
        do throws(GitError) { while let line = try reader.next() { try advertisement.take(line) } } catch {}
        do throws(GitError) { _ = try ReferenceRequest.parse(bytes) } catch {}
        for isVersion2 in [true, false] {
            var response = PackResponse(isVersion2: isVersion2)
            do throws(GitError) { _ = try response.feed(bytes) } catch {}
        }
        do throws(GitError) { _ = try TreeParser.children(bytes, of: "") } catch {}
        if let id = ObjectID(bytes: [UInt8](repeating: 0, count: 20)) {
            do throws(GitError) { _ = try Commit(id, bytes) } catch {}
        }
    }

    @Test(arguments: ["", "10644x", "0", "777777", "010000", "020644", "999999999999999999999999", "-40000", "+100644"])
    func `a mode that is none is refused`(_ mode: String) {
        let entry = Array("\(mode) name".utf8) + [0] + [UInt8](repeating: 7, count: 20)
        #expect(throws: GitError.self) { try TreeParser.children(entry, of: "") }
    }

    @Test func `an entry without a name, or cut off, is refused`() {
        let id = [UInt8](repeating: 7, count: 20)
        let entries = [
            Array("100644 ".utf8) + [0] + id, Array("100644 a".utf8) + [0] + id.dropLast(), Array("100644 a".utf8),
            Array("100644".utf8), [0], [0x20],
        ]
        for entry in entries { #expect(throws: GitError.self) { try TreeParser.children(entry, of: "x") } }
    }

    @Test func `revisions are read in both forms`() throws {
        let hash = "0123456789abcdef0123456789abcdef01234567"
        let forms: [(String, String?)] = [
            ("main@sha1:\(hash)", "main@sha1:\(hash)"), ("feature/x@sha1:\(hash)", "feature/x@sha1:\(hash)"),
            ("main/\(hash)", "main@sha1:\(hash)"), ("feature/x/\(hash)", "feature/x@sha1:\(hash)"),
            ("sha1:\(hash)", "sha1:\(hash)"), (hash, "sha1:\(hash)"), ("HEAD/\(hash)", "sha1:\(hash)"),
            ("a@b@sha1:\(hash)", "a@b@sha1:\(hash)"), ("", nil), ("main", nil), ("main@sha1:", nil), ("@", nil),
            ("main@sha256:\(hash)", nil), ("main@sha1:\(hash)0", nil),
        ]
        for (text, expected) in forms { #expect(GitRevision(text)?.description == expected, "\(text)") }
    }
}
