public import Platform

/// The URL of a repository: `http`, `https` or `ssh`, taken apart. It prints without user-info.
public struct GitURL: Sendable, Hashable, CustomStringConvertible {
    /// How the server is spoken to.
    public enum Scheme: String, Sendable, Hashable {
        case http, https, ssh
    }

    /// How the server is spoken to.
    public let scheme: Scheme
    /// The user before `@`, decoded; nil without one.
    public let user: String?
    /// The password before `@`, decoded; nil without one.
    public let password: Secret<String>?
    /// The host name or address, without the brackets of an IPv6 address.
    public let host: String
    /// The port; nil for the scheme's own.
    public let port: UInt16?
    /// The path with its leading slash and whatever follows it, as written.
    public let path: String

    /// Reads `scheme://[user[:password]@]host[:port]/path`.
    ///
    /// - Throws: ``GitError`` with `invalidURL`. The text itself is not in the message, for it may hold a password.
    public init(_ text: String) throws(GitError) {
        func fail(_ cause: String) -> GitError { GitError(.invalidURL, "the URL of the repository \(cause)") }
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
        guard isPlain else { throw fail("holds blanks or control characters") }
        guard let end = text.firstRange(of: "://"), let scheme = Scheme(rawValue: text[..<end.lowerBound].lowercased())
        else { throw fail("must begin with http://, https:// or ssh://") }
        let rest = text[end.upperBound...]
        let slash = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let authority = rest[..<slash]
        let at = authority.lastIndex(of: "@")
        let userInfo = at.map { authority[..<$0] }
        guard let place = Self.place(at.map { authority[authority.index(after: $0)...] } ?? authority) else {
            throw fail("names no usable host and port")
        }
        let fields = userInfo?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) ?? []
        self.scheme = scheme
        user = fields.first.map { Self.decoded($0) }.flatMap { $0.isEmpty ? nil : $0 }
        password = fields.count > 1 ? Secret(Self.decoded(fields[1])) : nil
        (host, port) = place
        path = rest[slash...].first == "/" ? String(rest[slash...]) : "/" + rest[slash...]
    }

    /// Scheme, host, port and path: no user-info, no query.
    public var description: String { "\(root)\(path.prefix { $0 != "?" && $0 != "#" })" }

    /// Scheme, host and port.
    var root: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(name)\(port.map { ":\($0)" } ?? "")"
    }

    /// The path as a name of files: percent signs resolved.
    var decodedPath: String { Self.decoded(path[...]) }

    private static func place(_ text: Substring) -> (host: String, port: UInt16?)? {
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<close]
            let after = text[text.index(after: close)...]
            guard after.isEmpty || after.first == ":" else { return nil }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            guard !host.contains(":") else { return nil }
        }
        // A host that begins with a dash would be an option to some other program.
        guard !host.isEmpty, host.first != "-", !host.contains("@") else { return nil }
        guard let port, !port.isEmpty else { return (String(host), nil) }
        guard let number = UInt16(port), number > 0 else { return nil }
        return (String(host), number)
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
