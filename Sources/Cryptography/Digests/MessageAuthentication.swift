internal import CLibssl
public import Platform

/// Keyed hashes (HMAC, RFC 2104).
public enum MessageAuthentication {
    /// The HMAC of `message`.
    ///
    /// - Throws: ``CryptographyError`` with `unsupported` for BLAKE3.
    public static func code(
        for message: [UInt8], key: Secret<[UInt8]>, _ algorithm: DigestAlgorithm = .sha256
    ) throws(CryptographyError) -> [UInt8] {
        guard let function = HashFunction.of(algorithm) else {
            throw CryptographyError(.unsupported, "there is no HMAC with \(algorithm.rawValue)")
        }
        let secret = key.reveal()
        guard let length = CInt(exactly: secret.count) else {
            throw CryptographyError(.unsupported, "the key of an HMAC is too long")
        }
        var code = [UInt8](repeating: 0, count: algorithm.byteCount)
        // An empty key is a key: the library takes a null pointer for none.
        guard HMAC(function, secret.isEmpty ? [0] : secret, length, message, message.count, &code, nil) != nil else {
            throw OpenSSL.failure(.operationFailed, "cannot compute an HMAC")
        }
        return code
    }

    /// Whether `code` is the HMAC of `message`; takes the same time wherever it differs.
    public static func isValid(
        _ code: [UInt8], for message: [UInt8], key: Secret<[UInt8]>, _ algorithm: DigestAlgorithm = .sha256
    ) throws(CryptographyError) -> Bool {
        constantTimeEqual(code, try self.code(for: message, key: key, algorithm))
    }
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (one, other) in zip(left, right) { difference |= one ^ other }
    return difference == 0
}
