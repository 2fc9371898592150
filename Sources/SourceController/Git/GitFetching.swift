internal import Git

/// Gets commits of remote repositories.
protocol GitFetching: Sendable {
    /// - Parameter known: a revision whose content is at hand.
    /// - Throws: ``GitError``, `CancellationError`.
    func fetch(
        _ reference: GitReference, from remote: GitRemote, unlessAt known: GitRevision?, into folder: String
    ) async throws -> FetchedCommit
}

/// What a fetch found.
enum FetchedCommit: Sendable {
    /// The reference still means the known revision.
    case unchanged(GitRevision)
    /// A commit: what it is called, the first line of its message, its files.
    case new(GitRevision, subject: String, any SourceTree)
    /// The repository has no commit.
    case none
}

extension GitClient: GitFetching {
    func fetch(
        _ reference: GitReference, from remote: GitRemote, unlessAt known: GitRevision?, into folder: String
    ) async throws -> FetchedCommit {
        switch try await fetch(reference, from: remote, unless: known, into: folder) {
        case .unchanged(let revision): .unchanged(revision)
        case .empty: .none
        case .fetched(let checkout):
            .new(checkout.revision, subject: checkout.commit.subject, GitTree(checkout: checkout))
        }
    }
}

/// The files of a fetched commit.
struct GitTree: SourceTree {
    let checkout: GitCheckout

    func entries(
        where isWanted: (String, Bool) -> Bool, isCancelled: () -> Bool
    ) throws -> [SourceEntry] {
        let store = checkout.store
        return try store.entries(
            of: checkout.commit, where: { isWanted($0.path, $0.kind == .folder || $0.kind == .submodule) },
            isCancelled: isCancelled
        ).map { entry in SourceEntry(entry.path, Self.kind(entry)) { try store.content(of: entry) } }
    }

    private static func kind(_ entry: TreeEntry) -> SourceEntry.Kind {
        switch entry.kind {
        case .folder: .folder
        case .submodule: .submodule(commit: entry.id.description)
        case .file: .file
        case .executable: .executable
        case .link: .link
        }
    }
}
