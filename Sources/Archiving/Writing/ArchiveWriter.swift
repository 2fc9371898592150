internal import Platform

/// Adds entries to an archive that is being written. Used on one thread, within ``Archive/create(at:options:pool:_:)``.
///
/// Paths are relative, with `/` between names; the root directory is `.`. Every entry belongs to user and group 0
/// and has time zero.
public final class ArchiveWriter {
    private let stream: GzipStream
    private let cancellation: CancellationFlag
    /// Files and directories so far.
    private(set) var entryCount = 0

    init(stream: GzipStream, cancellation: CancellationFlag) {
        self.stream = stream
        self.cancellation = cancellation
    }

    /// Adds a directory with mode 0750.
    ///
    /// - Throws: ``ArchiveError``, `CancellationError`.
    public func addDirectory(_ path: String) throws { try begin(path, .directory, mode: 0o750, size: 0) }

    /// Adds a file with mode 0600, or 0700 when it is executable.
    ///
    /// - Throws: ``ArchiveError``, `CancellationError`.
    public func addFile(_ path: String, isExecutable: Bool = false, bytes: [UInt8]) throws {
        try addFile(path, isExecutable: isExecutable, size: Int64(bytes.count)) { append in
            try bytes.withUnsafeBytes { try append($0) }
        }
    }

    /// Adds a file whose bytes come from `write`, which hands them on in pieces, `size` in all.
    ///
    /// - Throws: ``ArchiveError``, also when there were fewer or more bytes; `CancellationError`; what `write` throws.
    public func addFile(
        _ path: String, isExecutable: Bool = false, size: Int64,
        streaming write: (_ append: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        try begin(path, .file, mode: isExecutable ? 0o700 : 0o600, size: size)
        var rest = size
        try write { bytes in
            try checkCancellation()
            rest -= Int64(bytes.count)
            guard rest >= 0 else {
                throw ArchiveError(.failed, "\"\(path)\" has more than the announced \(size) bytes")
            }
            try stream.write(bytes)
        }
        guard rest == 0 else { throw ArchiveError(.failed, "\"\(path)\" has fewer than the announced \(size) bytes") }
        try put(TarHeader.padding(after: size))
    }

    /// - Throws: `CancellationError` once the task is cancelled; adding checks it, too.
    public func checkCancellation() throws { try cancellation.check() }

    /// Completes the archive.
    func finish() throws {
        try checkCancellation()
        try put(TarHeader.end)
        try stream.close()
    }

    private func begin(_ path: String, _ kind: TarHeader.Kind, mode: UInt32, size: Int64) throws {
        try checkCancellation()
        if path != "." { try ArchivePath.check(path) }
        try put(TarHeader.blocks(path, kind, mode: mode, size: size))
        entryCount += 1
    }

    private func put(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try stream.write($0) } }
}
