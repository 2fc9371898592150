/// How large a tree may be.
public struct TreeLimits: Sendable {
    /// Files and folders in all.
    public var entries = 1_000_000
    /// Folders within folders.
    public var depth = 128

    public init() {}
}

/// A file or folder of a commit.
public struct TreeEntry: Sendable, Hashable {
    /// What stands at a path.
    public enum Kind: Sendable, Hashable {
        case folder, file, executable, link, submodule
    }

    /// The path from the root, names with `/` between them.
    public let path: String
    /// What it is.
    public let kind: Kind
    /// The object with its content.
    public let id: ObjectID
}

extension ObjectStore {
    /// All files and folders of a commit, each folder before what is in it, names in byte order. Blocks.
    ///
    /// - Parameters:
    ///   - isWanted: whether to enter a folder and to list a file; leaves out what is below a folder it refuses.
    ///   - isCancelled: asked now and then.
    /// - Throws: ``GitError`` with `refusedContent` for names no tree may hold, `tooLarge` beyond the limits.
    public func entries(
        of commit: Commit, limits: TreeLimits = TreeLimits(), where isWanted: (TreeEntry) -> Bool = { _ in true },
        isCancelled: () -> Bool = { false }
    ) throws -> [TreeEntry] {
        var entries: [TreeEntry] = []
        var pending = [TreeEntry(path: "", kind: .folder, id: commit.tree)]
        while let entry = pending.popLast() {
            if !entry.path.isEmpty { entries.append(entry) }
            guard entry.kind == .folder else { continue }
            if isCancelled() { throw CancellationError() }
            guard entry.path.utf8.count(where: { $0 == UInt8(ascii: "/") }) < limits.depth else {
                throw GitError(.tooLarge, "the folders of the repository are more than \(limits.depth) deep")
            }
            let children = try TreeParser.children(try read(entry.id, as: .tree), of: entry.path).filter(isWanted)
            guard entries.count + pending.count + children.count <= limits.entries else {
                throw GitError(.tooLarge, "the repository holds more than \(limits.entries) files and folders")
            }
            // Taken from the end, so the first name goes in last.
            pending += children.sorted { $1.path.utf8.lexicographicallyPrecedes($0.path.utf8) }
        }
        return entries
    }

    /// The content of a file. Blocks.
    public func content(of entry: TreeEntry) throws -> [UInt8] { try read(entry.id, as: .blob) }
}

/// Reads the content of a tree object: `mode name NUL id`, again and again.
enum TreeParser {
    static func children(_ bytes: [UInt8], of folder: String) throws(GitError) -> [TreeEntry] {
        var children: [TreeEntry] = []
        var names: Set<String> = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let blank = rest.firstIndex(of: 0x20), let end = rest[blank...].firstIndex(of: 0),
                let id = ObjectID(bytes: rest[(end + 1)...].prefix(20))
            else { throw GitError(.refusedContent, "the folder \"\(folder)\" of the repository is malformed") }
            let name = try TreeName.checked(rest[(blank + 1)..<end], in: folder)
            guard names.insert(name).inserted else {
                throw GitError(.refusedContent, "the folder \"\(folder)\" holds \"\(name)\" twice")
            }
            let kind = try kind(of: rest[..<blank], name)
            children.append(TreeEntry(path: folder.isEmpty ? name : "\(folder)/\(name)", kind: kind, id: id))
            rest = rest[(end + 21)...]
        }
        return children
    }

    private static func kind(of mode: ArraySlice<UInt8>, _ name: String) throws(GitError) -> TreeEntry.Kind {
        let isPlain = (1...6).contains(mode.count) && mode.allSatisfy { (0x30...0x37).contains($0) }
        guard isPlain, let bits = Int(String(decoding: mode, as: UTF8.self), radix: 8) else {
            throw GitError(.refusedContent, "\"\(name)\" in the repository has a malformed mode")
        }
        switch bits & 0o170000 {
        case 0o040000: return .folder
        case 0o100000: return bits & 0o111 == 0 ? .file : .executable
        case 0o120000: return .link
        case 0o160000: return .submodule
        default: throw GitError(.refusedContent, "\"\(name)\" in the repository is neither file, folder nor link")
        }
    }
}
