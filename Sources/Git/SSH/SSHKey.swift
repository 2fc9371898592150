internal import Platform

/// What can be told of SSH keys without using them, and the limits of the library.
enum SSHKey {
    static let signatureNote =
        "; the key is an RSA key, and our SSH library signs with those by SHA-1 only, which many servers refuse: use an ECDSA or Ed25519 key"
    static let hostNote =
        "; known_hosts has only an RSA key of this server, and our SSH library checks those by SHA-1 only, which many servers refuse: add the server's ECDSA or Ed25519 key"

    /// The type named in a public key, such as `ssh-ed25519`.
    static func type(of key: [UInt8]) -> String {
        guard key.count > 4 else { return "malformed" }
        let length = key.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard length <= 64, key.count >= 4 + length else { return "malformed" }
        return String(decoding: key[4..<4 + length], as: UTF8.self)
    }

    /// What to offer for host keys of these types. With none known the library's list stands.
    static func algorithms(for types: [String]) -> [String] {
        let supported = [
            "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
        ]
        return supported.filter(types.contains)
    }

    /// Whether a private key is an RSA key.
    static func isRSA(_ key: String) -> Bool {
        if key.contains("BEGIN RSA PRIVATE KEY") { return true }
        let isPKCS8 = key.contains("BEGIN PRIVATE KEY")
        guard isPKCS8 || key.contains("BEGIN OPENSSH PRIVATE KEY") else { return false }
        let body = key.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
        guard let bytes = Base64.decode(body) else { return false }
        // rsaEncryption (RFC 8017, appendix C) stands in the first bytes of such a key.
        if isPKCS8 { return bytes.prefix(40).firstRange(of: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]) != nil }
        return String(decoding: bytes.prefix(200), as: UTF8.self).contains("ssh-rsa")
    }
}
