internal import Git
internal import Platform

/// Puts the files of submodules in their places, each at the commit its repository names.
struct SubmoduleStep: Sendable {
    static let depthLimit = 10
    static let countLimit = 500

    let git: any GitFetching
    /// An existing folder for the objects.
    let scratch: String

    /// The entries of a repository with those of its submodules among them.
    ///
    /// A submodule the repository gives no URL for stays an empty folder.
    ///
    /// - Throws: ``GitError``.
    func expand(_ entries: [SourceEntry], of remote: GitRemote) async throws -> [SourceEntry] {
        var count = 0
        return try await expand(entries, of: remote, depth: 0, &count)
    }

    private func expand(
        _ entries: [SourceEntry], of remote: GitRemote, depth: Int, _ count: inout Int
    ) async throws -> [SourceEntry] {
        guard let description = entries.first(where: { $0.path == ".gitmodules" && $0.kind == .file }) else {
            return entries
        }
        let file = SubmoduleFile(
            String(decoding: try await BlockingPool.shared.run { try description.read() }, as: UTF8.self))
        var result: [SourceEntry] = []
        for entry in entries {
            result.append(entry)
            guard case .submodule(let commit) = entry.kind,
                let url = file.url(of: entry.path, in: remote.url.description)
            else { continue }
            guard depth < Self.depthLimit else {
                throw GitError(.tooLarge, "submodules are nested more than \(Self.depthLimit) deep")
            }
            count += 1
            guard count <= Self.countLimit else {
                throw GitError(.tooLarge, "the repository has more than \(Self.countLimit) submodules")
            }
            result += try await content(entry.path, url, commit, of: remote, depth: depth, &count)
        }
        return result
    }

    private func content(
        _ path: String, _ url: String, _ commit: String, of parent: GitRemote, depth: Int, _ count: inout Int
    ) async throws -> [SourceEntry] {
        do {
            let remote = try Self.remote(url, of: parent)
            let folder = "\(scratch)/submodule-\(count)"
            try await BlockingPool.shared.run { try FileSystem.createDirectory(folder, mode: 0o700) }
            let reference = GitReference.commit(commit, branch: nil, label: nil)
            guard case .new(_, _, let tree) = try await git.fetch(reference, from: remote, unlessAt: nil, into: folder)
            else { throw GitError(.unknownCommit, "there is no commit \(commit)") }
            let inner = try await expand(try await tree.allEntries(), of: remote, depth: depth + 1, &count)
            return inner.map { entry in
                var entry = entry
                entry.path = "\(path)/\(entry.path)"
                return entry
            }
        } catch let error as GitError {
            throw GitError(error.code, "submodule '\(path)': \(error.message)")
        }
    }

    /// The parent's login and trust. What is sent over HTTP goes to the parent's own server only.
    private static func remote(_ url: String, of parent: GitRemote) throws(GitError) -> GitRemote {
        var remote = parent
        remote.url = try GitURL(url)
        let isSameServer =
            remote.url.scheme == parent.url.scheme && remote.url.host.lowercased() == parent.url.host.lowercased()
            && remote.url.port == parent.url.port
        let isKeyLogin = remote.url.scheme == .ssh && parent.url.scheme == .ssh
        guard !isSameServer, !isKeyLogin else { return remote }
        remote.credentials = .none
        remote.clientCertificate = nil
        remote.clientKey = nil
        return remote
    }
}
