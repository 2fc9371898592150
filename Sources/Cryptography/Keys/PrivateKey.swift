public import Platform

/// A private key. Immutable, so that any number of tasks may sign with it.
public final class PrivateKey: Sendable {
    /// What keys can be generated.
    public enum Kind: Sendable, Hashable {
        case ecdsaP256, ecdsaP384, ed25519
        /// With a modulus of that many bits, 2048 at least.
        case rsa(bits: Int)
    }

    /// A new key. RSA keys take a noticeable part of a second: generate them on a blocking thread.
    public init(generating kind: Kind) throws(CryptographyError) { fatalError("not built") }

    /// Reads the first private key in `pem`: PKCS#8, PKCS#1 or SEC1, encrypted or not.
    public init(pem: Secret<[UInt8]>, passphrase: Secret<[UInt8]>? = nil) throws(CryptographyError) {
        fatalError("not built")
    }

    /// The key as unencrypted PKCS#8 in PEM.
    public func exportPEM() throws(CryptographyError) -> Secret<[UInt8]> { fatalError("not built") }

    /// The public half.
    public var publicKey: PublicKey { fatalError("not built") }

    /// Signs `message`. The signature has the form JWS wants: for ECDSA the two numbers one after the other.
    ///
    /// - Throws: ``CryptographyError`` when the algorithm does not fit the key.
    public func sign(_ message: [UInt8], _ algorithm: SignatureAlgorithm) throws(CryptographyError) -> [UInt8] {
        fatalError("not built")
    }
}

/// A public key. Immutable.
public final class PublicKey: Sendable {
    /// Reads a `PUBLIC KEY`, an `RSA PUBLIC KEY` or the key of a `CERTIFICATE`.
    public init(pem: [UInt8]) throws(CryptographyError) { fatalError("not built") }

    /// The key as SubjectPublicKeyInfo in PEM.
    public func exportPEM() throws(CryptographyError) -> [UInt8] { fatalError("not built") }

    /// Whether `signature` is this key's for `message`; false for a malformed one, too.
    public func isValid(_ signature: [UInt8], for message: [UInt8], _ algorithm: SignatureAlgorithm) -> Bool {
        fatalError("not built")
    }
}

/// How to sign, in the names of JWS (RFC 7518, RFC 8037).
public enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case ed25519 = "EdDSA"
}
