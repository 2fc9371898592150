internal import Glibc

/// A directory that paths cannot leave: each name is opened relative to the directory before it (`openat(2)`), so
/// neither `..` nor a symbolic link, not even one put there meanwhile, leads out.
///
/// Paths are relative, with `/` between names; the empty path is the directory itself. Every call blocks.
public final class RootedDirectory: Sendable {
    /// What happens at a symbolic link.
    public enum LinkRule: Sendable {
        /// It is an error.
        case refuse
        /// It is followed as if the directory were the root of the file system; a target outside is an error.
        case followInside
    }

    /// The path the directory was opened by.
    public let path: String
    private let descriptor: Int32
    private let links: LinkRule

    /// Opens the directory at `path`, which may itself be reached through links.
    public init(_ path: String, links: LinkRule = .refuse) throws(FileError) {
        self.path = path
        self.links = links
        descriptor = try FileDescriptor(path, O_RDONLY | O_DIRECTORY, action: "open").release()
    }

    deinit { close(descriptor) }

    /// The whole content of the file at `path`.
    public func read(_ path: String, limit: Int = 64 << 20) throws(FileError) -> [UInt8] {
        let file = try walk(path, "read").open(O_RDONLY | O_NONBLOCK)
        let status = try file.status()
        guard status.kind == .file || status.kind == .directory else {
            throw FileError(.other, path: path, action: "read", reason: "it is no regular file")
        }
        return try file.readAll(limit: limit)
    }

    /// What stands at `path`, links resolved as the rule says; nil when nothing does.
    public func status(_ path: String) throws(FileError) -> FileStatus? {
        do throws(FileError) {
            return try walk(path, "inspect").open(FileDescriptor.pathOnly).status()
        } catch  where error.code == .notFound || error.code == .notADirectory {
            return nil
        }
    }

    /// The entries of the directory at `path`, in byte order of their names.
    public func list(_ path: String = "") throws(FileError) -> [DirectoryEntry] {
        try DirectoryListing.entries(of: walk(path, "list").open(O_RDONLY | O_DIRECTORY))
    }

    /// The path `path` stands for once links are resolved, without empty, `.` and `..` names.
    public func resolvedPath(_ path: String) throws(FileError) -> String {
        try walk(path, "resolve").resolvedPath()
    }

    /// Creates the directory at `path` and those above it that are missing.
    public func createDirectory(_ path: String, mode: UInt32 = 0o700) throws(FileError) {
        try walk(path, "create the directory").createDirectories(mode: mode)
    }

    /// Creates or replaces the file at `path`, whose directory must exist. A link in its place is replaced, not followed.
    public func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(FileError) {
        try createFile(path, mode: mode).write(bytes)
    }

    /// A new file at `path`, in place of what stood there.
    package func createFile(_ path: String, mode: UInt32) throws(FileError) -> FileDescriptor {
        try walk(path, "write").create(mode: mode)
    }

    /// The regular file at `path`, opened for reading. Neither a pipe nor a device makes this wait.
    package func openFile(_ path: String) throws(FileError) -> FileDescriptor {
        let file = try walk(path, "read").open(O_RDONLY | O_NONBLOCK)
        guard try file.status().kind == .file else {
            throw FileError(.other, path: path, action: "read", reason: "it is no regular file")
        }
        return file
    }

    private func walk(_ path: String, _ action: String) throws(FileError) -> RootedWalk {
        try RootedWalk(root: descriptor, links: links, path: path, action: action)
    }
}
