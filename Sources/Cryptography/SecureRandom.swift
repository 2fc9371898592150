internal import CLibssl

/// Unpredictable bytes.
public enum SecureRandom {
    /// - Parameter count: how many; none for a negative number.
    /// - Throws: ``CryptographyError`` when the system has no entropy.
    public static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, count))
        guard let length = CInt(exactly: bytes.count), RAND_bytes(&bytes, length) == 1 else {
            throw OpenSSL.failure(.operationFailed, "cannot get random bytes")
        }
        return bytes
    }
}
