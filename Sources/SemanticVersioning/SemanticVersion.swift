/// A version as in Semantic Versioning 2.0.0, read and compared as Masterminds/semver v3 does.
public struct SemanticVersion: Sendable {
    /// The three numbers.
    public let major: UInt64, minor: UInt64, patch: UInt64
    /// What follows `-`, without it; empty for a release.
    public let prerelease: String
    /// What follows `+`, without it; no part of precedence.
    public let metadata: String
    /// The text it was read from, leading `v` included.
    public let original: String

    /// Reads leniently: a leading `v`, and one or two numbers instead of three, are accepted.
    ///
    /// - Throws: ``VersionError``.
    public init(_ text: String) throws(VersionError) { fatalError("not built") }

    /// Reads strictly: three numbers, no leading `v`.
    ///
    /// - Throws: ``VersionError``.
    public init(strict text: String) throws(VersionError) { fatalError("not built") }
}

/// Why a version or constraint could not be read.
public struct VersionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The cause, with the text that was refused.
    public let message: String

    public init(_ message: String) { self.message = message }
    public var description: String { message }
}

extension SemanticVersion: Comparable, Hashable, CustomStringConvertible {
    /// Equal precedence: metadata and original text do not count.
    public static func == (left: SemanticVersion, right: SemanticVersion) -> Bool { fatalError("not built") }
    public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool { fatalError("not built") }
    public func hash(into hasher: inout Hasher) { fatalError("not built") }
    /// The normal form: `1.2.3-rc.1+build`.
    public var description: String { fatalError("not built") }
}
