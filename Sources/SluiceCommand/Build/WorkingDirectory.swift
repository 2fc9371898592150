internal import Glibc

/// Paths as the operating system sees them.
enum WorkingDirectory {
    /// The absolute path without links, `.` and `..` (`realpath(3)`).
    static func realPath(_ path: String) throws -> String {
        guard let resolved = realpath(path, nil) else {
            throw CommandFailure("cannot resolve \"\(path)\": \(String(cString: strerror(errno)))")
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// `path` from the root of the file system, whether it exists or not.
    static func absolute(_ path: String) throws -> String {
        if path.hasPrefix("/") { return path }
        let current = try realPath(".")
        let clean = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return clean.isEmpty || clean == "." ? current : "\(current)/\(clean)"
    }
}
