import Cryptography
import Platform
import Testing

@Suite struct KeyTests {
    static let fitting: [(PrivateKey.Kind, SignatureAlgorithm, Int)] = [
        (.ecdsaP256, .es256, 64), (.ecdsaP384, .es384, 96), (.ed25519, .ed25519, 64), (.rsa(bits: 2048), .rs256, 256),
        (.rsa(bits: 2048), .rs384, 256), (.rsa(bits: 2048), .rs512, 256),
    ]

    @Test(arguments: fitting)
    func `a signature has the form of JWS and holds for its message alone`(
        _ kind: PrivateKey.Kind, _ algorithm: SignatureAlgorithm, _ length: Int
    ) throws {
        let key = try PrivateKey(generating: kind)
        let message = Array("header.payload".utf8)
        var signature = try key.sign(message, algorithm)
        #expect(signature.count == length)
        #expect(key.publicKey.isValid(signature, for: message, algorithm))
        #expect(!key.publicKey.isValid(signature, for: message + [0], algorithm))
        #expect(try !PrivateKey(generating: kind).publicKey.isValid(signature, for: message, algorithm))
        signature[10] ^= 1
        #expect(!key.publicKey.isValid(signature, for: message, algorithm))
        for malformed in [[], [0], Array(signature.dropLast()), signature + [0]] as [[UInt8]] {
            #expect(!key.publicKey.isValid(malformed, for: message, algorithm))
        }
    }

    @Test func `an algorithm that does not fit the key is refused`() throws {
        let keys: [(PrivateKey, Set<SignatureAlgorithm>)] = [
            (try PrivateKey(generating: .ecdsaP256), [.es256]), (try PrivateKey(generating: .ecdsaP384), [.es384]),
            (try PrivateKey(generating: .ed25519), [.ed25519]),
            (try PrivateKey(generating: .rsa(bits: 2048)), [.rs256, .rs384, .rs512]),
        ]
        for (key, fitting) in keys {
            for algorithm in SignatureAlgorithm.allCases where !fitting.contains(algorithm) {
                #expect(throws: CryptographyError.self) { try key.sign([1], algorithm) }
                #expect(!key.publicKey.isValid([UInt8](repeating: 1, count: 64), for: [1], algorithm))
            }
        }
    }

    @Test(arguments: [1024, 0, -1, 100_000]) func `RSA keys of other sizes are not made`(_ bits: Int) {
        #expect(throws: CryptographyError.self) { try PrivateKey(generating: .rsa(bits: bits)) }
    }

    @Test(arguments: [PrivateKey.Kind.ecdsaP256, .ecdsaP384, .ed25519, .rsa(bits: 2048)])
    func `a key survives its text`(_ kind: PrivateKey.Kind) throws {
        let key = try PrivateKey(generating: kind)
        let pem = try key.exportPEM()
        #expect(String(decoding: pem.reveal(), as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let other = try PrivateKey(pem: pem)
        #expect(try other.publicKey.exportPEM() == key.publicKey.exportPEM())
        let publicKey = try PublicKey(pem: key.publicKey.exportPEM())
        #expect(try publicKey.exportDER() == key.publicKey.exportDER())
    }

    @Test(arguments: [KeyFixtures.sec1, KeyFixtures.pkcs1]) func `older forms of keys are read`(_ pem: String) throws {
        let key = try PrivateKey(pem: Secret(Array(("some text\n" + pem).utf8)))
        let exported = try key.exportPEM()
        #expect(String(decoding: exported.reveal(), as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----"))
    }

    @Test func `an RSA public key in its own form is read`() throws {
        let key = try PrivateKey(pem: Secret(Array(KeyFixtures.pkcs1.utf8)))
        let publicKey = try PublicKey(pem: Array(KeyFixtures.pkcs1Public.utf8))
        #expect(try publicKey.exportPEM() == key.publicKey.exportPEM())
    }

    @Test(arguments: [KeyFixtures.encrypted, KeyFixtures.encryptedPKCS1])
    func `an encrypted key opens with its passphrase only`(_ pem: String) throws {
        let text = Secret(Array(pem.utf8))
        _ = try PrivateKey(pem: text, passphrase: Secret(Array("hunter2".utf8)))
        #expect(
            throws: CryptographyError(.malformed, "the private key is encrypted, and there is no passphrase for it")
        ) { try PrivateKey(pem: text) }
        for wrong in ["hunter3", "", String(repeating: "x", count: 5000)] {
            #expect(
                throws: CryptographyError(.malformed, "the private key cannot be decrypted with the passphrase")
            ) { try PrivateKey(pem: text, passphrase: Secret(Array(wrong.utf8))) }
        }
    }

    @Test func `a passphrase for a key without one is no matter`() throws {
        _ = try PrivateKey(pem: Secret(Array(KeyFixtures.sec1.utf8)), passphrase: Secret([1]))
    }

    @Test func `an RSA key that is too short is refused`() {
        #expect(
            throws: CryptographyError(.unsupported, "the RSA key has 1024 bits; 2048 are the least that is safe")
        ) { try PrivateKey(pem: Secret(Array(KeyFixtures.short.utf8))) }
    }

    static let malformed = [
        "", "hello", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----\n!!!!",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ]

    @Test(arguments: malformed) func `what is no key is refused`(_ pem: String) {
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: Secret(Array(pem.utf8))) }
        #expect(throws: CryptographyError.self) { try PublicKey(pem: Array(pem.utf8)) }
    }

    @Test func `many threads sign with one key`() async throws {
        let key = try PrivateKey(generating: .ecdsaP256)
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<32 {
                group.addTask {
                    let message = [UInt8(number)]
                    guard let signature = try? key.sign(message, .es256) else { return false }
                    return key.publicKey.isValid(signature, for: message, .es256)
                }
            }
            for await isGood in group { #expect(isGood) }
        }
    }
}
