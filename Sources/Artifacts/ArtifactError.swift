/// Why an artifact could not be stored, served, fetched or opened.
public struct ArtifactError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is, for decisions.
    public enum Code: Sendable, Hashable {
        /// The server has no such file: the source is being rebuilt, ask again later.
        case notFound
        /// The server could not be reached, or answered with an error, after all retries.
        case unavailable
        /// The bytes are not those the digest stands for.
        case digestMismatch
        /// The digest is empty, of no known algorithm or malformed.
        case invalidDigest
        /// The archive holds something that may not be opened, or is none.
        case refusedArchive
        /// A limit on bytes or entries was hit.
        case tooLarge
        /// A path that leads out of its root.
        case illegalPath
        /// The disk failed or is full.
        case storageFailed
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was attempted, on what, and why it failed.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
