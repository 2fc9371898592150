internal import Platform

/// Where the entries of an archive go. Paths come checked and clean.
protocol ExtractionSink: AnyObject {
    /// A directory with a mode; it may be there already.
    func addDirectory(_ path: String, mode: UInt32) throws
    /// A file whose content follows.
    func beginFile(_ path: String, mode: UInt32, size: Int64) throws
    /// More of the content.
    func append(_ bytes: UnsafeRawBufferPointer) throws
    /// The content is complete.
    func endFile() throws
}

/// Unpacks one archive within limits.
struct Extraction {
    let options: ExtractionOptions
    let cancellation: CancellationFlag

    /// What an archive may unpack to whatever its size.
    private static let ratioFloor: Int64 = 16 << 20

    func run(_ source: ArchiveSource, into sink: some ExtractionSink) throws -> ExtractionSummary {
        try LibArchive.withUTF8 {
            switch source {
            case .file(let path):
                let size = try FileSystem.status(path)?.size ?? 0
                return try run(try ArchiveReader.open(file: path), archiveSize: size, into: sink)
            case .bytes(let bytes):
                return try bytes.withUnsafeBytes { buffer in
                    try run(try ArchiveReader.open(memory: buffer), archiveSize: Int64(buffer.count), into: sink)
                }
            }
        }
    }

    private func run(
        _ reader: borrowing ArchiveReader, archiveSize: Int64, into sink: some ExtractionSink
    ) throws -> ExtractionSummary {
        var meter = Meter(limit: sizeLimit(archiveSize), what: options.totalSizeLimit)
        var files = 0
        var directories = 0
        var entries = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while let entry = try reader.next() {
            try cancellation.check()
            entries += 1
            guard entries <= options.entryLimit else {
                throw ArchiveError(.limitExceeded, "the archive has more than \(options.entryLimit) entries")
            }
            let path = try ArchivePath.names(entry.name, options).joined(separator: "/")
            switch entry.kind {
            case .directory:
                guard !path.isEmpty else { continue }
                try sink.addDirectory(path, mode: entry.mode & 0o777 | 0o700)
                directories += 1
            case .file:
                guard !path.isEmpty else { throw forbidden(entry, "a file in place of the root") }
                try meter.announce(entry.size)
                try sink.beginFile(path, mode: entry.mode & 0o777, size: entry.size)
                try copy(reader, through: buffer, &meter, into: sink)
                files += 1
            case .symbolicLink where options.symbolicLinks == .skip: continue
            case .symbolicLink: throw forbidden(entry, "a symbolic link")
            case .hardLink: throw forbidden(entry, "a hard link")
            case .other: throw forbidden(entry, "a device or something else")
            }
        }
        return ExtractionSummary(files: files, directories: directories, size: meter.used)
    }

    private func copy(
        _ reader: borrowing ArchiveReader, through buffer: UnsafeMutableRawBufferPointer, _ meter: inout Meter,
        into sink: some ExtractionSink
    ) throws {
        while true {
            try cancellation.check()
            let count = try reader.read(into: buffer)
            if count == 0 { break }
            try meter.use(count)
            try sink.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
        }
        try sink.endFile()
    }

    private func sizeLimit(_ archiveSize: Int64) -> Int64 {
        let (product, overflow) = archiveSize.multipliedReportingOverflow(by: Int64(options.ratioLimit))
        let ratio = max(Self.ratioFloor, overflow ? .max : product)
        return min(ratio, options.totalSizeLimit ?? .max)
    }

    private func forbidden(_ entry: ArchiveReader.Entry, _ what: String) -> ArchiveError {
        ArchiveError(
            .forbiddenEntry, "the archive entry \(ArchivePath.quoted(entry.name)) is refused: it is \(what)")
    }
}

/// Counts what was unpacked.
private struct Meter {
    let limit: Int64
    let what: Int64?
    private(set) var used: Int64 = 0

    init(limit: Int64, what: Int64?) {
        self.limit = limit
        self.what = what
    }

    /// Refuses a file before its content is unpacked.
    func announce(_ size: Int64) throws(ArchiveError) {
        guard size >= 0 else { throw ArchiveError(.malformed, "the archive has a file of negative size") }
        guard size <= limit - used else { throw excess }
    }

    mutating func use(_ count: Int) throws(ArchiveError) {
        used += Int64(count)
        guard used <= limit else { throw excess }
    }

    private var excess: ArchiveError {
        ArchiveError(
            .limitExceeded,
            limit == what
                ? "the content of the archive is larger than \(limit) bytes"
                : "the content of the archive is larger than \(limit) bytes, out of proportion to the archive")
    }
}
