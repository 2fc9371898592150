internal import DocumentModel

/// Reads files for one kustomization, from where it may.
struct Loader {
    /// The folder of the kustomization: a clean path without links.
    let root: String
    let session: BuildSession
    /// The folders of the kustomizations that led here, outermost first.
    private let referrers: [String]

    /// The loader of the kustomization that is built.
    init(at path: String, session: BuildSession) throws(KustomizeError) {
        guard let root = session.resolve(path), session.kind(of: root) == .folder else {
            throw KustomizeError(.notFound, "there is no folder \"\(path)\"", file: path)
        }
        self.init(root: root, session: session, referrers: [])
    }

    private init(root: String, session: BuildSession, referrers: [String]) {
        self.root = root
        self.session = session
        self.referrers = referrers
    }

    var depth: Int { referrers.count + 1 }

    /// The content of the file that a kustomization here calls `path`.
    func load(_ path: String) throws(KustomizeError) -> [UInt8] { try session.read(try locate(path)) }

    /// The clean path of the file that a kustomization here calls `path`.
    func locate(_ path: String) throws(KustomizeError) -> String {
        let joined = try join(path)
        guard let resolved = session.resolve(joined) else {
            _ = session.kind(of: joined)
            throw KustomizeError(.notFound, "there is no file \"\(path)\" in \"\(shown(root))\"", file: joined)
        }
        guard session.kind(of: resolved) == .file else {
            throw KustomizeError(.notFound, "\"\(path)\" must be a file", file: joined)
        }
        if session.options.loadRestrictor == .rootOnly, !Paths.contains(root, resolved) {
            throw KustomizeError(
                .forbiddenPath, "the file \"\(path)\" is not in or below \"\(shown(root))\"", file: joined)
        }
        return resolved
    }

    /// What stands at `path` seen from here; nil when nothing does, or when it leaves the tree.
    func kind(of path: String) throws(KustomizeError) -> FileKind? {
        let joined = try join(path)
        guard let resolved = session.resolve(joined) else {
            _ = session.kind(of: joined)
            return nil
        }
        return session.kind(of: resolved)
    }

    /// The loader of another kustomization, in the folder `path` seen from here.
    func entering(_ path: String) throws(KustomizeError) -> Loader {
        let joined = try join(path)
        guard let folder = session.resolve(joined), session.kind(of: folder) == .folder else {
            throw KustomizeError(.notFound, "\"\(path)\" is no folder with a kustomization", file: joined)
        }
        let chain = referrers + [root]
        if let visited = chain.last(where: { Paths.contains(folder, $0) }) {
            let steps = (chain.drop { $0 != visited } + [folder]).map { "\"\(shown($0))\"" }
            throw KustomizeError(
                .cycle, "kustomizations include each other in a cycle: \(steps.joined(separator: " → "))", file: joined)
        }
        return Loader(root: folder, session: session, referrers: chain)
    }

    private func join(_ path: String) throws(KustomizeError) -> String {
        guard !path.isEmpty else { throw KustomizeError(.invalidField, "a path is empty") }
        guard !RemoteReference.isRemote(path) else {
            throw KustomizeError(.remoteRefused, "\"\(path)\" is remote; only files of the tree may be read")
        }
        guard path.utf8.first != UInt8(ascii: "/") else {
            throw KustomizeError(.forbiddenPath, "the path \"\(path)\" is absolute; it must be relative")
        }
        guard let joined = Paths.join(root, path) else {
            throw KustomizeError(.forbiddenPath, "the path \"\(path)\" leads out of the tree")
        }
        return joined
    }

    /// A folder for messages; the root of the tree has no name.
    private func shown(_ folder: String) -> String { folder.isEmpty ? "." : folder }
}
