import ClusterTesting
import Foundation
import Platform

/// A real OpenSSH server on loopback that serves repositories by their paths.
struct SSHServer: Sendable {
    let port: Int
    let user: String
    /// What clients must trust, as a line of `known_hosts`.
    let knownHosts: String
    /// A private key it lets in, in OpenSSH's format.
    let identity: String
    /// The same key encrypted with ``passphrase``.
    let encryptedIdentity: String
    static let passphrase = "planted-passphrase"
    private let child: ChildProcess

    /// Whether the programs for it are installed.
    static var isInstalled: Bool { Programs.installed("sshd") != nil && Programs.installed("ssh-keygen") != nil }

    static func start(in folder: String) async throws -> SSHServer {
        guard let sshd = Programs.installed("sshd"), let keygen = Programs.installed("ssh-keygen") else {
            throw Programs.Missing(description: "sshd is not installed")
        }
        let port = try FreePort.find()
        func make(_ name: String, _ type: String, passphrase: String = "") async throws {
            try await Command.run(keygen, ["-q", "-t", type, "-N", passphrase, "-f", "\(folder)/\(name)"])
        }
        try await make("host", "ed25519")
        try await make("key", "ecdsa")
        try await make("encrypted", "ecdsa", passphrase: passphrase)
        let authorized = try read("\(folder)/key.pub") + read("\(folder)/encrypted.pub")
        try write(authorized, to: "\(folder)/authorized_keys")
        try write(configuration(folder, port), to: "\(folder)/sshd_config")
        if getuid() == 0 {
            try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        let child = try ChildProcess(sshd, ["-D", "-e", "-f", "\(folder)/sshd_config"], log: "\(folder)/sshd.log")
        try await eventually("sshd listens", within: .seconds(20), state: { child.output }) {
            child.output.contains("Server listening on") ? true : nil
        }
        let hostKey = try read("\(folder)/host.pub").split(separator: " ").prefix(2).joined(separator: " ")
        return SSHServer(
            port: port, user: NSUserName(), knownHosts: "[127.0.0.1]:\(port) \(hostKey)\n",
            identity: try read("\(folder)/key"), encryptedIdentity: try read("\(folder)/encrypted"), child: child)
    }

    func url(_ repository: TestRepository) -> String { "ssh://\(user)@127.0.0.1:\(port)\(repository.bare)" }

    func stop() async throws { try await child.stop() }

    private static func configuration(_ folder: String, _ port: Int) -> String {
        """
        Port \(port)
        ListenAddress 127.0.0.1
        HostKey \(folder)/host
        AuthorizedKeysFile \(folder)/authorized_keys
        PidFile none
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        PermitRootLogin prohibit-password

        """
    }

    private static func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
    private static func write(_ text: String, to path: String) throws {
        try FileSystem.writeAtomically(Array(text.utf8), to: path)
    }
}
