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
}
