internal import HTTPTransport

extension HTTPUploadPack {
    /// Where the service really is, and what it said first.
    struct Endpoint: Sendable {
        /// The URL of the repository after redirects, without a trailing slash.
        var base: String
        /// Whether it is the server the user named, which alone gets the credentials.
        var isTrusted: Bool
        var advertisement: Advertisement
    }

    private static let query = "/info/refs?service=git-upload-pack"

    /// Asks for the advertisement, following redirects as long as they lead to another place for the same question.
    func discover() async throws -> Endpoint {
        var path = remote.url.path[...]
        while path.last == "/" { path.removeLast() }
        var endpoint = Endpoint(base: remote.url.root + path, isTrusted: true, advertisement: Advertisement())
        for _ in 0...5 {
            var request = prepared("GET", endpoint.base + Self.query, trusted: endpoint.isTrusted)
            request.headers.add("Git-Protocol", "version=2")
            let response = try await send(request)
            guard [301, 302, 303, 307, 308].contains(response.status) else {
                try Self.check(response.status, remote.url)
                endpoint.advertisement = try Self.parse(response, from: remote.url)
                return endpoint
            }
            try follow(response.headers["Location"] ?? "", from: &endpoint)
        }
        throw GitError(.unreachable, "\(remote.url.root) redirects too often")
    }

    private func follow(_ location: String, from endpoint: inout Endpoint) throws(GitError) {
        let target: String
        if location.hasPrefix("/"), !location.hasPrefix("//") {
            let current = try GitURL(endpoint.base)
            target = current.root + location
        } else {
            target = location
        }
        guard target.hasSuffix(Self.query), let next = try? GitURL(target), next.scheme != .ssh, next.user == nil else {
            throw GitError(.unreachable, "\(remote.url.root) redirects to something that is no Git repository")
        }
        guard remote.url.scheme == .http || next.scheme == .https else {
            throw GitError(
                .untrustedServer, "\(remote.url.root) redirects from https to \(next.root), which is refused")
        }
        endpoint.base = String(target.dropLast(Self.query.utf8.count))
        endpoint.isTrusted = endpoint.isTrusted && Self.origin(next) == Self.origin(remote.url)
    }

    /// The host and port; a redirect from http to https of the same host keeps the credentials.
    private static func origin(_ url: GitURL) -> String {
        let isDefault = url.port == nil || (url.scheme == .http ? url.port == 80 : url.port == 443)
        return url.host.lowercased() + (isDefault ? "" : ":\(url.port ?? 0)")
    }

    private static func parse(_ response: HTTPResponse, from url: GitURL) throws(GitError) -> Advertisement {
        let type = response.headers["Content-Type"]?.prefix { $0 != ";" }
        guard type == "application/x-git-upload-pack-advertisement" else {
            throw GitError(
                .unsupported,
                "\(url.root) does not speak the smart HTTP protocol of Git; the dumb one is not supported")
        }
        var reader = PacketLineReader()
        reader.append(response.body)
        var advertisement = Advertisement()
        var isFirst = true
        while let line = try reader.next() {
            if isFirst, line.text?.hasPrefix("# service=") == true {
                guard try reader.next() == .flush else { break }
                isFirst = false
                continue
            }
            isFirst = false
            if line == .flush {
                try advertisement.checkObjectFormat()
                return advertisement
            }
            try advertisement.take(line)
        }
        throw GitError(.protocolViolation, "the list of references from \(url.root) ends too early")
    }
}
