internal import Platform

/// Packs a directory without following any link in it.
struct DirectoryPacker {
    /// Directories within directories.
    private static let depthLimit = 512

    let root: RootedDirectory
    let including: (ArchiveCandidate) -> Bool

    func pack(into writer: ArchiveWriter) throws {
        try withArchiveErrors {
            try writer.addDirectory(".")
            // Taken from the end, so the first name goes in last.
            var pending: [(path: String, kind: FileStatus.Kind)] = try children(of: "")
            while let (path, kind) = pending.popLast() {
                try writer.checkCancellation()
                switch kind {
                case .directory:
                    if including(ArchiveCandidate(path: path, isDirectory: true, size: 0)) {
                        try writer.addDirectory(path)
                    }
                    pending += try children(of: path)
                case .file: try add(path, to: writer)
                case .symbolicLink, .other: continue
                }
            }
        }
    }

    private func children(of folder: String) throws -> [(path: String, kind: FileStatus.Kind)] {
        guard folder.utf8.count(where: { $0 == UInt8(ascii: "/") }) < Self.depthLimit else {
            throw ArchiveError(.limitExceeded, "the folders are more than \(Self.depthLimit) deep")
        }
        return try root.list(folder).reversed().map { (folder.isEmpty ? $0.name : "\(folder)/\($0.name)", $0.kind) }
    }

    private func add(_ path: String, to writer: ArchiveWriter) throws {
        let file = try root.openFile(path)
        let status = try file.status()
        guard including(ArchiveCandidate(path: path, isDirectory: false, size: status.size)) else { return }
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 128 << 10)
        defer { buffer.deallocate() }
        try writer.addFile(path, isExecutable: status.isExecutable, size: status.size) { append in
            while true {
                let count = try file.read(into: buffer)
                if count == 0 { return }
                try append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
            }
        }
    }
}
