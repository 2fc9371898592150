internal import HTTPTransport
internal import Platform
internal import Synchronization

/// What all clients of one cluster share, whoever they act as: connections, credentials, limits, discovery.
final class ClientCore: Sendable {
    let configuration: KubernetesConfiguration
    let options: ClientOptions
    let time: ClientTime
    let mapping = ResourceMapping()
    let http: HTTPClient
    private let authenticator: Authenticator
    private let limiter: RateLimiter
    private let host: String
    private let hasProbed = Atomic(false)

    init(_ configuration: KubernetesConfiguration, options: ClientOptions, http: HTTPClient, time: ClientTime = .system)
    {
        self.configuration = configuration
        self.options = options
        self.http = http
        self.time = time
        let runner = ExecRunner(configuration: configuration)
        authenticator = Authenticator(configuration.credentials, time: time) { plugin async throws(KubernetesError) in
            try await runner.run(plugin)
        }
        limiter = RateLimiter(queriesPerSecond: options.queriesPerSecond, burst: options.burst, time: time)
        let authority = configuration.server.split(separator: "/", maxSplits: 2).dropFirst().first ?? ""
        host = String(authority.prefix { $0 != "/" })
    }

    /// Sends the request until there is an answer that counts, and returns it, whatever its status.
    func send(_ request: APIRequest, as who: Impersonation?) async throws(KubernetesError) -> HTTPResponse {
        let http = http
        return try await attempt(request, as: who) { try await http.execute($0) }
    }

    /// Sends the request and hands the answer over as a stream once it is a success.
    func stream(
        _ request: APIRequest, as who: Impersonation?,
        _ body: (HTTPBodyChunks) async throws(KubernetesError) -> Void
    ) async throws(KubernetesError) {
        let http = http
        let answer = try await attempt(request, as: who) { prepared in
            try await http.withResponse(prepared) { response in
                if (200..<300).contains(response.status) {
                    try await body(response.body)
                    return HTTPResponse(status: response.status, headers: response.headers)
                }
                return try await Self.collected(response)
            }
        }
        guard (200..<300).contains(answer.status) else { throw KubernetesError(answer, purpose: request.purpose) }
    }

    /// The body of a failure, as far as it can be a `Status`.
    private static func collected(_ response: HTTPStreamingResponse) async throws -> HTTPResponse {
        var body: [UInt8] = []
        for try await chunk in response.body {
            body += chunk
            if body.count > 1 << 20 { break }
        }
        return HTTPResponse(status: response.status, headers: response.headers, body: body)
    }
}

// MARK: - Attempts

extension ClientCore {
    private func attempt(
        _ request: APIRequest, as who: Impersonation?, _ exchange: (HTTPRequest) async throws -> HTTPResponse
    ) async throws(KubernetesError) -> HTTPResponse {
        try await probe()
        var hasRenewed = false
        var hasReconnected = false
        var tries = 0
        while true {
            try await limiter.wait()
            let (material, generation) = try await authenticator.material()
            let prepared = prepare(request, material, as: who)
            let response: HTTPResponse
            do {
                response = try await exchange(prepared)
            } catch {
                options.onRequest(request.method, host, "<error>")
                guard !hasReconnected, Self.isLostBeforeItBegan(error, request) else {
                    throw KubernetesError(error, purpose: request.purpose)
                }
                hasReconnected = true
                continue
            }
            note(response, request)
            if response.status == 401, !hasRenewed {
                hasRenewed = true
                if try await authenticator.renew(after: generation) { continue }
            }
            guard let pause = RetryRule.pause(response, attempt: tries, limit: options.retryLimit) else {
                return response
            }
            tries += 1
            do { try await time.sleep(pause) } catch { throw KubernetesError.cancelled }
        }
    }

    /// A kept connection may turn out to be gone; reading once more does no harm.
    private static func isLostBeforeItBegan(_ error: any Error, _ request: APIRequest) -> Bool {
        guard let error = error as? HTTPError, error.code == .connectionLost else { return false }
        return request.method == "GET" && !request.isLongLived
    }

    private func prepare(
        _ request: APIRequest, _ material: AuthenticationMaterial, as who: Impersonation?
    ) -> HTTPRequest {
        var headers = HTTPHeaders()
        headers.add("User-Agent", request.userAgent ?? options.userAgent)
        headers.add("Accept", request.accept)
        if let type = request.contentType { headers.add("Content-Type", type) }
        if let authorization = material.authorization { headers.add("Authorization", authorization.reveal()) }
        who?.write(to: &headers)
        var prepared = HTTPRequest(
            method: request.method, url: configuration.server + request.target, headers: headers,
            body: request.body.map(HTTPBody.bytes) ?? .none)
        prepared.connection = configuration.connection
        if let identity = material.certificate {
            prepared.connection.clientCertificate = identity.certificate
            prepared.connection.clientKey = identity.key
        }
        prepared.connectTimeout = .seconds(15)
        prepared.totalTimeout = request.isLongLived ? nil : (request.timeout ?? configuration.timeout)
        prepared.idleTimeout = request.idleTimeout
        prepared.isLongLived = request.isLongLived
        prepared.acceptsCompression = configuration.acceptsCompression && !request.isLongLived
        prepared.responseLimit = 256 << 20
        return prepared
    }

    private func note(_ response: HTTPResponse, _ request: APIRequest) {
        options.onRequest(request.method, host, String(response.status))
        for value in response.headers.values("Warning") {
            guard let text = WarningHeader.text(value) else { continue }
            options.onWarning(APIWarning(text: text, request: "\(request.method) \(request.path)"))
        }
    }

    /// Asks once whether the server has flow control of its own, which makes ours superfluous.
    private func probe() async throws(KubernetesError) {
        guard options.probesFlowControl, !hasProbed.exchange(true, ordering: .relaxed) else { return }
        var request = APIRequest("ask for flow control", path: "/livez/ping")
        request.method = "HEAD"
        request.timeout = .seconds(10)
        let (material, _) = try await authenticator.material()
        do {
            let answer = try await http.execute(prepare(request, material, as: nil))
            if answer.headers["X-Kubernetes-PF-FlowSchema-UID"] != nil { limiter.lift() }
        } catch {
            if error is CancellationError {
                hasProbed.store(false, ordering: .relaxed)
                throw KubernetesError.cancelled
            }
            // No answer means no flow control we know of; the request itself will say what is wrong.
        }
    }
}

extension Impersonation {
    /// Writes the headers of the Kubernetes impersonation protocol.
    func write(to headers: inout HTTPHeaders) {
        headers.add("Impersonate-User", user)
        for group in groups { headers.add("Impersonate-Group", group) }
        if !uid.isEmpty { headers.add("Impersonate-Uid", uid) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            for value in values {
                headers.add("Impersonate-Extra-" + PercentEncoding.encode(key.lowercased()), value)
            }
        }
    }
}

/// The `Warning` header of API servers (RFC 9111, section 5.5, with code 299).
enum WarningHeader {
    /// The text of `299 - "text"`; nil for anything else.
    static func text(_ value: String) -> String? {
        guard value.hasPrefix("299 "), let open = value.firstIndex(of: "\"") else { return nil }
        var text = ""
        var isEscaped = false
        for character in value[value.index(after: open)...] {
            if isEscaped {
                text.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return text
            } else {
                text.append(character)
            }
        }
        return nil
    }
}
