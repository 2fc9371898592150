internal import Cryptography
internal import Git
internal import Platform

/// What a Secret for Git over SSH holds (`contract/cli.md`, section 3.1).
struct SSHCredentials: Sendable {
    /// The private key.
    var identity: String
    /// Its public half as a line of `authorized_keys`.
    var publicKey: String
    var passphrase: String?
    /// The host's key.
    var knownHosts: String

    /// Reads the key of a file, or makes one, and asks the host for its key.
    ///
    /// - Parameter passphrase: that of the key file.
    static func make(
        for url: String, keyFile: String?, passphrase: String?, _ flags: SSHKeyFlags, _ console: Console
    ) async throws -> SSHCredentials {
        let address: GitURL
        do { address = try GitURL(url) } catch { throw CommandFailure("\(error)") }
        let (identity, publicKey) = try await keyPair(keyFile, passphrase, flags, console)
        console.action("collecting preferred public key from SSH server '\(address.host)'")
        do {
            let line = try await SSHHost.knownHostsLine(host: address.host, port: address.port)
            console.success("collected public key from SSH server")
            return SSHCredentials(
                identity: identity, publicKey: publicKey,
                passphrase: keyFile == nil ? nil : passphrase, knownHosts: line)
        } catch let error as GitError {
            throw CommandFailure("SSH key scan for host '\(address.host)' failed: \(error.message)")
        }
    }

    private static func keyPair(
        _ file: String?, _ passphrase: String?, _ flags: SSHKeyFlags, _ console: Console
    ) async throws -> (identity: String, publicKey: String) {
        if let text = try await CreateFile.text(file, "private key file") {
            do { return (text, try publicKey(of: text, passphrase)) } catch let error as CryptographyError {
                throw CommandFailure("unable to read private key file: \(error)")
            }
        }
        let kind = try flags.kind
        if case .rsa = kind {
            console.warning(
                "the controllers sign with RSA keys by SHA-1 only, which many servers refuse; use ecdsa or ed25519")
        }
        console.generate("generating deploy key pair")
        let key = try await BlockingPool.shared.run { try PrivateKey(generating: kind) }
        return (String(decoding: try key.exportForSSH().reveal(), as: UTF8.self), try key.publicKey.exportOpenSSH())
    }

    private static func publicKey(of text: String, _ passphrase: String?) throws -> String {
        guard OpenSSHKeyFile.isOne(text) else {
            let key = try PrivateKey(
                pem: Secret(Array(text.utf8)), passphrase: passphrase.map { Secret(Array($0.utf8)) })
            return try key.publicKey.exportOpenSSH()
        }
        let file = try OpenSSHKeyFile(text)
        guard !file.isEncrypted || passphrase != nil else {
            throw CryptographyError(.malformed, "the private key is encrypted; give its passphrase with --password")
        }
        return file.publicKey
    }

    /// Puts everything where the controllers look for it.
    func fill(_ data: inout SecretData) {
        data["identity"] = identity
        data["identity.pub"] = publicKey + "\n"
        data["known_hosts"] = knownHosts + "\n"
        data["password"] = passphrase
    }
}

extension SSHKeyFlags {
    /// What the flags ask for.
    var kind: PrivateKey.Kind {
        get throws {
            switch sshKeyAlgorithm.lowercased() {
            case "ed25519": return .ed25519
            case "rsa":
                guard (2048...8192).contains(sshRsaBits), sshRsaBits.isMultiple(of: 8) else {
                    throw CommandFailure(
                        "RSA key bit size '\(sshRsaBits)' must be from 2048 to 8192, and a multiple of 8")
                }
                return .rsa(bits: sshRsaBits)
            case "ecdsa":
                switch sshEcdsaCurve.lowercased() {
                case "p256": return .ecdsaP256
                case "p384": return .ecdsaP384
                case "p521": return .ecdsaP521
                default:
                    throw CommandFailure("curve '\(sshEcdsaCurve)' is not supported, must be one of: p256, p384, p521")
                }
            default:
                throw CommandFailure(
                    "SSH key algorithm '\(sshKeyAlgorithm)' is not supported, must be one of: ecdsa, ed25519, rsa")
            }
        }
    }
}
