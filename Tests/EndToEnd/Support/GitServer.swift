import ClusterTesting
import Cryptography
import Foundation
import Platform

/// A real Git server on loopback: smart HTTP, plain or with TLS.
struct GitServer: Sendable {
    static let user = "robot"
    static let password = "correct-horse"
    static let token = "bearer-battery"

    let root: String
    let port: Int
    /// PEM of the authority behind its certificate; nil without TLS.
    let authority: [UInt8]?
    /// PEM of a certificate and key it takes from clients; nil when it asks for none.
    let clientIdentity: (certificate: [UInt8], key: [UInt8])?
    private let child: ChildProcess

    /// Starts one that serves the folder `root`.
    static func start(root: String, tls: Bool = false, clientCertificates: Bool = false) async throws -> GitServer {
        guard let python = Programs.installed("python3") else {
            throw Programs.Missing(description: "python3 is not installed")
        }
        var arguments = [
            Programs.support("git-server.py"), root, "--user", user, "--password", password, "--token", token,
        ]
        var authority: CertificateAuthority?
        var client: CertificateIdentity?
        if tls {
            let issuer = try CertificateAuthority(creating: "test authority")
            var request = CertificateRequest(commonName: "git", purpose: .server)
            request.ipAddresses = ["127.0.0.1"]
            let server = try issuer.issue(request)
            try write(server.certificatePEM, to: "\(root)/server.crt")
            try write(server.keyPEM.reveal(), to: "\(root)/server.key")
            arguments += ["--certificate", "\(root)/server.crt", "--key", "\(root)/server.key"]
            if clientCertificates {
                try write(issuer.identity.certificatePEM, to: "\(root)/authority.crt")
                arguments += ["--client-authority", "\(root)/authority.crt"]
                client = try issuer.issue(CertificateRequest(commonName: "controller", purpose: .client))
            }
            authority = issuer
        }
        let child = try ChildProcess(python, arguments, log: "\(root)/git-server-\(UniqueID.random()).log")
        let port = try await eventually("the Git server listens", within: .seconds(20), state: { child.output }) {
            child.output.firstMatch(of: /port: (\d+)\n/).flatMap { Int($0.1) }
        }
        return GitServer(
            root: root, port: port, authority: authority?.identity.certificatePEM,
            clientIdentity: try client.map { ($0.certificatePEM, try $0.keyPEM.reveal()) }, child: child)
    }

    /// The URL of a repository; `realm` is `public`, `basic` or `bearer`.
    func url(_ repository: TestRepository, realm: String = "public") -> String {
        "\(authority == nil ? "http" : "https")://127.0.0.1:\(port)/\(realm)/\(repository.name).git"
    }

    func stop() async throws { try await child.stop() }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        try FileSystem.writeAtomically(bytes, to: path)
    }
}
