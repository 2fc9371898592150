import Cryptography
import Platform
import Testing

@Suite struct DigestTests {
    struct Vector: CustomTestStringConvertible {
        let algorithm: DigestAlgorithm
        let message: String
        let hex: String
        var testDescription: String { "\(algorithm) of \(message.count) characters" }
    }

    /// FIPS 180-4 examples.
    static let vectors = [
        Vector(algorithm: .sha1, message: "abc", hex: "a9993e364706816aba3e25717850c26c9cd0d89d"),
        Vector(
            algorithm: .sha256, message: "", hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Vector(
            algorithm: .sha256, message: "abc", hex: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
        Vector(
            algorithm: .sha384, message: "abc",
            hex: "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
        Vector(
            algorithm: .sha512, message: "abc",
            hex: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
    ]

    @Test(arguments: vectors) func `digests are those of the standard`(_ vector: Vector) {
        let digest = Digest.of(vector.message, vector.algorithm)
        #expect(digest.hex == vector.hex)
        #expect(digest.description == "\(vector.algorithm.rawValue):\(vector.hex)")
    }

    /// The project's published vectors: bytes 0 to 250 over and over.
    static let blake3: [(Int, String)] = [
        (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
        (1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11"),
        (1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"),
        (1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"),
        (2048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a"),
        (2049, "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030"),
        (3072, "b98cb0ff3623be03326b373de6b9095218513e64f1ee2edd2525c7ad1e5cffd2"),
        (3073, "7124b49501012f81cc7f11ca069ec9226cecb8a2c850cfe644e327d22d3e1cd3"),
        (4096, "015094013f57a5277b59d8475c0501042c0b642e531b0a1c8f58d2163229e969"),
        (4097, "9b4052b38f1c5fc8b1f9ff7ac7b27cd242487b3d890d15c96a1c25b8aa0fb995"),
        (5121, "628bd2cb2004694adaab7bbd778a25df25c47b9d4155a55f8fbd79f2fe154cff"),
        (6144, "3e2e5b74e048f3add6d21faab3f83aa44d3b2278afb83b80b3c35164ebeca205"),
        (7169, "a003fc7a51754a9b3c7fae0367ab3d782dccf28855a03d435f8cfe74605e7817"),
        (8193, "bab6c09cb8ce8cf459261398d2e7aef35700bf488116ceb94a36d0f5f1b7bc3b"),
        (16384, "f875d6646de28985646f34ee13be9a576fd515f76b5b0a26bb324735041ddde4"),
        (31744, "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47"),
        (102_400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085"),
    ]

    @Test(arguments: blake3) func `BLAKE3 digests are the published ones`(_ length: Int, _ hex: String) {
        #expect(Digest.of((0..<length).map { UInt8($0 % 251) }, .blake3).hex == hex)
    }

    @Test(arguments: DigestAlgorithm.allCases, [1, 7, 63, 64, 65, 1000, 1024, 1025])
    func `pieces of any size give the digest of the whole`(_ algorithm: DigestAlgorithm, _ size: Int) {
        let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var stream = DigestStream(algorithm)
        for start in stride(from: 0, to: bytes.count, by: size) {
            stream.update(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        let digest = stream.finish()
        #expect(digest == Digest.of(bytes, algorithm))
        #expect(digest.bytes.count == algorithm.byteCount)
    }

    @Test func `a stream that is dropped unfinished does no harm`() {
        for algorithm in DigestAlgorithm.allCases {
            var stream = DigestStream(algorithm)
            stream.update([1, 2, 3])
        }
    }

    @Test func `a bare hexadecimal text is a SHA-256 digest`() throws {
        let digest = try #require(Digest(Digest.of("abc").hex))
        #expect(digest == Digest.of("abc"))
        #expect(Digest(digest.description) == digest)
    }

    static let malformed = [
        "", "sha256:", "md5:900150983cd24fb0d6963f7d28e17f72", "sha256:abcd",
        "sha256:" + String(repeating: "g", count: 64),
        "sha256:" + String(repeating: "A", count: 64), "SHA256:" + String(repeating: "a", count: 64),
        "sha512:" + String(repeating: "a", count: 64), "sha256:sha256:" + String(repeating: "a", count: 57),
        "sha256:" + String(repeating: "a", count: 63) + "\u{e9}", " sha256:" + String(repeating: "a", count: 64),
    ]

    @Test(arguments: malformed) func `what is no digest is refused`(_ text: String) {
        #expect(Digest(text) == nil)
    }

    @Test func `a file has the digest of its content`() async throws {
        try await withTemporaryDirectory { folder in
            let bytes = (0..<300_000).map { UInt8($0 % 251) }
            try FileSystem.writeAtomically(bytes, to: folder + "/file")
            for algorithm in DigestAlgorithm.allCases {
                #expect(try await Digest.ofFile(at: folder + "/file", algorithm) == Digest.of(bytes, algorithm))
            }
            await #expect(throws: FileError.self) { try await Digest.ofFile(at: folder + "/none") }
        }
    }
}
