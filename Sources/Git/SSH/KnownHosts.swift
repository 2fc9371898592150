internal import Cryptography
internal import Platform

/// The server keys a user trusts, in the format of OpenSSH's `known_hosts` (sshd(8)).
public struct KnownHosts: Sendable {
    enum Mark: Sendable, Equatable { case none, authority, revoked }

    struct Entry: Sendable {
        var mark: Mark
        var hosts: HostPattern
        var keyType: String
        var key: [UInt8]
    }

    /// What the file says of a server's key.
    enum Verdict: Sendable, Equatable {
        case trusted
        case revoked
        /// The server is known, by keys of these types, but not by this key.
        case mismatch(types: [String])
        /// The server is not known; `hasAuthority` tells whether certificates would be accepted from it.
        case unknown(hasAuthority: Bool)
    }

    private let entries: [Entry]

    /// Reads the file. Blank lines and comments are passed over.
    ///
    /// - Throws: ``GitError`` with `authentication`, naming the line.
    public init(_ text: String) throws(GitError) {
        var entries: [Entry] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            var fields = line.split { $0 == " " || $0 == "\t" }[...]
            guard let first = fields.first, first.first != "#" else { continue }
            let mark: Mark = first == "@cert-authority" ? .authority : first == "@revoked" ? .revoked : .none
            if mark != .none { fields = fields.dropFirst() }
            guard fields.count >= 3, let hosts = HostPattern(fields[fields.startIndex]),
                let key = Base64.decode(fields[fields.startIndex + 2]), !key.isEmpty
            else { throw GitError(.authentication, "line \(number + 1) of known_hosts is malformed") }
            entries.append(
                Entry(mark: mark, hosts: hosts, keyType: String(fields[fields.startIndex + 1]), key: key))
        }
        self.entries = entries
    }

    /// Whether `key` is the key of the server.
    func verdict(on key: [UInt8], host: String, port: UInt16) -> Verdict {
        let matching = entries.filter { $0.hosts.matches(host, port) }
        if matching.contains(where: { $0.mark == .revoked && $0.key == key }) { return .revoked }
        let plain = matching.filter { $0.mark == .none }
        if plain.contains(where: { $0.key == key }) { return .trusted }
        if plain.isEmpty { return .unknown(hasAuthority: matching.contains { $0.mark == .authority }) }
        return .mismatch(types: keyTypes(of: host, port: port))
    }

    /// The types of the server's keys, each once, in the order of the file.
    func keyTypes(of host: String, port: UInt16) -> [String] {
        var types: [String] = []
        for entry in entries where entry.mark == .none && entry.hosts.matches(host, port) {
            if !types.contains(entry.keyType) { types.append(entry.keyType) }
        }
        return types
    }
}

/// Which servers a line of `known_hosts` is about.
enum HostPattern: Sendable {
    case patterns([String])
    case hashed(salt: [UInt8], hash: [UInt8])

    init?(_ text: Substring) {
        guard text.hasPrefix("|1|") else {
            let patterns = text.split(separator: ",").map { $0.lowercased() }
            guard !patterns.isEmpty else { return nil }
            self = .patterns(patterns)
            return
        }
        let parts = text.dropFirst(3).split(separator: "|")
        guard parts.count == 2, let salt = Base64.decode(parts[0]), let hash = Base64.decode(parts[1]) else {
            return nil
        }
        self = .hashed(salt: salt, hash: hash)
    }

    func matches(_ host: String, _ port: UInt16) -> Bool {
        let name = port == 22 ? host.lowercased() : "[\(host.lowercased())]:\(port)"
        switch self {
        case .hashed(let salt, let hash):
            let code = try? MessageAuthentication.code(for: Array(name.utf8), key: Secret(salt), .sha1)
            return code == hash
        case .patterns(let patterns):
            // One negated pattern that matches rules the line out.
            var isMatched = false
            for pattern in patterns {
                let isNegated = pattern.first == "!"
                guard Self.matches(Array((isNegated ? pattern.dropFirst() : pattern[...]).utf8)[...], name) else {
                    continue
                }
                if isNegated { return false }
                isMatched = true
            }
            return isMatched
        }
    }

    /// Matches with `*` and `?`; the time is bounded by the product of the lengths.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ name: String) -> Bool {
        var reachable = [true] + [Bool](repeating: false, count: name.utf8.count)
        for character in pattern {
            var next = [Bool](repeating: false, count: reachable.count)
            for (index, byte) in name.utf8.enumerated() {
                let isMatch = character == UInt8(ascii: "?") || character == byte
                if character != UInt8(ascii: "*"), isMatch, reachable[index] { next[index + 1] = true }
            }
            if character == UInt8(ascii: "*") {
                var isReached = false
                for index in reachable.indices {
                    isReached = isReached || reachable[index]
                    next[index] = isReached
                }
            }
            reachable = next
        }
        return reachable.last ?? false
    }
}
