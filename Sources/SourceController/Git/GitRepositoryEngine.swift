internal import ControllerRuntime
internal import Git
internal import KubernetesModel
internal import ToolkitAPI

/// Publishes Git repositories: log in → includes → fetch unless unchanged → select files → archive.
struct GitRepositoryEngine: SourceEngine {
    let git: any GitFetching
    let secrets: any SecretReader
    let includes: any IncludeReader
    /// Replace what is offered to SSH servers; empty for the defaults.
    var hostKeyAlgorithms: [String] = []
    var keyExchangeAlgorithms: [String] = []

    func publish(_ run: SourceRun<GitRepository>) async throws -> Publication {
        if run.context.status.conditions[.sourceVerified]?.status == .false { run.context.remove(.sourceVerified) }
        let remote = try await remote(for: run)
        let included: [IncludedRepository]
        switch try await resolveIncludes(of: run) {
        case .found(let all): included = all
        case .unavailable(let key, let reason, let message): return .waiting(for: [key], reason, message)
        }
        let settings = ContentSettings(run.source.spec, included: included.map(\.artifact))
        switch try await fetch(remote, run, settings) {
        case .unchanged(let revision): return keep(revision, run)
        case .none:
            throw run.failure(.fetchFailed, .emptyGitRepository, "git repository is empty")
        case .new(let revision, let subject, let tree):
            let entries = try await checkOut(tree, remote, run)
            run.context.remove(.fetchFailed)
            try await announce(revision, run)
            try await store(revision, entries, included, settings, run)
            return .current(news: "stored artifact for commit '\(Self.shortened(subject))'")
        }
    }

    /// At most 50 characters of a commit's subject.
    static func shortened(_ subject: String) -> String {
        subject.count > 50 ? subject.prefix(50) + "..." : subject
    }
}

extension GitRepositoryEngine {
    private func fetch(
        _ remote: GitRemote, _ run: SourceRun<GitRepository>, _ settings: ContentSettings
    ) async throws -> FetchedCommit {
        let reference = GitReference(run.source.spec.ref)
        let attempt = "failed to checkout and determine revision"
        if let problem = reference.problem {
            throw run.failure(.fetchFailed, .gitOperationFailed, "\(attempt): \(problem)")
        }
        do {
            return try await git.fetch(
                reference, from: remote, unlessAt: Self.known(run.context.status, settings), into: run.scratch)
        } catch let error as GitError {
            throw run.failure(.fetchFailed, .gitOperationFailed, "\(attempt): \(error)", cause: error)
        }
    }

    /// The revision that needs no fetching: stored, and made with the same settings.
    private static func known(_ status: GitRepository.Status, _ settings: ContentSettings) -> GitRevision? {
        guard status.conditions.isTrue(.artifactInStorage), let artifact = status.artifact,
            ContentSettings(status) == settings
        else { return nil }
        return GitRevision(artifact.revision)
    }

    private func keep(_ revision: GitRevision, _ run: SourceRun<GitRepository>) -> Publication {
        let name = run.context.status.artifact?.revision ?? revision.description
        run.context.remove(.fetchFailed)
        markStored(name, run)
        run.note(.gitOperationSucceeded, "no changes since last reconciliation: observed revision '\(name)'")
        return .current(news: "stored artifact for commit '\(name)'")
    }

    /// The files the spec asks for.
    private func checkOut(
        _ tree: any SourceTree, _ remote: GitRemote, _ run: SourceRun<GitRepository>
    ) async throws -> [SourceEntry] {
        let sparse = SparseSelection(run.source.spec.sparseCheckout ?? [])
        let isRecursive = run.source.spec.recurseSubmodules == true && sparse.isEverything
        let entries: [SourceEntry]
        do {
            let own = try await tree.allEntries(where: sparse.includes)
            entries =
                isRecursive ? try await SubmoduleStep(git: git, scratch: run.scratch).expand(own, of: remote) : own
        } catch let error as GitError {
            throw run.failure(
                .fetchFailed, .gitOperationFailed, "failed to checkout and determine revision: \(error)", cause: error)
        }
        guard let missing = sparse.missing(in: entries) else { return entries }
        throw run.failure(
            .fetchFailed, .gitOperationFailed,
            "failed to sparse checkout directories : sparse checkout dir '\(missing)' does not exist in repository: no such file or directory"
        )
    }

    private func announce(_ revision: GitRevision, _ run: SourceRun<GitRepository>) async throws {
        let published = run.context.status.artifact
        guard published?.revision != revision.description else { return }
        let message = "new upstream revision '\(revision)'"
        if published != nil { run.context.set(.artifactOutdated, .true, .newRevision, message) }
        try await run.announceBuild(message)
    }

    /// What a published revision means for the conditions.
    func markStored(_ revision: String, _ run: SourceRun<GitRepository>) {
        run.context.remove(.artifactOutdated)
        run.context.set(.artifactInStorage, .true, .succeeded, "stored artifact for revision '\(revision)'")
    }
}
