internal import Synchronization

/// One fetch: remembers what was planned and where the objects went.
final class Fetch: Sendable {
    private struct State {
        var plan: FetchPlan?
        var store: ObjectStore?
    }

    private let reference: GitReference
    private let known: GitRevision?
    private let directory: String
    private let limits: PackLimits
    private let state = Mutex(State())

    init(reference: GitReference, known: GitRevision?, directory: String, limits: PackLimits) {
        self.reference = reference
        self.known = known
        self.directory = directory
        self.limits = limits
    }

    /// Plans and downloads. `all`: everything the references lead to, whatever the server says it gives away.
    func run(on service: any UploadPackService, prefixes: [String]?, all: Bool = false) async throws {
        try await service.run(prefixes: prefixes) { offer in
            var offer = offer
            if all { offer.givesAnyObject = false }
            return try self.plan(offer)
        } writer: {
            let store = try ObjectStore(in: self.directory)
            self.state.withLock { $0.store = store }
            return try store.packWriter(limits: self.limits)
        }
    }

    private func plan(_ offer: ServerOffer) throws -> PackRequest? {
        let plan = try FetchPlan(reference, in: offer)
        state.withLock { $0.plan = plan }
        if let known, plan.revision == known { return nil }
        return PackRequest(wants: plan.wants, depth: plan.depth)
    }

    /// Whether a planned commit arrived. Blocks.
    func holdsCandidate() throws -> Bool {
        let (plan, store) = state.withLock { ($0.plan, $0.store) }
        guard let plan, let store else { return false }
        try store.refresh()
        return plan.candidates.contains { store.contains($0.object) }
    }

    /// What came of it. Blocks.
    func result() throws -> GitFetchResult {
        let (plan, store) = state.withLock { ($0.plan, $0.store) }
        guard let plan else { throw GitError(.protocolViolation, "the server offered nothing") }
        guard let store else {
            guard let revision = plan.revision else { throw GitError(.protocolViolation, "the server sent nothing") }
            return .unchanged(revision)
        }
        try store.refresh()
        var newest: (candidate: FetchPlan.Candidate, commit: Commit)?
        for candidate in plan.candidates {
            let commit = try commit(of: candidate, in: store)
            if let best = newest?.commit, best.committed >= commit.committed { continue }
            newest = (candidate, commit)
        }
        guard let newest else { throw GitError(.protocolViolation, "the server sent no commit") }
        let revision = GitRevision(label: newest.candidate.label, commit: newest.commit.id)
        return .fetched(GitCheckout(revision: revision, commit: newest.commit, store: store))
    }

    private func commit(of candidate: FetchPlan.Candidate, in store: ObjectStore) throws -> Commit {
        if case .commit(let text, _, _) = reference, !store.contains(candidate.object) {
            throw GitError.noCommit(text)
        }
        return try store.commit(candidate.object)
    }
}
