public import Platform

/// Keyed hashes (HMAC, RFC 2104).
public enum MessageAuthentication {
    /// The HMAC of `message`.
    ///
    /// - Throws: ``CryptographyError`` with `unsupported` for BLAKE3.
    public static func code(
        for message: [UInt8], key: Secret<[UInt8]>, _ algorithm: DigestAlgorithm = .sha256
    ) throws(CryptographyError) -> [UInt8] { fatalError("not built") }

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
