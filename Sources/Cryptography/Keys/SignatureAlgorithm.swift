internal import CLibssl

/// How to sign, in the names of JWS (RFC 7518, RFC 8037).
public enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case ed25519 = "EdDSA"
}

extension SignatureAlgorithm {
    /// The hash function; nil for Ed25519, which has its own inside.
    var digest: OpaquePointer? {
        switch self {
        case .rs256, .es256: HashFunction.of(.sha256)
        case .rs384, .es384: HashFunction.of(.sha384)
        case .rs512: HashFunction.of(.sha512)
        case .ed25519: nil
        }
    }

    /// The bytes of each of the two numbers of an ECDSA signature; nil for other signatures.
    var numberWidth: Int? {
        switch self {
        case .es256: 32
        case .es384: 48
        case .rs256, .rs384, .rs512, .ed25519: nil
        }
    }

    /// - Throws: ``CryptographyError`` with `unsupported` when a key is of another kind or curve.
    func check(_ key: KeyHandle) throws(CryptographyError) {
        let kind = EVP_PKEY_get_base_id(key.pointer)
        let fits =
            switch self {
            case .rs256, .rs384, .rs512: kind == EVP_PKEY_RSA
            case .es256: kind == EVP_PKEY_EC && ["prime256v1", "P-256"].contains(key.curve)
            case .es384: kind == EVP_PKEY_EC && ["secp384r1", "P-384"].contains(key.curve)
            case .ed25519: kind == EVP_PKEY_ED25519
            }
        guard fits else { throw CryptographyError(.unsupported, "the key is not one for \(rawValue)") }
    }
}

/// The two forms of an ECDSA signature: DER, and the two numbers one after the other.
enum ECDSANumbers {
    static func split(_ der: [UInt8], width: Int) -> [UInt8]? {
        let signature = der.withUnsafeBufferPointer { buffer in
            var place = buffer.baseAddress
            return d2i_ECDSA_SIG(nil, &place, buffer.count)
        }
        guard let signature else { return nil }
        defer { ECDSA_SIG_free(signature) }
        var first = [UInt8](repeating: 0, count: width)
        var second = first
        guard BN_bn2binpad(ECDSA_SIG_get0_r(signature), &first, CInt(width)) == CInt(width),
            BN_bn2binpad(ECDSA_SIG_get0_s(signature), &second, CInt(width)) == CInt(width)
        else { return nil }
        return first + second
    }

    static func join(_ numbers: [UInt8], width: Int) -> [UInt8]? {
        guard numbers.count == 2 * width, let signature = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(signature) }
        let first = BN_bin2bn(Array(numbers[..<width]), CInt(width), nil)
        let second = BN_bin2bn(Array(numbers[width...]), CInt(width), nil)
        // The signature takes the numbers over, if it takes them.
        guard ECDSA_SIG_set0(signature, first, second) == 1 else {
            BN_free(first)
            BN_free(second)
            return nil
        }
        do throws(CryptographyError) {
            return try OpenSSL.encoded("cannot encode the signature") { i2d_ECDSA_SIG(signature, $0) }
        } catch { return nil }
    }
}
