/// Paths that users write, held within the tree they are about.
enum SourcePath {
    /// The path without empty and `.` names; `..` leads up, but never out. Empty for the root.
    static func confined(_ path: String) -> String {
        var names: [Substring] = []
        for name in path.split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        return names.joined(separator: "/")
    }

    /// Whether `path` is `folder` or below it. Everything is below the root.
    static func isWithin(_ path: String, _ folder: String) -> Bool {
        folder.isEmpty || path == folder || path.hasPrefix(folder + "/")
    }
}
