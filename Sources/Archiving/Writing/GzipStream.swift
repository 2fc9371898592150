internal import CLibarchive
internal import Glibc
internal import Platform

/// Compresses what is written to it into a file, by the library's gzip filter. One owner, freed once.
final class GzipStream {
    private let handle: OpaquePointer
    private let file: ArchiveFile
    private var isClosed = false

    init(into file: ArchiveFile, level: Int) throws(ArchiveError) {
        guard let handle = archive_write_new() else { throw ArchiveError(.failed, "there is no memory for an archive") }
        self.handle = handle
        self.file = file
        // The header gets neither name nor time, and nothing is padded, so that the bytes depend on the content alone.
        let isReady =
            archive_write_add_filter_gzip(handle) == ARCHIVE_OK
            && archive_write_set_filter_option(handle, "gzip", "timestamp", nil) == ARCHIVE_OK
            && archive_write_set_filter_option(handle, "gzip", "compression-level", "\(min(9, max(1, level)))")
                == ARCHIVE_OK
            && archive_write_set_format_raw(handle) == ARCHIVE_OK
            && archive_write_set_bytes_per_block(handle, 64 << 10) == ARCHIVE_OK
            && archive_write_set_bytes_in_last_block(handle, 1) == ARCHIVE_OK
            && archive_write_open2(
                handle, Unmanaged.passUnretained(file).toOpaque(), nil, appendToFile, nil, nil) == ARCHIVE_OK
        guard isReady else { throw failure() }
        try begin()
    }

    deinit {
        // An unfinished stream must not be completed by freeing it.
        if !isClosed { archive_write_fail(handle) }
        archive_write_free(handle)
    }

    /// The raw format wants one entry whose content is everything.
    private func begin() throws(ArchiveError) {
        let entry = archive_entry_new()
        defer { archive_entry_free(entry) }
        archive_entry_set_filetype(entry, S_IFREG)
        guard archive_write_header(handle, entry) == ARCHIVE_OK else { throw failure() }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard !bytes.isEmpty else { return }
        guard archive_write_data(handle, bytes.baseAddress, bytes.count) == bytes.count else { throw failure() }
    }

    /// Completes the compressed stream.
    func close() throws(ArchiveError) {
        guard archive_write_close(handle) == ARCHIVE_OK else { throw failure() }
        isClosed = true
    }

    private func failure() -> ArchiveError {
        if let failure = file.failure { return ArchiveError(.failed, failure.description) }
        return ArchiveError(.failed, "cannot write the archive: \(LibArchive.reason(handle))")
    }
}

/// What the library calls with compressed bytes.
private func appendToFile(
    _ handle: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ bytes: UnsafeRawPointer?, _ count: Int
) -> Int {
    guard let context else { return -1 }
    let file = Unmanaged<ArchiveFile>.fromOpaque(context).takeUnretainedValue()
    return file.append(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : -1
}
