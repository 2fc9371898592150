internal import Platform

/// The URL of a proxy, from the keys `address`, `username` and `password` of a Secret.
enum ProxySecret {
    static let schemes = ["http", "https", "socks5"]
    static let lengthLimit = 2048

    /// - Throws: ``SecretProblem``.
    static func url(_ secret: SecretData) throws(SecretProblem) -> Secret<String> {
        func fail(_ cause: String) -> SecretProblem {
            SecretProblem(description: "Secret \(secret.key) names no usable proxy: \(cause)")
        }
        guard let address = try secret.text("address")?.reveal() else { throw fail("it has no key \"address\"") }
        guard address.utf8.count <= lengthLimit else { throw fail("its address is longer than \(lengthLimit) bytes") }
        guard let separator = address.firstRange(of: "://"),
            schemes.contains(address[..<separator.lowerBound].lowercased())
        else { throw fail("its address must begin with \(schemes.joined(separator: "://, "))://") }
        let isPlain = address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        let rest = address[separator.upperBound...]
        guard isPlain, !rest.isEmpty, rest.first != "/" else { throw fail("its address has no host") }
        guard let user = try secret.text("username") else { return Secret(address) }
        let password = try secret.text("password")?.reveal() ?? ""
        guard !rest.prefix(while: { $0 != "/" }).contains("@") else {
            throw fail("its address holds a user besides the key \"username\"")
        }
        return Secret(
            address[..<separator.upperBound] + escaped(user.reveal()) + ":" + escaped(password) + "@" + rest)
    }

    /// As user-info in a URL wants it: everything but letters, digits and a few signs is escaped.
    private static func escaped(_ text: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
        return text.utf8.reduce(into: "") { result, byte in
            if plain.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + Hex.encode([byte]).uppercased()
            }
        }
    }
}
