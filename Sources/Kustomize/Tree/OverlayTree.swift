/// A tree with some files replaced or added, without touching the one below.
public struct OverlayTree: FileTree {
    private let base: any FileTree
    private let overlay: [String: [UInt8]]

    /// `base` with `files` in front of it; their folders must exist in `base`.
    public init(_ base: any FileTree, files: [String: [UInt8]]) {
        self.base = base
        overlay = files
    }

    public func read(_ path: String) throws(KustomizeError) -> [UInt8] {
        if let bytes = overlay[path] { return bytes }
        return try base.read(path)
    }

    public func kind(of path: String) -> FileKind? { overlay[path] == nil ? base.kind(of: path) : .file }

    public func names(in path: String) throws(KustomizeError) -> [String] {
        var names = Set(try base.names(in: path))
        for file in overlay.keys where Paths.parent(of: file) == path { names.insert(Paths.name(of: file)) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    public func resolve(_ path: String) -> String? { overlay[path] == nil ? base.resolve(path) : path }
}
