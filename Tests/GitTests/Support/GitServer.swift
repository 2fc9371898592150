import Cryptography
import Foundation
import Git
import HTTPTransport
import Platform
import Testing

/// The one server of all tests, started at the first use. It ends with this process, whose pipe it reads.
final class GitServer: Sendable {
    let root: String
    let http: Int
    let https: Int
    let ssh: Int
    let authority: CertificateAuthority
    let client: CertificateIdentity
    let sshKeys: SSHFixture?
    private let input: Pipe

    static let isAvailable = Shell.exists("/usr/bin/git") && Shell.exists("/usr/bin/python3")
    static let isMissing: Comment = "the tests need the programs git and python3 in /usr/bin"
    static let hasSSH = isAvailable && SSHFixture.isAvailable
    static let isSSHMissing: Comment = "the tests need the programs of Debian's openssh-server"

    static let shared = Result { try GitServer() }

    private init() throws {
        root = NSTemporaryDirectory() + "sluice-git-" + UniqueID.random()
        try FileSystem.createDirectory(root)
        authority = try CertificateAuthority(creating: "test root")
        var request = CertificateRequest(commonName: "server", purpose: .server)
        request.ipAddresses = ["127.0.0.1"]
        let identity = try authority.issue(request)
        client = try authority.issue(CertificateRequest(commonName: "client", purpose: .client))
        try FileSystem.writeAtomically(authority.identity.certificatePEM, to: root + "/ca.pem")
        try FileSystem.writeAtomically(identity.certificatePEM, to: root + "/server.pem")
        try FileSystem.writeAtomically(identity.keyPEM.reveal(), to: root + "/server.key")
        sshKeys = Self.hasSSH ? try SSHFixture(in: root) : nil
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        process.arguments =
            [script.appendingPathComponent("Server/git-server.py").path, root]
            + [root + "/server.pem", root + "/server.key", root + "/ca.pem"]
            + (sshKeys.map { [$0.configuration] } ?? [])
        input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while line.last != 0x0a {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Shell.Failure(description: "the Git server did not start") }
            line += more
        }
        let ports = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard ports.count == 3 else { throw Shell.Failure(description: "the Git server told no ports") }
        (http, https, ssh) = (ports[0], ports[1], ports[2])
    }

    /// What was asked for that concerns `name`, in order.
    func requests(for name: String) throws -> [String] {
        let text = String(decoding: try FileSystem.read(root + "/log"), as: UTF8.self)
        return text.split(separator: "\n").filter { $0.contains(name) }.map(String.init)
    }

    /// Waits until the server reports `event` for `name`.
    func wait(for event: String, of name: String) async throws {
        for _ in 0..<2000 {
            if let log = try? requests(for: name), log.contains(where: { $0.hasPrefix(event) }) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Shell.Failure(description: "the server never reported \(event)")
    }
}

/// A repository on the server, and a client for it.
struct Served {
    let server: GitServer
    let repository: SourceRepository
    /// The folder of the repository below the server's root, unlike any other.
    let name: String
    let client = GitClient(http: HTTPClient(userAgent: "test"))

    init(format: String = "sha1") throws {
        server = try GitServer.shared.get()
        name = UniqueID.random()
        repository = try SourceRepository(server.root + "/" + name, format: format)
    }

    /// Where the server behaves as `mode` says.
    func remote(
        _ mode: String = "public", credentials: GitCredentials = .none, timeout: Duration = .seconds(60)
    ) throws -> GitRemote {
        GitRemote(
            try GitURL("http://127.0.0.1:\(server.http)/\(mode)/\(name)"), credentials: credentials, timeout: timeout)
    }

    /// The same by SSH, with the key called `key` and the host keys of `kinds` known.
    func sshRemote(
        key: String = "ed25519", kinds: [String] = ["ed25519"], passphrase: String? = nil, knownHosts: String? = nil,
        timeout: Duration = .seconds(60)
    ) throws -> GitRemote {
        guard let fixture = server.sshKeys else { throw Shell.Failure(description: GitServer.isSSHMissing.rawValue) }
        let hosts = try knownHosts ?? fixture.knownHosts(kinds, host: "[127.0.0.1]:\(server.ssh)")
        let identity = SSHIdentity(
            privateKey: try fixture.privateKey(key), passphrase: passphrase.map { Secret($0) },
            knownHosts: try KnownHosts(hosts))
        let url = try GitURL("ssh://\(NSUserName())@127.0.0.1:\(server.ssh)\(repository.path)")
        return GitRemote(url, credentials: .ssh(identity), timeout: timeout)
    }

    func requests() throws -> [String] { try server.requests(for: name) }

    /// Fetches, and reads all files of what came.
    func files(
        _ reference: GitReference, _ remote: GitRemote? = nil, unless known: GitRevision? = nil
    ) async throws -> Fetched {
        let remote = try remote ?? self.remote()
        return try await withTemporaryDirectory { folder in
            switch try await client.fetch(reference, from: remote, unless: known, into: folder) {
            case .unchanged(let revision): return Fetched(outcome: "unchanged", revision: revision.description)
            case .empty: return Fetched(outcome: "empty", revision: "")
            case .fetched(let checkout):
                var files: [String: String] = [:]
                for entry in try checkout.store.entries(of: checkout.commit) {
                    files[entry.path] =
                        entry.kind == .folder || entry.kind == .submodule
                        ? "\(entry.kind)" : String(decoding: try checkout.store.content(of: entry), as: UTF8.self)
                }
                return Fetched(outcome: "fetched", revision: checkout.revision.description, files: files)
            }
        }
    }

    /// Fetches into a folder that stays until the tests end.
    func checkout(_ reference: GitReference, _ remote: GitRemote? = nil) async throws -> GitCheckout {
        let folder = server.root + "/checkout-" + UniqueID.random()
        try FileSystem.createDirectory(folder)
        let remote = try remote ?? self.remote()
        guard case .fetched(let checkout) = try await client.fetch(reference, from: remote, into: folder) else {
            throw Shell.Failure(description: "nothing was fetched")
        }
        return checkout
    }

    /// The error of a fetch that must fail.
    func failure(
        _ reference: GitReference, _ remote: GitRemote? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> GitError {
        do {
            let fetched = try await files(reference, remote)
            Issue.record("it was \(fetched.outcome)", sourceLocation: sourceLocation)
        } catch let error as GitError { return error }
        return GitError(.refused, "nothing failed")
    }
}

struct Fetched: Equatable {
    var outcome: String
    var revision: String
    var files: [String: String] = [:]
}
