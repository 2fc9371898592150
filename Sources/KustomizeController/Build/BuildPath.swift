internal import Kustomize

/// The folder of an artifact that is built.
enum BuildPath {
    /// The clean path below the root that `path` names; `..` never leads out.
    static func clean(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    /// Whether something is there.
    static func exists(_ path: String, in files: any FileTree) -> Bool {
        path.isEmpty || files.kind(of: path) != nil
    }
}
