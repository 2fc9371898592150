public import Cryptography

/// How an archive is written.
public struct ArchiveOptions: Sendable {
    /// gzip's effort, 1 to 9.
    public var compressionLevel = 3
    /// The function of the archive's digest.
    public var digestAlgorithm = DigestAlgorithm.sha256
    /// The mode of the archive file.
    public var fileMode: UInt32 = 0o600

    public init() {}
}

/// What was written.
public struct ArchiveSummary: Sendable, Hashable {
    /// Of the compressed bytes.
    public let digest: Digest
    /// Compressed bytes.
    public let size: Int64
    /// Files and directories in it.
    public let entryCount: Int
}

/// An entry of a directory that is being packed.
public struct ArchiveCandidate: Sendable, Hashable {
    /// Relative to the directory, with `/` between names.
    public let path: String
    /// Whether it is a directory; else it is a regular file.
    public let isDirectory: Bool
    /// Bytes; 0 for a directory.
    public let size: Int64
}
