/// Unpredictable bytes.
public enum SecureRandom {
    /// - Throws: ``CryptographyError`` when the system has no entropy.
    public static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] { fatalError("not built") }
}
