internal import Glibc

/// One resolution of a path below an open directory, name by name. Used once.
final class RootedWalk {
    private static let linkLimit = 40

    private let root: Int32
    private let links: RootedDirectory.LinkRule
    private let path: String
    private let action: String
    /// Names still to walk, the next one last.
    private var pending: [String]
    /// The directories walked through below the root, and their open descriptors.
    private var walked: [(name: String, descriptor: Int32)] = []
    private var linkCount = 0

    init(root: Int32, links: RootedDirectory.LinkRule, path: String, action: String) throws(FileError) {
        self.root = root
        self.links = links
        self.path = path
        self.action = action
        pending = Self.names(path)
        if path.utf8.first == UInt8(ascii: "/") { throw leaving("it is absolute") }
        if path.utf8.contains(0) { throw error(.other, "it holds a NUL byte") }
    }

    deinit { for directory in walked { close(directory.descriptor) } }

    /// Opens what the path stands for.
    func open(_ flags: Int32) throws(FileError) -> FileDescriptor {
        let name = try target()
        return try open(name, flags)
    }

    func resolvedPath() throws(FileError) -> String {
        let name = try target()
        _ = try open(name, FileDescriptor.pathOnly)
        let names = walked.map(\.name) + (name == "." ? [] : [name])
        return names.joined(separator: "/")
    }

    func createDirectories(mode: UInt32) throws(FileError) {
        while let name = pending.popLast() {
            do throws(FileError) {
                try enter(name)
            } catch {
                guard error.code == .notFound, name != ".." else { throw error }
                guard mkdirat(current, name, mode_t(mode)) == 0 || errno == EEXIST else {
                    throw FileError(errno: errno, path: path, action: action)
                }
                try enter(name)
            }
        }
    }

    func create(mode: UInt32) throws(FileError) -> FileDescriptor {
        guard let last = pending.first, last != ".." else {
            throw FileError(errno: EISDIR, path: path, action: action)
        }
        pending.removeFirst()
        while let name = pending.popLast() { try enter(name) }
        if unlinkat(current, last, 0) != 0, errno != ENOENT {
            throw FileError(errno: errno, path: path, action: "replace")
        }
        return try FileDescriptor(
            last, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode, in: current, action: action, shownAs: path)
    }
}

extension RootedWalk {
    private var current: Int32 { walked.last?.descriptor ?? root }

    /// Walks to the directory that holds the target, and returns the target's name there; `.` for the directory itself.
    private func target() throws(FileError) -> String {
        while let name = pending.popLast() {
            guard pending.isEmpty, name != ".." else {
                try enter(name)
                continue
            }
            guard let link = try link(name) else { return name }
            try follow(link)
        }
        return "."
    }

    private func enter(_ name: String) throws(FileError) {
        if name == ".." {
            guard let last = walked.popLast() else { throw leaving("\"..\" leads above it") }
            close(last.descriptor)
            return
        }
        if let link = try link(name) { return try follow(link) }
        let descriptor = try open(name, O_RDONLY | O_DIRECTORY).release()
        walked.append((name, descriptor))
    }

    private func open(_ name: String, _ flags: Int32) throws(FileError) -> FileDescriptor {
        try FileDescriptor(name, flags | O_NOFOLLOW, in: current, action: action, shownAs: path)
    }

    /// Where the link `name` points; nil when it is no link, or nothing.
    private func link(_ name: String) throws(FileError) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlinkat(current, name, $0, bytes.count) } ?? -1
        }
        guard count >= 0 else { return nil }  // what it is instead shows when it is opened
        if links == .refuse { throw error(.symbolicLink, "\"\(name)\" is a symbolic link") }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    private func follow(_ link: String) throws(FileError) {
        linkCount += 1
        guard linkCount <= Self.linkLimit else { throw error(.symbolicLink, "too many symbolic links") }
        guard link.utf8.first != UInt8(ascii: "/") else { throw leaving("a symbolic link leads to \"\(link)\"") }
        pending += Self.names(link)
    }

    private static func names(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0 != "." }.map(String.init).reversed()
    }

    private func leaving(_ how: String) -> FileError {
        error(.leavesRoot, "the path leaves the directory it must stay in: \(how)")
    }

    private func error(_ code: FileError.Code, _ reason: String) -> FileError {
        FileError(code, path: path, action: action, reason: reason)
    }
}
