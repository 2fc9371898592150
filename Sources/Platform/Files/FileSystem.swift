internal import Glibc

/// The file system without Foundation. Every call blocks: from async code go through ``BlockingPool``.
public enum FileSystem {
    /// The whole content of a file.
    ///
    /// - Throws: ``FileError``, with `tooLarge` when it holds more than `limit` bytes.
    public static func read(_ path: String, limit: Int = 64 << 20) throws(FileError) -> [UInt8] {
        try FileDescriptor(path, O_RDONLY, action: "read").readAll(limit: limit)
    }

    /// What stands at `path`; nil when nothing does.
    public static func status(_ path: String, followingLinks: Bool = true) throws(FileError) -> FileStatus? {
        var result = stat()
        let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
        if fstatat(AT_FDCWD, path, &result, flags) == 0 { return FileStatus(result) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw FileError(errno: errno, path: path, action: "inspect")
    }

    /// Creates a directory and those above it that are missing. One that is there already is left as it is.
    public static func createDirectory(_ path: String, mode: UInt32 = 0o700) throws(FileError) {
        if mkdir(path, mode_t(mode)) == 0 { return }
        var failure = errno
        if failure == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try createDirectory(String(path[..<slash]), mode: mode)
            if mkdir(path, mode_t(mode)) == 0 { return }
            failure = errno
        }
        if failure == EEXIST, try status(path)?.kind == .directory { return }
        throw FileError(errno: failure, path: path, action: "create the directory")
    }

    /// The entries of a directory in byte order of their names, without `.` and `..`.
    public static func list(_ path: String) throws(FileError) -> [DirectoryEntry] {
        let directory = try FileDescriptor(path, O_RDONLY | O_DIRECTORY, action: "list")
        return try DirectoryListing.entries(of: directory)
    }

    /// Removes a file or a link. Nothing there is not an error.
    public static func removeFile(_ path: String) throws(FileError) {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw FileError(errno: errno, path: path, action: "remove")
    }

    /// Removes whatever stands at `path`, directories with all they hold. Links are removed, never followed.
    /// Nothing there is not an error.
    public static func removeTree(_ path: String) throws(FileError) {
        try TreeRemoval.remove(path, in: AT_FDCWD, shownAs: path)
    }

    /// Moves a file or directory within one file system; replaces a file at `target` in one step.
    public static func rename(_ path: String, to target: String) throws(FileError) {
        guard Glibc.rename(path, target) != 0 else { return }
        throw FileError(errno: errno, path: path, action: "rename to \"\(target)\"")
    }

    /// Makes names that were created, renamed or removed in this directory survive a crash.
    public static func synchronizeDirectory(_ path: String) throws(FileError) {
        try FileDescriptor(path, O_RDONLY | O_DIRECTORY, action: "open").synchronize()
    }

    /// The directory that holds `path`: `.` for a bare name, `/` for a top-level one.
    public static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
