public import Cryptography
public import Platform

/// Deterministic archives (gzip over tar): the same tree gives the same bytes, whoever packs it and when.
///
/// Work happens on a ``BlockingPool`` and stops when the task is cancelled; a file that was begun is removed then.
public enum Archive {
    /// Writes an archive to `path` from entries that `fill` adds, in the order it adds them.
    ///
    /// The archive appears at `path` whole or not at all. `fill` runs on a blocking thread and may read from wherever
    /// the content is: a Git object database, a directory, memory.
    public static func create(
        at path: String, options: ArchiveOptions = ArchiveOptions(), pool: BlockingPool = .shared,
        _ fill: @escaping @Sendable (ArchiveWriter) throws -> Void
    ) async throws -> ArchiveSummary { fatalError("not built") }

    /// Packs a directory in lexical walk order, beginning with `.`. Symbolic links and devices are left out.
    ///
    /// - Parameter including: whether an entry is packed; a directory that is not is still walked through.
    public static func pack(
        _ directory: String, to path: String, options: ArchiveOptions = ArchiveOptions(),
        pool: BlockingPool = .shared, including: @escaping @Sendable (ArchiveCandidate) -> Bool = { _ in true }
    ) async throws -> ArchiveSummary { fatalError("not built") }

    /// Unpacks an archive into a directory, which is created when missing.
    ///
    /// - Throws: ``ArchiveError``. What was unpacked before the error stays: unpack into a fresh directory.
    public static func extract(
        _ source: ArchiveSource, into directory: String, options: ExtractionOptions = ExtractionOptions(),
        pool: BlockingPool = .shared
    ) async throws -> ExtractionSummary { fatalError("not built") }

    /// Unpacks an archive into memory.
    public static func contents(
        of source: ArchiveSource, options: ExtractionOptions = ExtractionOptions(), pool: BlockingPool = .shared
    ) async throws -> ArchiveContents { fatalError("not built") }
}

/// Where an archive is read from.
public enum ArchiveSource: Sendable {
    case file(String)
    case bytes([UInt8])
}

/// How an archive is written.
public struct ArchiveOptions: Sendable {
    /// gzip's effort, 1 to 9.
    public var compressionLevel = 3
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
    public let isDirectory: Bool
    /// Bytes; 0 for a directory.
    public let size: Int64
}

/// What an archive may hold and how it is unpacked.
public struct ExtractionOptions: Sendable {
    public enum LinkRule: Sendable, Hashable {
        /// Symbolic links are passed over in silence.
        case skip
        /// A symbolic link is an error.
        case refuse
    }

    public var symbolicLinks = LinkRule.refuse
    /// Bytes of all files together, unpacked; nil for no limit.
    public var totalSizeLimit: Int64? = 100 << 20
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
    public let files: Int
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
