/// A folder on disk as a tree: links are followed only to places under the folder.
///
/// Reads are blocking system calls: build from it on a blocking thread.
public struct DirectoryTree: FileTree {
    private let root: String

    /// The tree under the folder `path` of the file system.
    ///
    /// - Throws: ``KustomizeError`` with `notFound` when there is no such folder.
    public init(_ path: String) throws(KustomizeError) {
        root = path
    }

    public func read(_ path: String) throws(KustomizeError) -> [UInt8] { fatalError("not built") }
    public func kind(of path: String) -> FileKind? { fatalError("not built") }
    public func names(in path: String) throws(KustomizeError) -> [String] { fatalError("not built") }
    public func resolve(_ path: String) -> String? { fatalError("not built") }
}
