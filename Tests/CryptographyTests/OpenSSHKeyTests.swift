import Cryptography
import Foundation
import Platform
import Testing

@Suite struct OpenSSHKeyTests {
    private static let keygen = "/usr/bin/ssh-keygen"
    static let kinds: [(PrivateKey.Kind, String)] = [
        (.ecdsaP256, "ecdsa-sha2-nistp256"), (.ecdsaP384, "ecdsa-sha2-nistp384"), (.ecdsaP521, "ecdsa-sha2-nistp521"),
        (.ed25519, "ssh-ed25519"), (.rsa(bits: 2048), "ssh-rsa"),
    ]

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: keygen), "ssh-keygen is not installed"),
        arguments: kinds)
    func `ssh-keygen derives the same public key from the private one`(
        _ kind: PrivateKey.Kind, _ type: String
    ) throws {
        let key = try PrivateKey(generating: kind)
        let path = NSTemporaryDirectory() + "/key-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(try key.exportForSSH().reveal()), attributes: [.posixPermissions: 0o600]))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.keygen)
        process.arguments = ["-y", "-P", "", "-f", path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let line = try key.publicKey.exportOpenSSH()
        #expect(line.hasPrefix("\(type) "))
        #expect(text.hasPrefix(line))
    }

    static let files: [(arguments: [String], type: String, isEncrypted: Bool)] = [
        (["-t", "ed25519", "-N", ""], "ssh-ed25519", false),
        (["-t", "ed25519", "-N", "hunter2"], "ssh-ed25519", true),
        (["-t", "ecdsa", "-b", "384", "-N", ""], "ecdsa-sha2-nistp384", false),
        (["-t", "rsa", "-b", "2048", "-N", ""], "ssh-rsa", false),
    ]

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: keygen), "ssh-keygen is not installed"),
        arguments: files)
    func `the public half of ssh-keygen's files is read`(
        _ arguments: [String], _ type: String, _ isEncrypted: Bool
    ) throws {
        let path = NSTemporaryDirectory() + "/key-\(UUID().uuidString)"
        defer { for suffix in ["", ".pub"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.keygen)
        process.arguments = ["-q", "-C", "test", "-f", path] + arguments
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let line = try String(contentsOfFile: path + ".pub", encoding: .utf8)
        #expect(OpenSSHKeyFile.isOne(text))
        let file = try OpenSSHKeyFile(text)
        #expect(file.publicKey.hasPrefix(type + " "))
        #expect(line.hasPrefix(file.publicKey + " "))
        #expect(file.isEncrypted == isEncrypted)
    }

    @Test func `an Ed25519 key that we write is one we read`() throws {
        let key = try PrivateKey(generating: .ed25519)
        let file = try OpenSSHKeyFile(String(decoding: try key.exportForSSH().reveal(), as: UTF8.self))
        #expect(try file.publicKey == key.publicKey.exportOpenSSH())
    }

    @Test(arguments: [
        "", "-----BEGIN OPENSSH PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END ",
    ])
    func `what is no such file is malformed`(_ text: String) {
        #expect(throws: CryptographyError.self) { try OpenSSHKeyFile(text) }
    }
}
