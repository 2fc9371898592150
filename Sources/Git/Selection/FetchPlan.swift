internal import SemanticVersioning

/// What to fetch to get at the wanted commit.
struct FetchPlan: Sendable, Equatable {
    /// A commit that may be the wanted one.
    struct Candidate: Sendable, Equatable {
        /// What the revision says in front of `@`.
        var label: String?
        /// The object to ask for: a commit, or a tag that leads to it.
        var object: ObjectID
        /// The commit, where the server told.
        var commit: ObjectID
    }

    /// The wanted commit; several where only the dates of the commits decide, and then the newest counts.
    var candidates: [Candidate]
    /// What to ask for.
    var wants: [ObjectID]
    /// How many commits deep; nil for the whole history.
    var depth: Int?

    /// The revision, where it is known before anything is fetched.
    var revision: GitRevision? {
        guard candidates.count == 1 else { return nil }
        return candidates.first.map { GitRevision(label: $0.label, commit: $0.commit) }
    }
}

extension FetchPlan {
    /// Finds the wanted commit among what the server offers.
    ///
    /// - Throws: ``GitError`` with `unknownReference`, or `emptyRepository` when there is nothing at all.
    init(_ reference: GitReference, in offer: ServerOffer) throws(GitError) {
        if offer.references.isEmpty, offer.isComplete {
            throw GitError(.emptyRepository, "the repository is empty")
        }
        let depth = offer.cutsHistory ? 1 : nil
        switch reference {
        case .branch(let name): try self.init(named: "refs/heads/\(name)", label: name, in: offer, depth)
        case .tag(let name): try self.init(named: "refs/tags/\(name)", label: name, in: offer, depth)
        case .name(let name):
            do { try self.init(named: name, label: name, in: offer, depth) } catch {
                throw GitError.noName(name)
            }
        case .semver(let range): try self.init(range: range, in: offer, depth)
        case .commit(let text, let branch, let label):
            try self.init(commit: text, branch: branch, label: label, in: offer, depth)
        }
    }

    private init(named name: String, label: String, in offer: ServerOffer, _ depth: Int?) throws(GitError) {
        guard let found = offer.references.first(where: { $0.name == name }) else {
            throw GitError.noReference(name)
        }
        let candidate = Candidate(label: label, object: found.id, commit: found.commit)
        self.init(candidates: [candidate], wants: [found.id], depth: depth)
    }

    private init(range: String, in offer: ServerOffer, _ depth: Int?) throws(GitError) {
        let constraint: VersionConstraint
        do { constraint = try VersionConstraint(range) } catch {
            throw GitError(.unknownReference, "semver parse error: \(error)")
        }
        let versions = offer.references.compactMap { reference -> (SemanticVersion, RemoteReference)? in
            guard reference.name.hasPrefix("refs/tags/") else { return nil }
            let name = String(reference.name.dropFirst(10))
            let core = name.prefix { $0 != "-" && $0 != "+" }
            guard core.count(where: { $0 == "." }) == 2, let version = try? SemanticVersion(name) else { return nil }
            return (version, reference)
        }
        guard let highest = constraint.highest(of: versions.lazy.map(\.0)) else {
            throw GitError(.unknownReference, "no match found for semver: \(range)")
        }
        let equals = versions.filter { !($0.0 < highest) && !(highest < $0.0) }
        let candidates = equals.map { version, reference in
            Candidate(label: version.original, object: reference.id, commit: reference.commit)
        }
        self.init(candidates: candidates, wants: candidates.map(\.object).unique(), depth: depth)
    }

    private init(
        commit text: String, branch: String?, label: String?, in offer: ServerOffer, _ depth: Int?
    ) throws(GitError) {
        guard let id = ObjectID(text) else { throw GitError.noCommit(text) }
        candidates = [Candidate(label: label, object: id, commit: id)]
        if offer.givesAnyObject || offer.references.contains(where: { $0.id == id }) {
            wants = [id]
            self.depth = depth
            return
        }
        // The server gives only what its references lead to: take the whole history and look in it.
        let tips = offer.references.filter { reference in
            branch.map { reference.name == "refs/heads/\($0)" } ?? reference.name.hasPrefix("refs/heads/")
        }
        guard !tips.isEmpty else {
            throw GitError.noReference("refs/heads/\(branch ?? "*")")
        }
        wants = tips.map(\.id).unique()
        self.depth = nil
    }
}

extension GitError {
    static func noReference(_ name: String) -> GitError {
        GitError(.unknownReference, "couldn't find remote ref \"\(name.prefix(300))\"")
    }

    static func noName(_ name: String) -> GitError {
        GitError(.unknownReference, "unable to resolve ref '\(name.prefix(300))' to a specific commit")
    }

    static func noCommit(_ text: String) -> GitError {
        GitError(.unknownCommit, "unable to resolve commit object for '\(text)': object not found")
    }
}

extension [ObjectID] {
    /// The elements in order, each once.
    fileprivate func unique() -> [ObjectID] {
        var seen: Set<ObjectID> = []
        return filter { seen.insert($0).inserted }
    }
}
