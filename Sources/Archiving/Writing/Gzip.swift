internal import CLibarchive
internal import Glibc

/// Compression of bytes in memory (RFC 1952), by the library's gzip filter.
public enum Gzip {
    /// The compressed form of `bytes`. Takes as long as that takes: call it where that does no harm.
    ///
    /// - Parameter level: from 1, the fastest, to 9.
    /// - Throws: ``ArchiveError`` when the library fails.
    public static func compress(_ bytes: [UInt8], level: Int) throws(ArchiveError) -> [UInt8] {
        guard let handle = archive_write_new() else { throw ArchiveError(.failed, "there is no memory for an archive") }
        defer { archive_write_free(handle) }
        // What cannot be compressed grows by a few bytes for each 16 KiB and by head and tail.
        var result = [UInt8](repeating: 0, count: bytes.count + bytes.count / 1_000 + 1_024)
        // The library counts there until it is closed.
        let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        count.initialize(to: 0)
        defer { count.deallocate() }
        let isDone = result.withUnsafeMutableBytes { buffer in
            guard archive_write_add_filter_gzip(handle) == ARCHIVE_OK,
                archive_write_set_filter_option(handle, "gzip", "timestamp", nil) == ARCHIVE_OK,
                archive_write_set_filter_option(handle, "gzip", "compression-level", "\(min(9, max(1, level)))")
                    == ARCHIVE_OK,
                archive_write_set_format_raw(handle) == ARCHIVE_OK,
                archive_write_set_bytes_in_last_block(handle, 1) == ARCHIVE_OK,
                archive_write_open_memory(handle, buffer.baseAddress, buffer.count, count) == ARCHIVE_OK
            else { return false }
            return write(bytes, handle) && archive_write_close(handle) == ARCHIVE_OK
        }
        guard isDone else { throw ArchiveError(.failed, "cannot compress: \(LibArchive.reason(handle))") }
        result.removeLast(result.count - count.pointee)
        return result
    }

    /// The raw format wants one entry whose content is everything.
    private static func write(_ bytes: [UInt8], _ handle: OpaquePointer) -> Bool {
        let entry = archive_entry_new()
        defer { archive_entry_free(entry) }
        archive_entry_set_filetype(entry, S_IFREG)
        guard archive_write_header(handle, entry) == ARCHIVE_OK else { return false }
        return bytes.withUnsafeBytes { archive_write_data(handle, $0.baseAddress, $0.count) == $0.count }
    }
}
