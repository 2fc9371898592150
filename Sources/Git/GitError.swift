/// Why something in or with a Git repository failed. Credentials never stand in the message.
public struct GitError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is, for decisions.
    public enum Code: Sendable, Hashable {
        /// The URL is none of a repository we can reach.
        case invalidURL
        /// The server wants other credentials, or the given ones cannot be used.
        case authentication
        /// The server's key or certificate is not the one we trust.
        case untrustedServer
        /// There is no such repository.
        case repositoryNotFound
        /// The repository has no such branch, tag or reference.
        case unknownReference
        /// The repository has no such commit, or does not give it away.
        case unknownCommit
        /// The repository holds nothing at all.
        case emptyRepository
        /// The server cannot be reached, or the connection broke.
        case unreachable
        /// The deadline passed.
        case timedOut
        /// The server says what the protocol does not allow.
        case protocolViolation
        /// The server, or the repository, needs something we do not do.
        case unsupported
        /// The repository holds names or objects that are not published.
        case refusedContent
        /// A limit on bytes, objects, entries or depth was hit.
        case tooLarge
        /// The disk failed or is full.
        case storageFailed
        /// The server refused, in its own words.
        case refused
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was attempted, on what, and why it failed.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The same failure, with what was attempted in front.
    func prefixed(by attempt: String) -> GitError { GitError(code, "\(attempt): \(message)") }

    public var description: String { message }
}
