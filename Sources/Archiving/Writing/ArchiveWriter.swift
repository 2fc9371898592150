/// Adds entries to an archive that is being written. Used on one thread, within ``Archive/create(at:options:pool:_:)``.
///
/// Paths are relative, with `/` between names; the root directory is `.`. Every entry belongs to user and group 0
/// and has time zero.
public final class ArchiveWriter {
    init() {}

    /// Adds a directory with mode 0750.
    public func addDirectory(_ path: String) throws { fatalError("not built") }

    /// Adds a file with mode 0600, or 0700 when it is executable.
    public func addFile(_ path: String, isExecutable: Bool = false, bytes: [UInt8]) throws { fatalError("not built") }

    /// Adds a file whose bytes come from `write`, which hands them on in pieces, `size` in all.
    public func addFile(
        _ path: String, isExecutable: Bool = false, size: Int64,
        streaming write: (_ append: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws { fatalError("not built") }

    /// - Throws: `CancellationError` once the task is cancelled; adding checks it, too.
    public func checkCancellation() throws { fatalError("not built") }
}
