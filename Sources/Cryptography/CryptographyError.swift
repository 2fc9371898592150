/// Why a cryptographic operation failed. No message holds key material or the text of a file.
public struct CryptographyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is, for decisions.
    public enum Code: Sendable, Hashable {
        /// A key, certificate or digest that cannot be read.
        case malformed
        /// An algorithm, curve or key type that is not known or not allowed here.
        case unsupported
        /// The library failed: out of memory or entropy, or an operation the key does not support.
        case operationFailed
    }

    public let code: Code
    /// A sentence: what was attempted and why it failed.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
