import Cryptography
import Foundation
import Platform
import Testing

@testable import Git

@Suite(.enabled(if: GitServer.hasSSH, GitServer.isSSHMissing)) struct SSHFetchTests {
    private func served() throws -> (Served, commit: String) {
        let served = try Served()
        let first = try served.repository.commit(served.repository.tree(of: ["a": "old"]))
        let commit = try served.repository.commit(
            served.repository.tree(of: ["a/b": "1", "c": "2"]), parents: [first])
        try served.repository.git("tag", "-a", "-m", "tag", "v1.0.0", commit)
        return (served, commit)
    }

    static let pairs: [(key: String, host: String)] = [
        ("ed25519", "ed25519"), ("ecdsa", "ed25519"), ("ed25519", "ecdsa"), ("ecdsa", "ecdsa"), ("p384", "ecdsa"),
    ]

    @Test(arguments: pairs) func `ECDSA and Ed25519 keys open a repository`(_ key: String, _ host: String) async throws
    {
        let (served, commit) = try served()
        let remote = try served.sshRemote(key: key, kinds: [host])
        let fetched = try await served.files(.branch("main"), remote)
        let files = ["a": "folder", "a/b": "1", "c": "2"]
        #expect(fetched == Fetched(outcome: "fetched", revision: "main@sha1:\(commit)", files: files))
    }

    @Test func `the key a host is asked for opens it`() async throws {
        let (served, commit) = try served()
        let port = try #require(UInt16(exactly: served.server.ssh))
        let line = try await SSHHost.knownHostsLine(host: "127.0.0.1", port: port)
        #expect(line.hasPrefix("[127.0.0.1]:\(port) ecdsa-sha2-nistp256 "))
        let remote = try served.sshRemote(knownHosts: line)
        #expect(try await served.files(.branch("main"), remote).revision == "main@sha1:\(commit)")
    }

    @Test(arguments: [PrivateKey.Kind.ed25519, .ecdsaP256, .ecdsaP384, .ecdsaP521])
    func `keys we make open a repository`(_ kind: PrivateKey.Kind) async throws {
        let (served, commit) = try served()
        let key = try PrivateKey(generating: kind)
        let fixture = try #require(served.server.sshKeys)
        try fixture.authorize(try key.publicKey.exportOpenSSH())
        var remote = try served.sshRemote()
        guard case .ssh(var identity) = remote.credentials else { return }
        identity.privateKey = Secret(String(decoding: try key.exportForSSH().reveal(), as: UTF8.self))
        remote.credentials = .ssh(identity)
        #expect(try await served.files(.branch("main"), remote).revision == "main@sha1:\(commit)")
    }

    @Test func `every kind of reference works`() async throws {
        let (served, commit) = try served()
        let remote = try served.sshRemote()
        let references: [(GitReference, String)] = [
            (.tag("v1.0.0"), "v1.0.0@"), (.semver("1.x"), "v1.0.0@"), (.name("refs/tags/v1.0.0"), "refs/tags/v1.0.0@"),
            (.commit(commit, branch: nil, label: nil), ""),
        ]
        for (reference, label) in references {
            #expect(try await served.files(reference, remote).revision == "\(label)sha1:\(commit)")
        }
        let parent = try served.repository.git("rev-parse", "main~")
        let old = try await served.files(.commit(parent, branch: "main", label: "main"), remote)
        #expect(old == Fetched(outcome: "fetched", revision: "main@sha1:\(parent)", files: ["a": "old"]))
    }

    @Test func `nothing is fetched when the revision is at hand`() async throws {
        let (served, commit) = try served()
        let known = try #require(GitRevision("main@sha1:\(commit)"))
        let fetched = try await served.files(.branch("main"), served.sshRemote(), unless: known)
        #expect(fetched.outcome == "unchanged")
    }

    @Test func `what is not there is named`() async throws {
        let (served, _) = try served()
        let remote = try served.sshRemote()
        let branch = try await served.failure(.branch("none"), remote)
        #expect(branch.code == .unknownReference)
        #expect(branch.message.contains("couldn't find remote ref \"refs/heads/none\""))
        let absent = "0123456789012345678901234567890123456789"
        #expect(try await served.failure(.commit(absent, branch: nil, label: nil), remote).code == .unknownCommit)
        var elsewhere = remote
        elsewhere.url = try GitURL("\(remote.url)-missing".replacing("ssh://", with: "ssh://\(NSUserName())@"))
        let missing = try await served.failure(.branch("main"), elsewhere)
        #expect(missing.code == .repositoryNotFound, "\(missing)")
        #expect(missing.message.contains("does not appear to be a git repository"), "\(missing)")
    }

    @Test func `an empty repository is empty`() async throws {
        let served = try Served()
        #expect(try await served.files(.branch("main"), served.sshRemote()).outcome == "empty")
    }

    @Test func `a path with quotes is one word for the shell at the other end`() async throws {
        let (served, commit) = try served()
        let odd = "\(served.repository.path) it's \"$(touch gone)\"!"
        try FileManager.default.moveItem(atPath: served.repository.path, toPath: odd)
        var remote = try served.sshRemote()
        let place = "ssh://\(NSUserName())@127.0.0.1:\(served.server.ssh)"
        remote.url = try GitURL(place + odd.replacing(" ", with: "%20").replacing("\"", with: "%22"))
        #expect(try await served.files(.branch("main"), remote).revision == "main@sha1:\(commit)")
    }

    @Test func `an encrypted key opens with its passphrase only`() async throws {
        let (served, commit) = try served()
        let good = try served.sshRemote(key: "locked", passphrase: "hunter2")
        #expect(try await served.files(.branch("main"), good).revision == "main@sha1:\(commit)")
        for passphrase in ["hunter3", nil] {
            let failure = try await served.failure(
                .branch("main"), served.sshRemote(key: "locked", passphrase: passphrase))
            #expect(failure.code == .authentication, "\(failure)")
            #expect(!failure.message.contains("hunter"))
        }
    }

    @Test func `a key the server does not know is refused`() async throws {
        let (served, _) = try served()
        let failure = try await served.failure(.branch("main"), served.sshRemote(key: "stranger"))
        #expect(failure.code == .authentication, "\(failure)")
        #expect(failure.message.contains("ssh: the server refuses user \"\(NSUserName())\" with this key"))
    }

    @Test func `a key that is none is refused`() async throws {
        let (served, _) = try served()
        var remote = try served.sshRemote()
        guard case .ssh(var identity) = remote.credentials else { return }
        identity.privateKey = Secret("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n")
        remote.credentials = .ssh(identity)
        #expect(try await served.failure(.branch("main"), remote).code == .authentication)
    }

    @Test func `an RSA key that the server refuses is explained`() async throws {
        let (served, _) = try served()
        let failure = try await served.failure(.branch("main"), served.sshRemote(key: "rsa"))
        #expect(failure.code == .authentication, "\(failure)")
        #expect(failure.message.contains("by SHA-1 only"), "\(failure)")
    }

    @Test func `a server of which only the RSA key is known is explained`() async throws {
        let (served, _) = try served()
        let failure = try await served.failure(.branch("main"), served.sshRemote(kinds: ["rsa"]))
        #expect(failure.code == .unreachable, "\(failure)")
        #expect(failure.message.contains("by SHA-1 only"), "\(failure)")
    }

    @Test func `a server with another key, a revoked one or none known is not trusted`() async throws {
        let (served, _) = try served()
        let fixture = try #require(served.server.sshKeys)
        let host = "[127.0.0.1]:\(served.server.ssh)"
        let stranger = try FileSystem.read(fixture.folder + "/client_stranger.pub").split(separator: 0x20)
            .map { String(decoding: $0, as: UTF8.self) }
        let right = try fixture.knownHosts(["ed25519"], host: host)
        let cases = [
            ("\(host) ssh-ed25519 \(stranger[1])\n", "mismatch"), ("", "unknown"),
            (try fixture.knownHosts(["ed25519"], host: "127.0.0.1"), "unknown"),
            (right + "@revoked " + right, "revoked"), ("@cert-authority " + right, "@cert-authority"),
        ]
        for (text, word) in cases {
            let failure = try await served.failure(.branch("main"), served.sshRemote(knownHosts: text))
            #expect(failure.code == .untrustedServer, "\(failure)")
            #expect(failure.message.contains("knownhosts: key") && failure.message.contains(word), "\(failure)")
        }
    }

    @Test func `algorithms can be chosen, and unknown ones are refused`() async throws {
        let (served, commit) = try served()
        var remote = try served.sshRemote(kinds: ["ecdsa", "ed25519"])
        remote.sshHostKeyAlgorithms = ["ecdsa-sha2-nistp256"]
        remote.sshKeyExchangeAlgorithms = ["curve25519-sha256"]
        #expect(try await served.files(.branch("main"), remote).revision == "main@sha1:\(commit)")
        remote.sshKeyExchangeAlgorithms = ["no-such-exchange"]
        #expect(try await served.failure(.branch("main"), remote).code == .unsupported)
    }

    @Test func `without a key there is no SSH, and without a socket no proxy`() async throws {
        let (served, _) = try served()
        var remote = try served.sshRemote()
        remote.proxy = Secret("socks5://proxy")
        #expect(try await served.failure(.branch("main"), remote).code == .unsupported)
        remote.proxy = nil
        remote.credentials = .none
        #expect(try await served.failure(.branch("main"), remote).code == .authentication)
    }

    @Test func `a server that says nothing ends at the deadline, and when cancelled`() async throws {
        let (served, _) = try served()
        var remote = try served.sshRemote(timeout: .milliseconds(300))
        // The HTTP server waits for the client to speak, and so does an SSH server that hangs.
        remote.url = try GitURL("ssh://git@127.0.0.1:\(served.server.http)/x")
        let failure = try await served.failure(.branch("main"), remote)
        #expect([.timedOut, .unreachable].contains(failure.code), "\(failure)")
        remote.timeout = .seconds(60)
        let patient = remote
        let task = Task { try await served.files(.branch("main"), patient) }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
    }
}
