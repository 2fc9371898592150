internal import CLibssl

/// A public key. Immutable.
public final class PublicKey: Sendable {
    let handle: KeyHandle

    init(_ handle: KeyHandle) { self.handle = handle }

    /// Reads the first `PUBLIC KEY`, `RSA PUBLIC KEY` or key of a `CERTIFICATE` in `pem`.
    public init(pem: [UInt8]) throws(CryptographyError) {
        for block in try PEMBlock.all(in: pem) {
            guard let handle = try KeyHandle.publicKey(in: block) else { continue }
            self.handle = handle
            return
        }
        throw CryptographyError(.malformed, "there is no public key in PEM")
    }

    /// The key as SubjectPublicKeyInfo in PEM.
    public func exportPEM() throws(CryptographyError) -> [UInt8] {
        try OpenSSL.written("cannot export the public key") { PEM_write_bio_PUBKEY($0, handle.pointer) }
    }

    /// The key as SubjectPublicKeyInfo in DER.
    public func exportDER() throws(CryptographyError) -> [UInt8] {
        try OpenSSL.encoded("cannot export the public key") { i2d_PUBKEY(handle.pointer, $0) }
    }

    /// Whether `signature` is this key's for `message`; false for a malformed one and for an algorithm that does not fit.
    public func isValid(_ signature: [UInt8], for message: [UInt8], _ algorithm: SignatureAlgorithm) -> Bool {
        defer { ERR_clear_error() }
        do throws(CryptographyError) { try algorithm.check(handle) } catch { return false }
        var signature = signature
        if let width = algorithm.numberWidth {
            guard let joined = ECDSANumbers.join(signature, width: width) else { return false }
            signature = joined
        }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        return EVP_DigestVerifyInit(context, nil, algorithm.digest, nil, handle.pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}

extension KeyHandle {
    /// The key a block holds; nil when it is a block of another kind.
    fileprivate static func publicKey(in block: PEMBlock) throws(CryptographyError) -> KeyHandle? {
        switch block.label {
        case "PUBLIC KEY": try decoded(block.bytes) { d2i_PUBKEY(nil, &$0, $1) }
        case "RSA PUBLIC KEY": try decoded(block.bytes) { d2i_PublicKey(EVP_PKEY_RSA, nil, &$0, $1) }
        case let label where PEMBlock.certificateLabels.contains(label): try certified(by: block.bytes)
        default: nil
        }
    }

    /// The key of a certificate in DER.
    static func certified(by der: [UInt8]) throws(CryptographyError) -> KeyHandle {
        let certificate = try CertificateHandle(der: der)
        guard let key = X509_get_pubkey(certificate.pointer) else {
            throw OpenSSL.failure(.unsupported, "the certificate has a key of an unknown kind")
        }
        return try KeyHandle(owning: key)
    }

    private static func decoded(
        _ der: [UInt8], _ decode: (inout UnsafePointer<UInt8>?, Int) -> OpaquePointer?
    ) throws(CryptographyError) -> KeyHandle {
        let key = der.withUnsafeBufferPointer { buffer in
            var place = buffer.baseAddress
            return decode(&place, buffer.count)
        }
        guard let key else { throw OpenSSL.failure(.malformed, "cannot read the public key") }
        return try KeyHandle(owning: key)
    }
}
