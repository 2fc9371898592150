internal import CLibssl

/// A key of the library: one owner, freed once. Immutable after its creation, so that threads may share it.
final class KeyHandle: Sendable {
    /// Guard: nothing changes a key once it is here; the library allows to read it on many threads.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// Takes the key over.
    ///
    /// - Throws: ``CryptographyError`` with `unsupported` for RSA keys that are too short to be safe.
    init(owning pointer: OpaquePointer) throws(CryptographyError) {
        self.pointer = pointer
        let bits = Int(EVP_PKEY_get_bits(pointer))
        guard EVP_PKEY_get_base_id(pointer) != EVP_PKEY_RSA || bits >= 2048 else {
            throw CryptographyError(.unsupported, "the RSA key has \(bits) bits; 2048 are the least that is safe")
        }
    }

    deinit { EVP_PKEY_free(pointer) }

    /// The name of an elliptic curve, such as `prime256v1`; empty for other keys.
    var curve: String {
        var buffer = [CChar](repeating: 0, count: 80)
        var length = 0
        guard EVP_PKEY_get_group_name(pointer, &buffer, buffer.count, &length) == 1 else {
            ERR_clear_error()
            return ""
        }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The hash function to sign with, where the key leaves the choice; nil for Ed25519.
    var defaultDigest: OpaquePointer? { EVP_PKEY_get_base_id(pointer) == EVP_PKEY_ED25519 ? nil : EVP_sha256() }
}
