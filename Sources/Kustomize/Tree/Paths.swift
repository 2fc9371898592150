/// Arithmetic on the clean relative paths of a tree.
enum Paths {
    /// The folder that holds `path`; the root for a top-level name.
    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[..<slash])
    }

    /// The last name of `path`.
    static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// `path` seen from `folder`, clean; nil when it climbs above the root of the tree.
    static func join(_ folder: String, _ path: String) -> String? {
        var names = folder.isEmpty ? [] : folder.split(separator: "/", omittingEmptySubsequences: true)
        for name in path.split(separator: "/", omittingEmptySubsequences: true) where name != "." {
            guard name == ".." else {
                names.append(name)
                continue
            }
            guard names.popLast() != nil else { return nil }
        }
        return names.joined(separator: "/")
    }

    /// Whether `path` is `folder` or lies below it.
    static func contains(_ folder: String, _ path: String) -> Bool {
        folder.isEmpty || path == folder || path.hasPrefix(folder + "/")
    }

    /// `path` as written from `folder`, with `..` where needed.
    static func relative(_ path: String, from folder: String) -> String {
        let target = path.split(separator: "/")
        let start = folder.split(separator: "/")
        var shared = 0
        while shared < target.count, shared < start.count, target[shared] == start[shared] { shared += 1 }
        let up = [Substring](repeating: "..", count: start.count - shared)
        let parts = up + target[shared...]
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}
