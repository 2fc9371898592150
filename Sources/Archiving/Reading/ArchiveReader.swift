internal import CLibarchive
internal import Glibc

/// Reads the entries of a gzip-compressed tar archive. One owner, freed once; used on one thread.
struct ArchiveReader: ~Copyable {
    /// One entry, before its content.
    struct Entry {
        enum Kind { case file, directory, symbolicLink, hardLink, other }
        var name: String
        var kind: Kind
        var mode: UInt32
        /// Bytes, as the header announces.
        var size: Int64
    }

    private let handle: OpaquePointer
    private let source: String

    deinit { archive_read_free(handle) }

    private init(_ handle: OpaquePointer, _ source: String) {
        self.handle = handle
        self.source = source
    }

    /// Opens a file.
    static func open(file path: String) throws(ArchiveError) -> ArchiveReader {
        try open("the archive \"\(path)\"") { archive_read_open_filename($0, path, 128 << 10) }
    }

    /// Reads from memory, which must outlive the reader.
    static func open(memory bytes: UnsafeRawBufferPointer) throws(ArchiveError) -> ArchiveReader {
        try open("the archive") { archive_read_open_memory($0, bytes.baseAddress, bytes.count) }
    }

    private static func open(
        _ source: String, _ open: (OpaquePointer) -> CInt
    ) throws(ArchiveError) -> ArchiveReader {
        guard let handle = archive_read_new() else { throw ArchiveError(.failed, "there is no memory for an archive") }
        let reader = ArchiveReader(handle, source)
        archive_read_support_filter_gzip(handle)
        archive_read_support_format_tar(handle)
        guard open(handle) == ARCHIVE_OK else { throw failure(handle, source) }
        // Exactly one layer of gzip: what is compressed several times is a bomb.
        guard archive_filter_count(handle) == 2, archive_filter_code(handle, 0) == ARCHIVE_FILTER_GZIP else {
            throw ArchiveError(.malformed, "\(source) is not gzip-compressed, or more than once")
        }
        return reader
    }

    /// The next entry; nil at the end.
    borrowing func next() throws(ArchiveError) -> Entry? {
        var entry: OpaquePointer?
        let result = archive_read_next_header(handle, &entry)
        if result == ARCHIVE_EOF { return nil }
        guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let entry else { throw Self.failure(handle, source) }
        let format = archive_format(handle) & ARCHIVE_FORMAT_BASE_MASK
        guard format == ARCHIVE_FORMAT_TAR else { throw ArchiveError(.malformed, "\(source) is no tar archive") }
        let name = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
        guard let name, let text = String(validatingCString: name) else {
            throw ArchiveError(.unsafeName, "\(source) has an entry whose name is not UTF-8")
        }
        return Entry(
            name: text, kind: Self.kind(of: entry), mode: UInt32(archive_entry_perm(entry)),
            size: archive_entry_size(entry))
    }

    private static func kind(of entry: OpaquePointer) -> Entry.Kind {
        if archive_entry_hardlink(entry) != nil || archive_entry_hardlink_utf8(entry) != nil { return .hardLink }
        return switch archive_entry_filetype(entry) {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .symbolicLink
        default: .other
        }
    }

    /// Reads content of the current entry; 0 at its end.
    borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        let count = archive_read_data(handle, buffer.baseAddress, buffer.count)
        guard count >= 0 else { throw Self.failure(handle, source) }
        return count
    }

    private static func failure(_ handle: OpaquePointer, _ source: String) -> ArchiveError {
        let code = archive_errno(handle)
        // The library's own complaints about formats have this number, or a negative one.
        let isSystem = code > 0 && code != EILSEQ
        let reason = ArchivePath.plain(LibArchive.reason(handle))
        return ArchiveError(isSystem ? .failed : .malformed, "cannot read \(source): \(reason)")
    }
}
