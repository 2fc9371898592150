import Cryptography
import Platform
import Testing

@Suite struct MessageAuthenticationTests {
    struct Vector: CustomTestStringConvertible {
        let algorithm: DigestAlgorithm
        let key: [UInt8]
        let message: [UInt8]
        let hex: String
        var testDescription: String { "\(algorithm), key of \(key.count) bytes" }
    }

    /// RFC 2202 case 2, RFC 4231 cases 2, 3 and 6.
    static let vectors = [
        Vector(
            algorithm: .sha1, key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            hex: "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        Vector(
            algorithm: .sha256, key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            hex: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            algorithm: .sha384, key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            hex: "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"),
        Vector(
            algorithm: .sha256, key: .init(repeating: 0xAA, count: 20), message: .init(repeating: 0xDD, count: 50),
            hex: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            algorithm: .sha256, key: .init(repeating: 0xAA, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            hex: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        // Of nothing with nothing; what `openssl dgst -sha256 -hmac ''` prints.
        Vector(
            algorithm: .sha256, key: [], message: [],
            hex: "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ]

    @Test(arguments: vectors) func `codes are those of the RFCs`(_ vector: Vector) throws {
        let key = Secret(vector.key)
        let code = try MessageAuthentication.code(for: vector.message, key: key, vector.algorithm)
        #expect(Hex.encode(code) == vector.hex)
        #expect(try MessageAuthentication.isValid(code, for: vector.message, key: key, vector.algorithm))
        #expect(try !MessageAuthentication.isValid(code, for: vector.message + [0], key: key, vector.algorithm))
        #expect(try !MessageAuthentication.isValid(code.dropLast(), for: vector.message, key: key, vector.algorithm))
    }

    @Test func `there is no code with BLAKE3`() {
        #expect(throws: CryptographyError(.unsupported, "there is no HMAC with blake3")) {
            try MessageAuthentication.code(for: [], key: Secret([1]), .blake3)
        }
    }

    @Test func `equal bytes are equal and others are not`() {
        #expect(constantTimeEqual([], []))
        #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
    }

    @Test func `random bytes are as many as asked for and never the same`() throws {
        #expect(try SecureRandom.bytes(0).isEmpty)
        #expect(try SecureRandom.bytes(-1).isEmpty)
        #expect(try SecureRandom.bytes(32).count == 32)
        #expect(try SecureRandom.bytes(32) != SecureRandom.bytes(32))
    }
}
