public import Platform

/// Deterministic archives (gzip over tar): the same tree gives the same bytes, whoever packs it and when.
///
/// Work happens on a ``BlockingPool`` and stops when the task is cancelled; a file that was begun is removed then.
public enum Archive {
    /// Writes an archive to `path` from entries that `fill` adds, in the order it adds them.
    ///
    /// The archive appears at `path` whole or not at all, also after a crash. `fill` runs on a blocking thread and may
    /// read from wherever the content is: a Git object database, a directory, memory.
    ///
    /// - Throws: ``ArchiveError``, `CancellationError`, or what `fill` throws.
    public static func create(
        at path: String, options: ArchiveOptions = ArchiveOptions(), pool: BlockingPool = .shared,
        _ fill: @escaping @Sendable (ArchiveWriter) throws -> Void
    ) async throws -> ArchiveSummary {
        try await pool.runCancellable { flag in
            let file = try ArchiveFile(for: path, mode: options.fileMode, algorithm: options.digestAlgorithm)
            let writer = ArchiveWriter(
                stream: try GzipStream(into: file, level: options.compressionLevel), cancellation: flag)
            try fill(writer)
            try writer.finish()
            let (digest, size) = try file.publish()
            return ArchiveSummary(digest: digest, size: size, entryCount: writer.entryCount)
        }
    }

    /// Packs a directory in lexical walk order, beginning with `.`. Symbolic links and devices are left out.
    ///
    /// - Parameter including: whether an entry is packed; a directory that is not is still walked through.
    public static func pack(
        _ directory: String, to path: String, options: ArchiveOptions = ArchiveOptions(),
        pool: BlockingPool = .shared, including: @escaping @Sendable (ArchiveCandidate) -> Bool = { _ in true }
    ) async throws -> ArchiveSummary {
        try await create(at: path, options: options, pool: pool) { writer in
            let root = try withArchiveErrors { try RootedDirectory(directory) }
            try DirectoryPacker(root: root, including: including).pack(into: writer)
        }
    }

    /// Unpacks an archive into a directory, which is created when missing.
    ///
    /// - Throws: ``ArchiveError``, `CancellationError`. What was unpacked before the error stays: unpack into a fresh
    ///   directory.
    public static func extract(
        _ source: ArchiveSource, into directory: String, options: ExtractionOptions = ExtractionOptions(),
        pool: BlockingPool = .shared
    ) async throws -> ExtractionSummary {
        try await pool.runCancellable { flag in
            try withArchiveErrors {
                try FileSystem.createDirectory(directory, mode: 0o750)
                let sink = DirectorySink(root: try RootedDirectory(directory))
                return try Extraction(options: options, cancellation: flag).run(source, into: sink)
            }
        }
    }

    /// Unpacks an archive into memory.
    public static func contents(
        of source: ArchiveSource, options: ExtractionOptions = ExtractionOptions(), pool: BlockingPool = .shared
    ) async throws -> ArchiveContents {
        try await pool.runCancellable { flag in
            try withArchiveErrors {
                let sink = MemorySink()
                let summary = try Extraction(options: options, cancellation: flag).run(source, into: sink)
                return ArchiveContents(
                    files: sink.files, executables: sink.executables, directories: sink.directories, size: summary.size)
            }
        }
    }
}

/// Where an archive is read from.
public enum ArchiveSource: Sendable {
    case file(String)
    case bytes([UInt8])
}

/// Names the failure of the file system as one of the archive.
func withArchiveErrors<Output>(_ body: () throws -> Output) throws -> Output {
    do { return try body() } catch let error as FileError { throw ArchiveError(.failed, error.description) }
}
