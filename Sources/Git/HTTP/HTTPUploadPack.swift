internal import HTTPTransport
internal import Platform

/// Smart HTTP (gitprotocol-http): version 2 where the server has it, else 0 or 1.
struct HTTPUploadPack: UploadPackService {
    let http: HTTPClient
    let remote: GitRemote
    let pool: BlockingPool
    let deadline: ContinuousClock.Instant

    func run(
        prefixes: [String]?, plan: @escaping @Sendable (ServerOffer) throws -> PackRequest?,
        writer: @escaping @Sendable () throws -> PackWriter
    ) async throws {
        let endpoint = try await discover()
        let offer = try await offer(prefixes, at: endpoint)
        guard let request = try plan(offer) else { return }
        try await download(request, from: endpoint, into: pool.run { try writer() })
    }

    private func offer(_ prefixes: [String]?, at endpoint: Endpoint) async throws -> ServerOffer {
        guard endpoint.advertisement.isVersion2 else { return endpoint.advertisement.offer }
        var references: [RemoteReference] = []
        if let prefixes {
            let body = ReferenceRequest.version2(prefixes: prefixes, agent: gitAgent)
            let response = try await send(post(body, to: endpoint))
            try Self.check(response.status, remote.url)
            references = try ReferenceRequest.parse(response.body)
        }
        let cuts = endpoint.advertisement.value(of: "fetch")?.split(separator: " ").contains("shallow") ?? false
        return ServerOffer(
            references: references, isComplete: prefixes?.isEmpty ?? false, cutsHistory: cuts, givesAnyObject: true)
    }

    private func download(_ request: PackRequest, from endpoint: Endpoint, into writer: PackWriter) async throws {
        let server = endpoint.advertisement
        let body =
            server.isVersion2
            ? request.version2(agent: gitAgent) : request.version0(agent: gitAgent, server: server)
        let isMultiplexed = server.isVersion2 || server.has("side-band-64k")
        let pool = pool
        let url = remote.url
        try await withGitErrors {
            try await http.withResponse(post(body, to: endpoint)) { response in
                try Self.check(response.status, url)
                var answer = PackResponse(isVersion2: server.isVersion2, isMultiplexed: isMultiplexed)
                var pending: [UInt8] = []
                for try await chunk in response.body {
                    pending += try answer.feed(chunk)
                    guard pending.count >= 256 << 10 else { continue }
                    let bytes = pending
                    pending = []
                    try await pool.run { try writer.append(bytes) }
                }
                try answer.finish()
                let rest = pending
                try await pool.run {
                    if !rest.isEmpty { try writer.append(rest) }
                    try writer.finish()
                }
            }
        }
    }

    private func post(_ body: [UInt8], to endpoint: Endpoint) -> HTTPRequest {
        var request = prepared("POST", endpoint.base + "/git-upload-pack", trusted: endpoint.isTrusted)
        request.body = .bytes(body)
        request.headers.add("Content-Type", "application/x-git-upload-pack-request")
        request.headers.add("Accept", "application/x-git-upload-pack-result")
        if endpoint.advertisement.isVersion2 { request.headers.add("Git-Protocol", "version=2") }
        return request
    }

    /// A request with everything the remote asks for. `trusted`: whether it may carry the credentials.
    func prepared(_ method: String, _ url: String, trusted: Bool) -> HTTPRequest {
        var request = HTTPRequest(method: method, url: url)
        request.headers.add("User-Agent", gitAgent)
        if trusted, let value = authorization { request.headers.add("Authorization", value) }
        request.connection.certificateAuthorities = remote.certificateAuthorities
        request.connection.addsToSystemRoots = true
        if trusted {
            request.connection.clientCertificate = remote.clientCertificate
            request.connection.clientKey = remote.clientKey
        }
        request.connection.proxy = remote.proxy
        request.totalTimeout = max(.milliseconds(1), deadline - .now)
        request.connectTimeout = min(.seconds(30), max(.milliseconds(1), deadline - .now))
        return request
    }

    private var authorization: String? {
        switch remote.credentials {
        case .none, .ssh: nil
        case .basic(let user, let password):
            "Basic " + Base64.encode(Array("\(user):\(password.reveal())".utf8))
        case .bearer(let token): "Bearer " + token.reveal()
        }
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await withGitErrors { try await http.execute(request) }
    }

    /// Throws what a status means.
    static func check(_ status: Int, _ url: GitURL) throws(GitError) {
        switch status {
        case 200: return
        case 401:
            throw GitError(
                .authentication, "authentication required: \(url.root) refuses the credentials, or wants some")
        case 403: throw GitError(.authentication, "authorization failed: \(url.root) forbids access to the repository")
        case 404, 410: throw GitError(.repositoryNotFound, "repository not found: \(url.root) has none at this path")
        case 407: throw GitError(.authentication, "the proxy wants other credentials")
        default: throw GitError(.refused, "\(url.root) answered with HTTP status \(status)")
        }
    }

    private func withGitErrors<Output>(_ body: () async throws -> Output) async throws -> Output {
        do { return try await body() } catch let error as HTTPError { throw GitError(error, remote.timeout) }
    }
}

extension GitError {
    /// What a failed transfer means for Git.
    init(_ error: HTTPError, _ timeout: Duration) {
        switch error.code {
        case .invalidURL: self.init(.invalidURL, error.message)
        case .tlsFailed, .certificateRejected: self.init(.untrustedServer, error.message)
        case .timedOut:
            self.init(.timedOut, "context deadline exceeded after \(GoDuration.format(timeout)): \(error.message)")
        case .bodyTooLarge: self.init(.tooLarge, error.message)
        case .protocolError: self.init(.protocolViolation, error.message)
        case .unresolvedHost, .connectionFailed, .proxyFailed, .connectionLost, .tooManyRedirects, .badRequestBody,
            .other:
            self.init(.unreachable, error.message)
        }
    }
}
