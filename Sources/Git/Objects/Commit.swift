/// A commit, as far as publishing needs it.
public struct Commit: Sendable, Hashable {
    /// Its name.
    public let id: ObjectID
    /// The tree of its files.
    let tree: ObjectID
    /// Seconds since 1970, as its committer says.
    public let committed: Int64
    /// The message.
    public let message: String

    /// The first line of the message.
    public var subject: String {
        String(message.drop { $0.isNewline }.prefix { !$0.isNewline })
    }

    /// Reads the content of a commit object.
    init(_ id: ObjectID, _ bytes: [UInt8]) throws(GitError) {
        var tree: ObjectID?
        var committed: Int64 = 0
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0a), end > rest.startIndex {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            if line.hasPrefix("tree ") { tree = ObjectID(line.dropFirst(5)) }
            if line.hasPrefix("committer ") {
                committed = line.split(separator: " ").suffix(2).first.flatMap { Int64($0) } ?? 0
            }
            rest = rest[(end + 1)...]
        }
        guard let tree else { throw GitError(.refusedContent, "commit \(id) names no tree") }
        self.id = id
        self.tree = tree
        self.committed = committed
        message = String(decoding: rest.dropFirst(), as: UTF8.self)
    }
}

extension ObjectStore {
    /// The commit that `id` is, or that the annotated tag `id` leads to.
    func commit(_ id: ObjectID) throws(GitError) -> Commit {
        var current = id
        for _ in 0..<16 {
            let (kind, bytes) = try read(current)
            switch kind {
            case .commit: return try Commit(current, bytes)
            case .tag: current = try Self.target(of: bytes, in: current)
            case .tree, .blob:
                throw GitError(.refusedContent, "object \(current) is a \(kind), which has no files to publish")
            }
        }
        throw GitError(.refusedContent, "tag \(id) leads to too many other tags")
    }

    private static func target(of tag: [UInt8], in id: ObjectID) throws(GitError) -> ObjectID {
        let line = String(decoding: tag.prefix { $0 != 0x0a }, as: UTF8.self)
        guard line.hasPrefix("object "), let target = ObjectID(line.dropFirst(7)) else {
            throw GitError(.refusedContent, "tag \(id) names no object")
        }
        return target
    }
}
