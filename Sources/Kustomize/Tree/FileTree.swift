/// The files a build may read: a tree with one root, addressed by relative paths with `/` between names.
///
/// A path given to a tree is clean: no empty, `.` or `..` name, no leading or trailing `/`; the root is the empty
/// string. A tree resolves symbolic links itself, and never to anything outside its root.
public protocol FileTree: Sendable {
    /// The whole content of the file at `path`.
    ///
    /// - Throws: ``KustomizeError`` with `notFound`, `forbiddenPath` or `limit`.
    func read(_ path: String) throws(KustomizeError) -> [UInt8]

    /// What stands at `path`; nil when nothing does, or when it is a link out of the tree.
    func kind(of path: String) -> FileKind?

    /// The names in the folder at `path`, in byte order.
    func names(in path: String) throws(KustomizeError) -> [String]

    /// The clean path that `path` stands for once links are resolved; nil when it leaves the tree or does not exist.
    func resolve(_ path: String) -> String?
}

/// What stands at a path of a tree.
public enum FileKind: Sendable, Hashable {
    case file
    case folder
}

extension FileTree {
    public func resolve(_ path: String) -> String? { kind(of: path) == nil ? nil : path }
}
