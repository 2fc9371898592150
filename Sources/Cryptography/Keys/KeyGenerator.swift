internal import CLibssl

/// Makes new keys.
enum KeyGenerator {
    static func generate(_ kind: PrivateKey.Kind) throws(CryptographyError) -> KeyHandle {
        switch kind {
        case .ecdsaP256: try generate("EC") { EVP_PKEY_CTX_set_group_name($0, "P-256") }
        case .ecdsaP384: try generate("EC") { EVP_PKEY_CTX_set_group_name($0, "P-384") }
        case .ecdsaP521: try generate("EC") { EVP_PKEY_CTX_set_group_name($0, "P-521") }
        case .ed25519: try generate("ED25519") { _ in 1 }
        case .rsa(let bits):
            if (2048...8192).contains(bits) {
                try generate("RSA") { EVP_PKEY_CTX_set_rsa_keygen_bits($0, CInt(bits)) }
            } else {
                throw CryptographyError(.unsupported, "RSA keys are made with 2048 to 8192 bits, not \(bits)")
            }
        }
    }

    private static func generate(
        _ name: String, _ prepare: (OpaquePointer) -> CInt
    ) throws(CryptographyError) -> KeyHandle {
        let attempt = "cannot generate the key"
        guard let context = EVP_PKEY_CTX_new_from_name(nil, name, nil) else {
            throw OpenSSL.failure(.operationFailed, attempt)
        }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, prepare(context) == 1, EVP_PKEY_generate(context, &key) == 1, let key
        else { throw OpenSSL.failure(.operationFailed, attempt) }
        return try KeyHandle(owning: key)
    }
}
