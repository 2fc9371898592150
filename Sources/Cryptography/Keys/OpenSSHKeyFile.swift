internal import Platform

/// A private key in OpenSSH's own format (OpenSSH's PROTOCOL.key), as far as it can be read without its passphrase.
public struct OpenSSHKeyFile: Sendable, Equatable {
    /// The public half as a line of `authorized_keys`, without a comment.
    public let publicKey: String
    /// Whether a passphrase is needed to use the key.
    public let isEncrypted: Bool

    /// Whether `text` claims to be one.
    public static func isOne(_ text: String) -> Bool { text.contains(beginning) }

    private static let beginning = "-----BEGIN OPENSSH PRIVATE KEY-----"
    private static let magic = Array("openssh-key-v1\0".utf8)

    /// - Throws: ``CryptographyError`` with `malformed`.
    public init(_ text: String) throws(CryptographyError) {
        let malformed = CryptographyError(.malformed, "the OpenSSH key is malformed")
        guard let start = text.firstRange(of: Self.beginning), let end = text.firstRange(of: "-----END "),
            start.upperBound < end.lowerBound,
            let bytes = Base64.decode(text[start.upperBound..<end.lowerBound].filter { !$0.isWhitespace }),
            bytes.starts(with: Self.magic)
        else { throw malformed }
        var reader = WireReader(bytes.dropFirst(Self.magic.count))
        guard let cipher = reader.string(), reader.string() != nil, reader.string() != nil, reader.number() == 1,
            let blob = reader.string()
        else { throw malformed }
        var key = WireReader(blob)
        guard let type = key.string(), let name = String(validating: type, as: UTF8.self), !name.isEmpty else {
            throw malformed
        }
        publicKey = "\(name) \(Base64.encode(Array(blob)))"
        isEncrypted = !cipher.elementsEqual("none".utf8)
    }
}

/// Reads the data types of SSH (RFC 4251, section 5).
private struct WireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func number() -> UInt32? {
        guard rest.count >= 4 else { return nil }
        defer { rest = rest.dropFirst(4) }
        return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func string() -> ArraySlice<UInt8>? {
        guard let count = number(), rest.count >= Int(count) else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }
}
