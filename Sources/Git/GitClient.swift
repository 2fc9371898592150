public import HTTPTransport
public import Platform
internal import Synchronization

/// Fetches single commits of remote repositories, without history and without a work tree.
public struct GitClient: Sendable {
    private let http: HTTPClient
    private let pool: BlockingPool
    private let sshPool: BlockingPool
    /// How much one fetch may bring.
    public var limits = PackLimits()

    /// - Parameters:
    ///   - http: the client for `http` and `https`.
    ///   - pool: threads for the object database.
    ///   - sshPool: threads for `ssh`, each taken for the length of one fetch.
    public init(http: HTTPClient, pool: BlockingPool = .shared, sshPool: BlockingPool? = nil) {
        self.http = http
        self.pool = pool
        self.sshPool = sshPool ?? BlockingPool(label: "git-ssh", threads: 4)
    }

    /// Finds what `reference` means now, and fetches it unless that is the revision `known`.
    ///
    /// - Parameters:
    ///   - known: a revision whose content is at hand already; then only the server's references are read, and for a
    ///     commit nothing at all.
    ///   - directory: an existing empty folder for the objects; the caller removes it.
    /// - Throws: ``GitError``, `CancellationError`.
    public func fetch(
        _ reference: GitReference, from remote: GitRemote, unless known: GitRevision? = nil, into directory: String
    ) async throws -> GitFetchResult {
        if case .commit(let text, _, let label) = reference {
            guard let id = ObjectID(text) else { throw GitError.noCommit(text).prefixed(by: attempt(remote)) }
            let revision = GitRevision(label: label, commit: id)
            if revision == known { return .unchanged(revision) }
        }
        do {
            try checkNames(reference)
            return try await fetchNow(reference, remote, known, directory)
        } catch let error as GitError {
            if error.code == .emptyRepository, case .branch = reference { return .empty }
            throw error.prefixed(by: attempt(remote))
        }
    }

    /// Finds out without asking that a reference cannot exist.
    private func checkNames(_ reference: GitReference) throws(GitError) {
        switch reference {
        case .branch(let name), .commit(_, .some(let name), _):
            guard GitReference.isPossible(name) else { throw .noReference("refs/heads/\(name)") }
        case .tag(let name):
            guard GitReference.isPossible(name) else { throw .noReference("refs/tags/\(name)") }
        case .name(let name):
            guard GitReference.isPossible(name) else { throw .noName(name) }
        case .semver, .commit(_, nil, _): return
        }
    }

    private func attempt(_ remote: GitRemote) -> String { "unable to clone '\(remote.url)'" }

    private func fetchNow(
        _ reference: GitReference, _ remote: GitRemote, _ known: GitRevision?, _ directory: String
    ) async throws -> GitFetchResult {
        let service = service(for: remote)
        let fetch = Fetch(reference: reference, known: known, directory: directory, limits: limits)
        do {
            try await fetch.run(on: service, prefixes: reference.prefixes)
        } catch let error as GitError where error.code == .unknownCommit {
            guard case .commit(let text, let branch, _) = reference else { throw error }
            // The server gives only what its references lead to; take all of that.
            try await fetch.run(
                on: service, prefixes: branch.map { ["refs/heads/\($0)"] } ?? ["refs/heads/"], all: true)
            guard try await pool.run({ try fetch.holdsCandidate() }) else { throw GitError.noCommit(text) }
        } catch let error as GitError where error.code == .unknownReference {
            try await checkNotEmpty(service)
            throw error
        }
        return try await pool.run { try fetch.result() }
    }

    private func checkNotEmpty(_ service: any UploadPackService) async throws {
        try await service.run(prefixes: []) { offer in
            if offer.references.isEmpty { throw GitError(.emptyRepository, "the repository is empty") }
            return nil
        } writer: {
            throw GitError(.protocolViolation, "nothing was asked for")
        }
    }

    private func service(for remote: GitRemote) -> any UploadPackService {
        let deadline = ContinuousClock.now + remote.timeout
        return switch remote.url.scheme {
        case .http, .https: HTTPUploadPack(http: http, remote: remote, pool: pool, deadline: deadline)
        case .ssh: SSHUploadPack(remote: remote, pool: sshPool, deadline: deadline)
        }
    }
}

/// What a fetch brought.
public enum GitFetchResult: Sendable {
    /// The reference still means the revision at hand.
    case unchanged(GitRevision)
    /// A commit and its files.
    case fetched(GitCheckout)
    /// The repository has no commit at all.
    case empty
}

/// A commit with its files in an object database.
public struct GitCheckout: Sendable {
    /// What the artifact is named after.
    public let revision: GitRevision
    /// The commit.
    public let commit: Commit
    /// Where its files are.
    public let store: ObjectStore
}
