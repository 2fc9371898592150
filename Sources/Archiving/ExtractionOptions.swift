/// What an archive may hold and how it is unpacked.
public struct ExtractionOptions: Sendable {
    /// What happens at a symbolic link.
    public enum LinkRule: Sendable, Hashable {
        /// Symbolic links are passed over in silence.
        case skip
        /// A symbolic link is an error.
        case refuse
    }

    /// What happens at a symbolic link. Other links and devices are always refused.
    public var symbolicLinks = LinkRule.refuse
    /// Bytes of all files together, unpacked; nil for no limit.
    public var totalSizeLimit: Int64? = 100 << 20
    /// Entries in all, those that are passed over included.
    public var entryLimit = 100_000
    /// How many times larger than the archive its content may be, once it is more than 16 MiB.
    public var ratioLimit = 1000
    /// Bytes in one path.
    public var pathLimit = 4096
    /// Names in one path.
    public var depthLimit = 128

    public init() {}
}

/// What was unpacked.
public struct ExtractionSummary: Sendable, Hashable {
    /// How many files.
    public let files: Int
    /// How many directories had an entry of their own, the root left out.
    public let directories: Int
    /// Bytes of all files together.
    public let size: Int64
}

/// The files of an archive in memory: immutable, so that any number of readers may share them.
public struct ArchiveContents: Sendable, Hashable {
    /// Contents by clean relative path.
    public let files: [String: [UInt8]]
    /// The paths of files with an execute bit.
    public let executables: Set<String>
    /// The paths of all directories, without the root.
    public let directories: Set<String>
    /// Bytes of all files together.
    public let size: Int64
}
