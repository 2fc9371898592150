/// What `.gitmodules` says: where the repositories of submodules are (gitmodules(5)).
struct SubmoduleFile: Sendable, Equatable {
    /// URLs as written, by the paths of the submodules.
    let urls: [String: String]

    /// Reads the file; lines that are not understood say nothing.
    init(_ text: String) {
        var urls: [String: String] = [:]
        var section: [String: String] = [:]
        func close() {
            if let path = section["path"], let url = section["url"] { urls[SourcePath.confined(path)] = url }
            section = [:]
        }
        for line in text.split(whereSeparator: \.isNewline) {
            let line = Self.trimmed(line)
            if line.first == "[" {
                close()
                continue
            }
            guard line.first != "#", line.first != ";", let sign = line.firstIndex(of: "=") else { continue }
            let name = Self.trimmed(line[..<sign]).lowercased()
            section[name] = Self.unquoted(Self.trimmed(line[line.index(after: sign)...]))
        }
        close()
        self.urls = urls
    }

    /// The URL of the submodule at `path`, made absolute by that of the repository it is in; nil when there is none.
    func url(of path: String, in parent: String) -> String? {
        guard let url = urls[path] else { return nil }
        if url.hasPrefix("./") || url.hasPrefix("../") { return Self.resolve(url, against: parent) }
        if !url.contains("://"), let colon = url.firstIndex(of: ":"), !url[..<colon].contains("/") {
            return "ssh://\(url[..<colon])/\(url[url.index(after: colon)...].drop { $0 == "/" })"
        }
        return url
    }

    /// As git does: each `..` takes a name from the path of the parent, and never its host.
    private static func resolve(_ url: String, against parent: String) -> String? {
        guard let scheme = parent.firstRange(of: "://") else { return nil }
        let rest = parent[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" }
        var names = rest.dropFirst(host.count).split(separator: "/")
        for name in url.split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        return parent[..<scheme.upperBound] + host + "/" + names.joined(separator: "/")
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let body = text.drop { $0 == " " || $0 == "\t" }
        guard let last = body.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return body[...last]
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        return String(text.dropFirst().dropLast())
    }
}
