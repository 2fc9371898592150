internal import CLibssl
public import Platform

/// A private key. Immutable, so that any number of tasks may sign with it.
public final class PrivateKey: Sendable {
    /// What keys can be generated.
    public enum Kind: Sendable, Hashable {
        case ecdsaP256, ecdsaP384, ecdsaP521, ed25519
        /// With a modulus of that many bits, 2048 to 8192.
        case rsa(bits: Int)
    }

    let handle: KeyHandle

    /// A new key. RSA keys take a noticeable part of a second: generate them on a blocking thread.
    public init(generating kind: Kind) throws(CryptographyError) { handle = try KeyGenerator.generate(kind) }

    /// Reads the first private key in `pem`: PKCS#8, PKCS#1 or SEC1, encrypted or not.
    ///
    /// - Throws: ``CryptographyError`` with `malformed`, also for a wrong or missing passphrase, or `unsupported`.
    public init(pem: Secret<[UInt8]>, passphrase: Secret<[UInt8]>? = nil) throws(CryptographyError) {
        let bytes = pem.reveal()
        let prompt = PassphrasePrompt(passphrase?.reveal())
        let pointer = bytes.withUnsafeBytes { buffer -> OpaquePointer? in
            guard let count = CInt(exactly: buffer.count), let source = BIO_new_mem_buf(buffer.baseAddress, count)
            else {
                return nil
            }
            defer { BIO_free(source) }
            return PEM_read_bio_PrivateKey(
                source, nil, PassphrasePrompt.answer, Unmanaged.passUnretained(prompt).toOpaque())
        }
        let failure = OpenSSL.failure(.malformed, "cannot read the private key")
        guard let pointer else {
            guard prompt.wasAsked else { throw failure }
            throw CryptographyError(
                .malformed,
                passphrase == nil
                    ? "the private key is encrypted, and there is no passphrase for it"
                    : "the private key cannot be decrypted with the passphrase")
        }
        handle = try KeyHandle(owning: pointer)
    }

    /// The key as unencrypted PKCS#8 in PEM.
    public func exportPEM() throws(CryptographyError) -> Secret<[UInt8]> {
        Secret(
            try OpenSSL.written("cannot export the private key") {
                PEM_write_bio_PKCS8PrivateKey($0, handle.pointer, nil, nil, 0, nil, nil)
            })
    }

    /// The public half.
    public var publicKey: PublicKey { PublicKey(handle) }

    /// Signs `message`. The signature has the form JWS wants: for ECDSA the two numbers one after the other.
    ///
    /// - Throws: ``CryptographyError`` when the algorithm does not fit the key.
    public func sign(_ message: [UInt8], _ algorithm: SignatureAlgorithm) throws(CryptographyError) -> [UInt8] {
        try algorithm.check(handle)
        let attempt = "cannot sign with \(algorithm.rawValue)"
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        guard let context, EVP_DigestSignInit(context, nil, algorithm.digest, nil, handle.pointer) == 1,
            EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { throw OpenSSL.failure(.operationFailed, attempt) }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
            throw OpenSSL.failure(.operationFailed, attempt)
        }
        signature.removeLast(signature.count - length)
        guard let width = algorithm.numberWidth else { return signature }
        guard let numbers = ECDSANumbers.split(signature, width: width) else {
            throw OpenSSL.failure(.operationFailed, attempt)
        }
        return numbers
    }
}

/// Answers the library's question for a passphrase, so that it never asks at a terminal.
private final class PassphrasePrompt {
    private let passphrase: [UInt8]?
    private(set) var wasAsked = false

    init(_ passphrase: [UInt8]?) { self.passphrase = passphrase }

    static let answer: @convention(c) (UnsafeMutablePointer<CChar>?, CInt, CInt, UnsafeMutableRawPointer?) -> CInt = {
        buffer, size, _, context in
        guard let buffer, let context else { return -1 }
        let prompt = Unmanaged<PassphrasePrompt>.fromOpaque(context).takeUnretainedValue()
        prompt.wasAsked = true
        guard let passphrase = prompt.passphrase, passphrase.count <= Int(size) else { return -1 }
        for (index, byte) in passphrase.enumerated() { buffer[index] = CChar(bitPattern: byte) }
        return CInt(passphrase.count)
    }
}
