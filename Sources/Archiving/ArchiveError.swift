/// Why an archive could not be written, or was refused.
public struct ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is, for decisions.
    public enum Code: Sendable, Hashable {
        /// It is no gzip-compressed tar archive, or it is damaged or cut off.
        case malformed
        /// An entry has a name that must not be unpacked: empty, absolute, with `..` or a backslash.
        case unsafeName
        /// An entry is a link, a device or something else that must not be unpacked.
        case forbiddenEntry
        /// A limit on sizes, counts or depth is exceeded.
        case limitExceeded
        /// The file system or the library failed.
        case failed
    }

    public let code: Code
    /// A sentence: what was attempted, on which archive and entry, and why it failed.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
