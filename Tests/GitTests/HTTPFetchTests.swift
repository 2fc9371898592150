import Cryptography
import Platform
import Testing

@testable import Git

@Suite(.enabled(if: GitServer.isAvailable, GitServer.isMissing)) struct HTTPFetchTests {
    static let files = ["README.md": "hello", "apps/web/deploy.yaml": "kind: Deployment"]
    static let listing = files.merging(["apps": "folder", "apps/web": "folder"]) { first, _ in first }

    private func served() throws -> (Served, commit: String) {
        let served = try Served()
        let commit = try served.repository.commit(served.repository.tree(of: Self.files))
        return (served, commit)
    }

    @Test(arguments: ["public", "v0"]) func `a branch comes with all its files`(_ mode: String) async throws {
        let (served, commit) = try served()
        let fetched = try await served.files(.branch("main"), served.remote(mode))
        #expect(fetched == Fetched(outcome: "fetched", revision: "main@sha1:\(commit)", files: Self.listing))
    }

    @Test(arguments: ["public", "v0"]) func `history stays on the server`(_ mode: String) async throws {
        let (served, first) = try served()
        let second = try served.repository.commit(
            served.repository.tree(of: ["only": "new"]), parents: [first], message: "subject\n\nbody")
        try await withTemporaryDirectory { folder in
            let result = try await served.client.fetch(.branch("main"), from: served.remote(mode), into: folder)
            guard case .fetched(let checkout) = result else { throw GitError(.refused, "nothing came") }
            #expect(checkout.commit.id.description == second)
            #expect(checkout.commit.subject == "subject")
            #expect(checkout.commit.message == "subject\n\nbody\n")
            #expect(checkout.commit.committed == 1_700_000_000)
            let old = try served.repository.git("rev-parse", "\(first):README.md")
            let oldBlob = TreeEntry(path: "x", kind: .file, id: try #require(ObjectID(old)))
            #expect(throws: GitError.self) { try checkout.store.content(of: oldBlob) }
        }
    }

    @Test(arguments: ["public", "v0"])
    func `nothing is fetched when the revision is at hand`(_ mode: String) async throws {
        let (served, commit) = try served()
        let known = try #require(GitRevision("main@sha1:\(commit)"))
        let fetched = try await served.files(.branch("main"), served.remote(mode), unless: known)
        #expect(fetched == Fetched(outcome: "unchanged", revision: known.description))
        let requests = try served.requests()
        #expect(!requests.contains { $0.contains("command=fetch") })
        #expect(requests.count { $0.hasPrefix("POST") } == (mode == "public" ? 1 : 0))
    }

    @Test func `a revision of the old form counts as at hand`() async throws {
        let (served, commit) = try served()
        let known = try #require(GitRevision("main/\(commit)"))
        #expect(try await served.files(.branch("main"), unless: known).outcome == "unchanged")
    }

    @Test func `basic credentials open what is closed to others`() async throws {
        let (served, commit) = try served()
        let good = GitCredentials.basic(username: "alice", password: Secret("s3crét"))
        let fetched = try await served.files(.branch("main"), served.remote("basic", credentials: good))
        #expect(fetched.revision == "main@sha1:\(commit)")
        let bad = GitCredentials.basic(username: "alice", password: Secret("hunter2"))
        for credentials in [bad, .none, .bearer(Secret("t0ken"))] {
            let failure = try await served.failure(.branch("main"), served.remote("basic", credentials: credentials))
            #expect(failure.code == .authentication)
            #expect(failure.message.contains("unable to clone 'http://127.0.0.1:"))
            #expect(failure.message.contains("authentication required"))
            #expect(!failure.message.contains("hunter2") && !failure.message.contains("t0ken"))
        }
    }

    @Test func `a bearer token opens what is closed to others`() async throws {
        let (served, commit) = try served()
        let fetched = try await served.files(
            .branch("main"), served.remote("bearer", credentials: .bearer(Secret("t0ken"))))
        #expect(fetched.revision == "main@sha1:\(commit)")
        #expect(try await served.failure(.branch("main"), served.remote("bearer")).code == .authentication)
    }

    @Test func `a private authority is trusted when named, and no other`() async throws {
        let (served, commit) = try served()
        var remote = GitRemote(try GitURL("https://127.0.0.1:\(served.server.https)/public/\(served.name)"))
        #expect(try await served.failure(.branch("main"), remote).code == .untrustedServer)
        remote.certificateAuthorities = Secret(served.server.authority.identity.certificatePEM)
        #expect(try await served.files(.branch("main"), remote).revision == "main@sha1:\(commit)")
    }

    @Test func `a client certificate opens what is closed to others`() async throws {
        let (served, commit) = try served()
        var remote = GitRemote(try GitURL("https://127.0.0.1:\(served.server.https)/mtls/\(served.name)"))
        remote.certificateAuthorities = Secret(served.server.authority.identity.certificatePEM)
        #expect(try await served.failure(.branch("main"), remote).code == .authentication)
        remote.clientCertificate = Secret(served.server.client.certificatePEM)
        remote.clientKey = try served.server.client.keyPEM
        #expect(try await served.files(.branch("main"), remote).revision == "main@sha1:\(commit)")
    }

    struct Refusal: CustomTestStringConvertible {
        let testDescription: String
        let code: GitError.Code
        let text: String
    }

    static let refusals = [
        Refusal(testDescription: "status-401", code: .authentication, text: "authentication required"),
        Refusal(testDescription: "status-403", code: .authentication, text: "authorization failed"),
        Refusal(testDescription: "status-404", code: .repositoryNotFound, text: "repository not found"),
        Refusal(testDescription: "status-410", code: .repositoryNotFound, text: "repository not found"),
        Refusal(testDescription: "status-500", code: .refused, text: "status 500"),
        Refusal(testDescription: "dumb", code: .unsupported, text: "dumb"),
        Refusal(testDescription: "garbage-hello%20world", code: .protocolViolation, text: "is it a Git server"),
        Refusal(testDescription: "garbage-", code: .protocolViolation, text: "too early"),
        Refusal(testDescription: "garbage-0003", code: .protocolViolation, text: "impossible length"),
        Refusal(testDescription: "garbage-0032ERR", code: .protocolViolation, text: "too early"),
        Refusal(testDescription: "garbage-000fERR%20go%20away", code: .refused, text: "go away"),
        Refusal(testDescription: "garbage-000abroken0000", code: .protocolViolation, text: "malformed"),
        Refusal(testDescription: "loop", code: .unreachable, text: "redirects too often"),
        Refusal(testDescription: "astray", code: .unreachable, text: "no Git repository"),
        Refusal(testDescription: "flood", code: .tooLarge, text: "larger than"),
    ]

    @Test(arguments: refusals) func `a server that misbehaves is told apart`(_ refusal: Refusal) async throws {
        let (served, _) = try served()
        let failure = try await served.failure(.branch("main"), served.remote(refusal.testDescription))
        #expect(failure.code == refusal.code, "\(failure)")
        #expect(failure.message.contains(refusal.text), "\(failure)")
    }

    @Test func `a repository that is not there is not found`() async throws {
        let (served, _) = try served()
        let url = try GitURL("http://127.0.0.1:\(served.server.http)/public/\(served.name)-missing")
        #expect(try await served.failure(.branch("main"), GitRemote(url)).code == .repositoryNotFound)
    }

    @Test func `a server that is not there is unreachable`() async throws {
        let (served, _) = try served()
        let failure = try await served.failure(.branch("main"), GitRemote(try GitURL("http://127.0.0.1:1/x")))
        #expect(failure.code == .unreachable)
    }

    @Test func `redirects are followed with credentials on the same host only`() async throws {
        let (served, commit) = try served()
        let credentials = GitCredentials.basic(username: "alice", password: Secret("s3crét"))
        let same = try served.remote("redirect-basic", credentials: credentials)
        #expect(try await served.files(.branch("main"), same).revision == "main@sha1:\(commit)")
        let other = try served.remote("redirect-elsewhere-public", credentials: credentials)
        #expect(try await served.files(.branch("main"), other).revision == "main@sha1:\(commit)")
        let leaks = try served.requests().filter { $0.contains(" /public/") && $0.contains(" credentials") }
        #expect(leaks.isEmpty)
    }

    @Test func `a redirect from https to http is refused`() async throws {
        let (served, _) = try served()
        var remote = GitRemote(try GitURL("https://127.0.0.1:\(served.server.https)/downgrade/\(served.name)"))
        remote.certificateAuthorities = Secret(served.server.authority.identity.certificatePEM)
        #expect(try await served.failure(.branch("main"), remote).code == .untrustedServer)
    }

    @Test func `a repository named by SHA-256 is refused with the reason`() async throws {
        let served = try Served(format: "sha256")
        try served.repository.commit(served.repository.tree(of: ["a": "b"]))
        for mode in ["public", "v0"] {
            let failure = try await served.failure(.branch("main"), served.remote(mode))
            #expect(failure.code == .unsupported, "\(failure)")
            #expect(failure.message.contains("sha256"))
        }
    }
}
