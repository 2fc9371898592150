internal import Platform

/// Unpacks into a directory that no path can leave. Used on one thread.
final class DirectorySink: ExtractionSink {
    private let root: RootedDirectory
    private var file: FileDescriptor?
    /// The directory made or seen last, which most entries share.
    private var lastFolder = ""

    init(root: RootedDirectory) { self.root = root }

    func addDirectory(_ path: String, mode: UInt32) throws {
        try makeParent(of: path)
        try named(path) { () throws(FileError) in try root.createDirectory(path, mode: mode) }
    }

    func beginFile(_ path: String, mode: UInt32, size: Int64) throws {
        try makeParent(of: path)
        try named(path) { () throws(FileError) in
            let new = try root.createFile(path, mode: 0o600)
            try new.setMode(mode)
            file = consume new
        }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws { try file?.write(bytes) }

    func endFile() throws { file = nil }

    private func makeParent(of path: String) throws {
        guard let slash = path.lastIndex(of: "/") else { return }
        let folder = String(path[..<slash])
        guard folder != lastFolder else { return }
        try named(path) { () throws(FileError) in try root.createDirectory(folder, mode: 0o750) }
        lastFolder = folder
    }

    /// Names what the archive itself is to blame for.
    private func named(_ path: String, _ body: () throws(FileError) -> Void) throws {
        do throws(FileError) { try body() } catch {
            switch error.code {
            case .notADirectory, .isADirectory, .leavesRoot, .symbolicLink, .alreadyExists, .directoryNotEmpty:
                throw ArchiveError(
                    .malformed,
                    "the archive entry \(ArchivePath.quoted(path)) contradicts an earlier one: \(error.reason)")
            default: throw error
            }
        }
    }
}
