import Git
import Platform
import Testing

@Suite(.enabled(if: GitServer.isAvailable, GitServer.isMissing), .serialized) struct ReferenceSelectionTests {
    /// A repository with one commit for each reference: the file `name` says which.
    private static let library = Result { () throws -> (Served, [String: String]) in
        let served = try Served()
        let repository = served.repository
        var commits: [String: String] = [:]
        func make(_ name: String, _ reference: String?, at time: Int = 1_700_000_000) throws {
            let parent = commits["main"].map { [$0] } ?? []
            commits[name] = try repository.commit(
                repository.tree(of: ["name": name]), to: reference, parents: parent, message: name, at: time)
        }
        try make("main", "refs/heads/main")
        try make("feature", "refs/heads/feature/x")
        try make("light", "refs/tags/light")
        try make("annotated", nil)
        try repository.git("tag", "-a", "-m", "tag", "noted", commits["annotated"] ?? "")
        try repository.git("tag", "-a", "-m", "tag of tag", "nested", "noted")
        for version in ["v1.0.0", "1.1.0", "v1.2.0-rc.1", "2.0.0", "1.3", "v0.9.0", "not-a-version"] {
            try make(version, "refs/tags/" + version)
        }
        try make("old build", "refs/tags/3.0.0+1", at: 1_600_000_000)
        try make("new build", "refs/tags/3.0.0+2", at: 1_800_000_000)
        try make("mid build", "refs/tags/3.0.0+3", at: 1_700_000_000)
        try make("pull", "refs/pull/1/head")
        try make("hidden", nil)
        return (served, commits)
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let reference: GitReference
        let file: String
        let label: String?
    }

    static let cases = [
        Case(testDescription: "branch", reference: .branch("main"), file: "main", label: "main"),
        Case(
            testDescription: "branch with slash", reference: .branch("feature/x"), file: "feature", label: "feature/x"),
        Case(testDescription: "tag", reference: .tag("light"), file: "light", label: "light"),
        Case(testDescription: "annotated tag", reference: .tag("noted"), file: "annotated", label: "noted"),
        Case(testDescription: "tag of a tag", reference: .tag("nested"), file: "annotated", label: "nested"),
        Case(testDescription: "range", reference: .semver("1.x"), file: "1.1.0", label: "1.1.0"),
        Case(testDescription: "range with v", reference: .semver("~1.0"), file: "v1.0.0", label: "v1.0.0"),
        Case(
            testDescription: "pre-release", reference: .semver(">=1.2.0-0 <1.2.0"), file: "v1.2.0-rc.1",
            label: "v1.2.0-rc.1"),
        Case(testDescription: "equal versions", reference: .semver("3.x"), file: "new build", label: "3.0.0+2"),
        Case(
            testDescription: "name", reference: .name("refs/heads/feature/x"), file: "feature",
            label: "refs/heads/feature/x"),
        Case(
            testDescription: "name of a tag", reference: .name("refs/tags/noted"), file: "annotated",
            label: "refs/tags/noted"),
        Case(
            testDescription: "other name", reference: .name("refs/pull/1/head"), file: "pull", label: "refs/pull/1/head"
        ),
    ]

    @Test(arguments: cases, ["public", "v0"])
    func `a reference leads to its commit`(_ example: Case, _ mode: String) async throws {
        let (served, commits) = try Self.library.get()
        let id = try #require(commits[example.file])
        let fetched = try await served.files(example.reference, served.remote(mode))
        #expect(fetched.files == ["name": example.file])
        let revision = example.label.map { "\($0)@sha1:\(id)" } ?? "sha1:\(id)"
        #expect(fetched.revision == revision)
        let known = try #require(GitRevision(revision))
        let again = try await served.files(example.reference, served.remote(mode), unless: known)
        #expect(again.outcome == (example.file == "new build" ? "fetched" : "unchanged"))
    }

    @Test(arguments: ["main", "feature", "annotated", "pull", "hidden"], ["public", "v0"])
    func `a commit is found by its id`(_ name: String, _ mode: String) async throws {
        let (served, commits) = try Self.library.get()
        let id = try #require(commits[name])
        let reference = GitReference.commit(id, branch: nil, label: nil)
        // Version 0 gives the tips of references, and otherwise what branches lead to.
        if mode == "v0", ["annotated", "hidden"].contains(name) {
            #expect(try await served.failure(reference, served.remote(mode)).code == .unknownCommit)
            return
        }
        let fetched = try await served.files(reference, served.remote(mode))
        #expect(fetched == Fetched(outcome: "fetched", revision: "sha1:\(id)", files: ["name": name]))
    }

    @Test func `a commit below the tip of its branch is found, also where only tips are given`() async throws {
        let (served, commits) = try Self.library.get()
        let id = try #require(commits["main"])
        for mode in ["public", "v0"] {
            let reference = GitReference.commit(id.uppercased(), branch: "feature/x", label: "feature/x")
            let fetched = try await served.files(reference, served.remote(mode))
            #expect(fetched.revision == "feature/x@sha1:\(id)")
            #expect(fetched.files == ["name": "main"])
        }
    }

    @Test func `a known commit needs no network`() async throws {
        let (served, commits) = try Self.library.get()
        let id = try #require(commits["main"])
        let nowhere = GitRemote(try GitURL("http://127.0.0.1:1/nothing"))
        let known = try #require(GitRevision("sha1:\(id)"))
        let fetched = try await served.files(.commit(id, branch: nil, label: nil), nowhere, unless: known)
        #expect(fetched.outcome == "unchanged")
    }

    struct Miss: CustomTestStringConvertible {
        let reference: GitReference
        let code: GitError.Code
        let text: String
        var testDescription: String { String("\(reference)".prefix(60)) }
    }

    static let absent = "0123456789012345678901234567890123456789"
    static let misses = [
        Miss(reference: .branch("none"), code: .unknownReference, text: "couldn't find remote ref \"refs/heads/none\""),
        Miss(reference: .branch("mai"), code: .unknownReference, text: "couldn't find remote ref"),
        Miss(reference: .branch(""), code: .unknownReference, text: "couldn't find remote ref"),
        Miss(reference: .branch("main\n0000"), code: .unknownReference, text: "couldn't find remote ref"),
        Miss(
            reference: .branch(String(repeating: "x", count: 70_000)), code: .unknownReference,
            text: "couldn't find remote ref"),
        Miss(reference: .tag("none"), code: .unknownReference, text: "couldn't find remote ref \"refs/tags/none\""),
        Miss(
            reference: .name("refs/pull/9/head"), code: .unknownReference,
            text: "unable to resolve ref 'refs/pull/9/head' to a specific commit"),
        Miss(reference: .semver(">9"), code: .unknownReference, text: "no match found for semver: >9"),
        Miss(reference: .semver("no range"), code: .unknownReference, text: "semver parse error: "),
        Miss(
            reference: .commit(absent, branch: nil, label: nil), code: .unknownCommit,
            text: "unable to resolve commit object for '\(absent)': object not found"),
        Miss(
            reference: .commit(absent, branch: "main", label: "main"), code: .unknownCommit,
            text: "unable to resolve commit object for '\(absent)': object not found"),
        Miss(
            reference: .commit("abc", branch: nil, label: nil), code: .unknownCommit,
            text: "unable to resolve commit object for 'abc': object not found"),
        Miss(
            reference: .commit(absent, branch: "none", label: nil), code: .unknownReference,
            text: "couldn't find remote ref \"refs/heads/none\""),
    ]

    @Test(arguments: misses, ["public", "v0"])
    func `what is not there is named`(_ miss: Miss, _ mode: String) async throws {
        let (served, _) = try Self.library.get()
        let failure = try await served.failure(miss.reference, served.remote(mode))
        #expect(failure.code == miss.code, "\(failure)")
        #expect(failure.message.contains(miss.text), "\(failure)")
        #expect(failure.message.hasPrefix("unable to clone 'http://127.0.0.1:"))
    }

    @Test func `an empty repository is empty, and has nothing else`() async throws {
        let served = try Served()
        for mode in ["public", "v0"] {
            #expect(try await served.files(.branch("main"), served.remote(mode)).outcome == "empty")
            for reference in [
                GitReference.tag("x"), .semver("*"), .name("refs/heads/main"),
                .commit(Self.absent, branch: nil, label: nil),
            ] {
                let failure = try await served.failure(reference, served.remote(mode))
                #expect([.emptyRepository, .unknownCommit, .unknownReference].contains(failure.code), "\(failure)")
            }
        }
    }

    @Test func `a branch that points to no commit is refused`() async throws {
        let served = try Served()
        let tree = try served.repository.tree(of: ["a": "b"])
        try served.repository.git("update-ref", "refs/tags/tree", tree)
        try served.repository.git("tag", "-a", "-m", "of a blob", "blob", try served.repository.blob("x"))
        for tag in ["tree", "blob"] {
            let failure = try await served.failure(.tag(tag))
            #expect(failure.code == .refusedContent, "\(failure)")
        }
    }
}
