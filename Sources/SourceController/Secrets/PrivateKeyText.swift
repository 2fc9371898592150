internal import Platform

/// What can be told of a private key without opening it.
enum PrivateKeyText {
    /// Whether the key can only be used with its passphrase.
    static func isEncrypted(_ key: Secret<String>) -> Bool {
        let text = key.reveal()
        if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") { return true }
        guard text.contains("BEGIN OPENSSH PRIVATE KEY") else { return false }
        let body = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
        // openssh-key-v1: the magic word with its NUL, then the name of the cipher with its length in front.
        guard let bytes = Platform.Base64.decode(body), bytes.count > 19,
            bytes.starts(with: Array("openssh-key-v1".utf8) + [0])
        else { return false }
        let length = bytes[15..<19].reduce(0) { $0 << 8 | Int($1) }
        return !(length == 4 && bytes.dropFirst(19).starts(with: Array("none".utf8)))
    }
}
