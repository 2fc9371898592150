import Foundation
import Git
import Platform

/// Keys and a configuration for a real SSH server.
struct SSHFixture: Sendable {
    let folder: String
    let configuration: String

    static let isAvailable =
        Shell.exists("/usr/sbin/sshd") && Shell.exists("/usr/bin/ssh-keygen") && (getuid() != 0 || hasPrivilegeFolder)

    /// A server run by root wants this folder, which the system makes when it boots.
    private static let hasPrivilegeFolder: Bool = {
        do throws(FileError) {
            try FileSystem.createDirectory("/run/sshd", mode: 0o755)
            return true
        } catch { return false }
    }()

    static let hostKeys = ["ed25519", "ecdsa", "rsa"]
    static let clientKeys = ["ed25519", "ecdsa", "rsa", "stranger", "locked"]

    init(in root: String) throws {
        folder = root + "/ssh"
        configuration = folder + "/sshd_config"
        try FileSystem.createDirectory(folder)
        for kind in Self.hostKeys { try Self.generate(kind, at: "\(folder)/host_\(kind)") }
        for name in ["ed25519", "ecdsa", "rsa"] { try Self.generate(name, at: "\(folder)/client_\(name)") }
        try Self.generate("ecdsa", at: folder + "/client_p384", "-b", "384", "-m", "PEM")
        try Self.generate("ed25519", at: folder + "/client_stranger")
        try Self.generate("ecdsa", at: folder + "/client_locked", passphrase: "hunter2")
        var authorized = ""
        for name in ["ed25519", "ecdsa", "rsa", "p384", "locked"] {
            authorized += String(decoding: try FileSystem.read("\(folder)/client_\(name).pub"), as: UTF8.self)
        }
        try FileSystem.writeAtomically(Array(authorized.utf8), to: folder + "/authorized_keys")
        let text =
            Self.hostKeys.map { "HostKey \(folder)/host_\($0)\n" }.joined() + """
                AuthorizedKeysFile \(folder)/authorized_keys
                StrictModes no
                UsePAM no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PidFile none
                LogLevel ERROR

                """
        try FileSystem.writeAtomically(Array(text.utf8), to: configuration)
    }

    private static func generate(
        _ kind: String, at path: String, passphrase: String = "", _ more: String...
    ) throws {
        try Shell.run("/usr/bin/ssh-keygen", ["-q", "-t", kind, "-N", passphrase, "-C", "test", "-f", path] + more)
    }

    /// Lets one more key in.
    func authorize(_ line: String) throws {
        let path = folder + "/authorized_keys"
        let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
        try FileSystem.writeAtomically(Array("\(text)\(line)\n".utf8), to: path)
    }

    func privateKey(_ name: String) throws -> Secret<String> {
        Secret(String(decoding: try FileSystem.read("\(folder)/client_\(name)"), as: UTF8.self))
    }

    /// Lines of known_hosts for the host keys of these kinds.
    func knownHosts(_ kinds: [String], host: String) throws -> String {
        try kinds.map { kind in
            let fields = String(decoding: try FileSystem.read("\(folder)/host_\(kind).pub"), as: UTF8.self)
                .split(separator: " ")
            return "\(host) \(fields[0]) \(fields[1])\n"
        }.joined()
    }
}
