internal import Platform

/// A folder on disk as a tree: links are followed only to places under the folder.
///
/// Reads are blocking system calls: build from it on a blocking thread.
public struct DirectoryTree: FileTree {
    private let root: RootedDirectory
    private let limit: Int

    /// The tree under the folder `path` of the file system. A file of more than `limit` bytes is refused.
    ///
    /// - Throws: ``KustomizeError`` with `notFound` when there is no such folder.
    public init(_ path: String, limit: Int = 64 << 20) throws(KustomizeError) {
        self.limit = limit
        do { root = try RootedDirectory(path, links: .followInside) } catch {
            throw KustomizeError(.notFound, "there is no folder \"\(path)\": \(error.reason)", file: path)
        }
    }

    public func read(_ path: String) throws(KustomizeError) -> [UInt8] {
        do { return try root.read(path, limit: limit) } catch { throw Self.failure(error, path) }
    }

    public func kind(of path: String) -> FileKind? {
        guard let status = try? root.status(path) else { return nil }
        switch status.kind {
        case .file: return .file
        case .directory: return .folder
        case .symbolicLink, .other: return nil
        }
    }

    public func names(in path: String) throws(KustomizeError) -> [String] {
        do { return try root.list(path).map(\.name) } catch { throw Self.failure(error, path) }
    }

    public func resolve(_ path: String) -> String? { try? root.resolvedPath(path) }

    private static func failure(_ error: FileError, _ path: String) -> KustomizeError {
        let code: KustomizeError.Code =
            switch error.code {
            case .notFound, .notADirectory: .notFound
            case .tooLarge: .limit
            default: .forbiddenPath
            }
        return KustomizeError(code, "cannot \(error.action) the file: \(error.reason)", file: path)
    }
}
