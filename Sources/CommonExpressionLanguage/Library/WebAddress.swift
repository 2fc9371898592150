internal import OrderedCollections
internal import Platform

/// A URL, as Go reads that of a request.
final class WebAddress: CELOpaque, CELSized {
    let scheme: String
    let host: String
    let path: String
    let query: String
    private let whole: String

    var type: CELType { LibraryTypes.url }

    func equals(_ other: any CELOpaque) -> Bool { (other as? WebAddress)?.whole == whole }

    var size: UInt64 { UInt64(whole.utf8.count) }

    /// Reads an absolute URL, or an absolute path.
    ///
    /// - Throws: ``CELError`` for all else.
    init(_ text: String) throws(CELError) {
        func failure(_ reason: String) -> CELError {
            CELError("URL parse error during conversion from string: parse \(CELQuote.text(text)): \(reason)")
        }
        guard !text.isEmpty else { throw failure("empty url") }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw failure("net/url: invalid control character in URL")
        }
        whole = text
        var rest = text[...]
        var scheme = ""
        if let colon = rest.firstIndex(of: ":"), let first = rest.unicodeScalars.first,
            ("a"..."z").contains(first) || ("A"..."Z").contains(first),
            rest[..<colon].unicodeScalars.allSatisfy({
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || "+-.".unicodeScalars.contains($0)
            })
        {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        } else if rest.hasPrefix(":") {
            throw failure("missing protocol scheme")
        }
        self.scheme = scheme
        var query = ""
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        self.query = query
        guard rest.hasPrefix("/") || !scheme.isEmpty else { throw failure("invalid URI for request") }
        var host = ""
        if rest.hasPrefix("//"), !(scheme.isEmpty && rest.hasPrefix("///")) {
            let after = rest.dropFirst(2)
            let end = after.firstIndex(of: "/") ?? after.endIndex
            host = String(after[..<end])
            rest = after[end...]
            if let at = host.lastIndex(of: "@") { host = String(host[host.index(after: at)...]) }
            if let reason = Self.problem(ofHost: host) { throw failure(reason) }
        }
        self.host = host
        guard let escaped = Self.escapedPath(rest) else { throw failure("invalid URL escape") }
        path = escaped
    }

    private static func problem(ofHost host: String) -> String? {
        if host.contains(" ") { return "invalid character \" \" in host name" }
        var port = Substring()
        if host.hasPrefix("[") {
            guard let end = host.lastIndex(of: "]") else { return "missing ']' in host" }
            port = host[host.index(after: end)...]
        } else if let colon = host.lastIndex(of: ":") {
            port = host[colon...]
        }
        guard port.isEmpty || (port.hasPrefix(":") && port.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) })
        else { return "invalid port \(CELQuote.text(String(port))) after host" }
        return nil
    }

    /// The path with what must be escaped escaped; nil where an escape is malformed.
    private static func escapedPath(_ path: Substring) -> String? {
        let bytes = Array(path.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x25 {
                guard index + 2 < bytes.count,
                    Hex.decode(String(decoding: bytes[index + 1...index + 2], as: UTF8.self)) != nil
                else { return nil }
            }
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-_.~$&+,/:;=@%!'()*[]".utf8.contains(byte)
            result += isPlain ? [byte] : Array(("%" + Hex.encode([byte]).uppercased()).utf8)
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    var hostname: String {
        if host.hasPrefix("["), let end = host.lastIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<end])
        }
        return String(host.prefix { $0 != ":" })
    }

    var port: String {
        let rest = host.hasPrefix("[") ? host.lastIndex(of: "]").map { host[$0...].dropFirst() } ?? "" : host[...]
        return rest.firstIndex(of: ":").map { String(rest[rest.index(after: $0)...]) } ?? ""
    }

    /// All values of each parameter.
    var parameters: CELValue {
        var found: OrderedDictionary<CELKey, [CELValue]> = [:]
        for pair in query.split(separator: "&") where !pair.contains(";") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = Self.decoded(parts[0]), let value = Self.decoded(parts.count == 2 ? parts[1] : "") else {
                continue
            }
            found[.string(key), default: []].append(.string(value))
        }
        return .map(CELMap(found.mapValues { .list($0) }))
    }

    private static func decoded(_ text: Substring) -> String? {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case 0x2B: result.append(0x20)
            case 0x25:
                guard index + 2 < bytes.count,
                    let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
                else { return nil }
                result.append(byte)
                index += 2
            default: result.append(bytes[index])
            }
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}
