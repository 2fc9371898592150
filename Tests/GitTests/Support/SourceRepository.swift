import Platform

/// A bare repository on disk, made with the `git` program.
struct SourceRepository {
    let path: String

    private static let environment = [
        "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.com",
    ]

    init(_ path: String, format: String = "sha1") throws {
        self.path = path
        try Shell.run(
            "/usr/bin/git", ["init", "-q", "--bare", "--object-format=\(format)", "-b", "main", path],
            environment: Self.environment)
    }

    @discardableResult
    func git(_ arguments: String..., input: [UInt8] = [], at time: Int = 1_700_000_000) throws -> String {
        var environment = Self.environment
        environment["GIT_AUTHOR_DATE"] = "\(time) +0000"
        environment["GIT_COMMITTER_DATE"] = "\(time) +0000"
        let output = try Shell.run(
            "/usr/bin/git", ["-C", path] + arguments, input: input, environment: environment)
        return String(decoding: output, as: UTF8.self).trimmingNewline
    }

    /// Stores a file's content and returns its name.
    func blob(_ text: String) throws -> String {
        try git("hash-object", "-w", "--stdin", input: Array(text.utf8))
    }

    /// One entry of a tree, with any name.
    struct Entry {
        var mode: String
        var name: [UInt8]
        var id: String
    }

    /// Stores a tree as it is given, whatever Git thinks of it.
    func tree(_ entries: [Entry]) throws -> String {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += Array("\(entry.mode) ".utf8) + entry.name + [0] + (Hex.decode(entry.id) ?? [])
        }
        return try git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", input: bytes)
    }

    /// Stores a tree of regular files, in folders.
    func tree(of files: [String: String]) throws -> String {
        var folders: [String: [String: String]] = [:]
        var entries: [Entry] = []
        for (path, text) in files {
            if let slash = path.firstIndex(of: "/") {
                folders[String(path[..<slash]), default: [:]][String(path[path.index(after: slash)...])] = text
            } else {
                entries.append(Entry(mode: "100644", name: Array(path.utf8), id: try blob(text)))
            }
        }
        for (name, files) in folders {
            entries.append(Entry(mode: "40000", name: Array(name.utf8), id: try tree(of: files)))
        }
        return try tree(entries.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) })
    }

    /// Makes a commit and lets `reference` point to it.
    @discardableResult
    func commit(
        _ tree: String, to reference: String? = "refs/heads/main", parents: [String] = [], message: String = "change",
        at time: Int = 1_700_000_000
    ) throws -> String {
        var arguments = ["commit-tree", tree, "-m", message]
        for parent in parents { arguments += ["-p", parent] }
        var environment = Self.environment
        environment["GIT_AUTHOR_DATE"] = "\(time) +0000"
        environment["GIT_COMMITTER_DATE"] = "\(time) +0000"
        let output = try Shell.run("/usr/bin/git", ["-C", path] + arguments, environment: environment)
        let id = String(decoding: output, as: UTF8.self).trimmingNewline
        if let reference { try git("update-ref", reference, id) }
        return id
    }
}

extension SourceRepository.Entry {
    /// Git compares the names of folders as if they ended with a slash.
    fileprivate var sortKey: [UInt8] { name + (mode == "40000" ? [0x2f] : []) }
}

extension String {
    fileprivate var trimmingNewline: String { last == "\n" ? String(dropLast()) : self }
}
