/// Which commit of a repository is wanted.
public enum GitReference: Sendable, Hashable {
    /// The tip of a branch.
    case branch(String)
    /// What a tag leads to.
    case tag(String)
    /// The highest version among the tags that lies in a range.
    case semver(String)
    /// A full reference name, such as `refs/pull/1/head`.
    case name(String)
    /// A commit by its id. `label` stands in the revision.
    case commit(String, branch: String?, label: String?)

    /// What the revision says in front of `@`, where that is known beforehand.
    var label: String? {
        switch self {
        case .branch(let name), .tag(let name), .name(let name): name
        case .commit(_, _, let label): label
        case .semver: nil
        }
    }

    /// Whether a reference may have such a name at all: nothing else is put into a request.
    static func isPossible(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 4096 && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
    }

    /// The references to ask the server about; nil when none are needed.
    var prefixes: [String]? {
        switch self {
        case .branch(let name): ["refs/heads/\(name)"]
        case .tag(let name): ["refs/tags/\(name)"]
        case .name(let name): [name]
        case .semver: ["refs/tags/"]
        case .commit: nil
        }
    }
}

/// The revision of a Git artifact: `main@sha1:…`, or `sha1:…` alone.
public struct GitRevision: Sendable, Hashable, CustomStringConvertible {
    /// Branch, tag or full name; nil for a commit alone.
    public let label: String?
    /// The commit.
    public let commit: ObjectID

    /// Writes a revision.
    public init(label: String?, commit: ObjectID) {
        self.label = label
        self.commit = commit
    }

    /// Reads a revision, also of the old form `main/<hash>`; nil for anything else.
    public init?(_ text: String) {
        let separators = text.contains("@") ? "@" : "/"
        let parts: (label: Substring?, hash: Substring)
        if let end = text.lastIndex(where: { separators.contains($0) }) {
            parts = (text[..<end], text[text.index(after: end)...])
        } else {
            parts = (nil, text[...])
        }
        let hash = parts.hash.hasPrefix("sha1:") ? parts.hash.dropFirst(5) : parts.hash
        guard let commit = ObjectID(hash) else { return nil }
        label = parts.label.flatMap { $0.isEmpty || $0 == "HEAD" ? nil : String($0) }
        self.commit = commit
    }

    public var description: String { label.map { "\($0)@sha1:\(commit)" } ?? "sha1:\(commit)" }
}
