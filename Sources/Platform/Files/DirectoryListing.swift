internal import Glibc

/// Reads the names in a directory.
enum DirectoryListing {
    static func entries(of directory: borrowing FileDescriptor) throws(FileError) -> [DirectoryEntry] {
        let path = directory.path
        // fdopendir takes the number over, and a shared offset would be moved: open the same directory once more.
        let own = try FileDescriptor(".", O_RDONLY | O_DIRECTORY, in: directory.number, action: "list").release()
        guard let stream = fdopendir(own) else {
            let failure = errno
            close(own)
            throw FileError(errno: failure, path: path, action: "list")
        }
        defer { closedir(stream) }
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw FileError(errno: errno, path: path, action: "list") }
                break
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            let kind = FileStatus.Kind(directoryEntry: entry.pointee.d_type) ?? kind(of: name, in: own)
            entries.append(DirectoryEntry(name: name, kind: kind))
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func kind(of name: String, in directory: Int32) -> FileStatus.Kind {
        var result = stat()
        guard fstatat(directory, name, &result, AT_SYMLINK_NOFOLLOW) == 0 else { return .other }
        return FileStatus.Kind(mode: result.st_mode)
    }
}
