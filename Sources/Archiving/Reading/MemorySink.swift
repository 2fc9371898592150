/// Unpacks into memory. Used on one thread.
final class MemorySink: ExtractionSink {
    private(set) var files: [String: [UInt8]] = [:]
    private(set) var executables: Set<String> = []
    private(set) var directories: Set<String> = []
    private var path = ""
    private var content: [UInt8] = []

    func addDirectory(_ path: String, mode: UInt32) throws {
        try addParents(of: path)
        guard files[path] == nil else { throw contradiction(path) }
        directories.insert(path)
    }

    func beginFile(_ path: String, mode: UInt32, size: Int64) throws {
        try addParents(of: path)
        guard !directories.contains(path) else { throw contradiction(path) }
        self.path = path
        content = []
        // What a header announces is believed only so far.
        content.reserveCapacity(Int(clamping: min(size, 1 << 20)))
        if mode & 0o111 == 0 { executables.remove(path) } else { executables.insert(path) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) { content.append(contentsOf: bytes) }

    func endFile() {
        files[path] = content
        content = []
    }

    private func addParents(of path: String) throws(ArchiveError) {
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            guard files[String(rest)] == nil else { throw contradiction(path) }
            guard directories.insert(String(rest)).inserted else { return }
        }
    }

    private func contradiction(_ path: String) -> ArchiveError {
        ArchiveError(.malformed, "the archive entry \(ArchivePath.quoted(path)) contradicts an earlier one")
    }
}
