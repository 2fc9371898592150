/// A tree held in memory: immutable, so that any number of builds may share it.
public struct MemoryTree: FileTree {
    private let files: [String: [UInt8]]
    private let folders: [String: [String]]

    /// The tree of these files; keys are clean relative paths, and the folders above them exist.
    public init(_ files: [String: [UInt8]]) {
        var children: [String: Set<String>] = ["": []]
        for path in files.keys {
            var child = path[...]
            while true {
                let slash = child.lastIndex(of: "/")
                let parent = slash.map { child[..<$0] } ?? ""
                let name = slash.map { child[child.index(after: $0)...] } ?? child
                let isNew = children[String(parent), default: []].insert(String(name)).inserted
                guard isNew, !parent.isEmpty else { break }
                child = parent
            }
        }
        self.files = files
        folders = children.mapValues { $0.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    }

    /// The tree of these texts, as UTF-8.
    public init(texts: [String: String]) { self.init(texts.mapValues { Array($0.utf8) }) }

    public func read(_ path: String) throws(KustomizeError) -> [UInt8] {
        guard let bytes = files[path] else {
            throw KustomizeError(.notFound, "there is no file \"\(path)\"", file: path)
        }
        return bytes
    }

    public func kind(of path: String) -> FileKind? {
        if files[path] != nil { return .file }
        return folders[path] == nil ? nil : .folder
    }

    public func names(in path: String) throws(KustomizeError) -> [String] {
        guard let names = folders[path] else {
            throw KustomizeError(.notFound, "there is no folder \"\(path)\"", file: path)
        }
        return names
    }
}
