internal import Platform

/// A request that was checked and can be handed to libcurl: one hop, all decisions made.
struct PreparedRequest: Sendable {
    var method: String
    /// What libcurl asks for; its host is the TLS server name where that differs.
    var url: String
    /// The URL as the caller knows it.
    var effectiveURL: String
    /// Host and port for messages.
    var authority: String
    var host: String
    var isTLS: Bool
    /// In the form `Name: value`.
    var headerLines: [String]
    var body: HTTPBody
    var connection: ConnectionSettings
    /// `host:port:host:port`, where the server to connect to is not the one in ``url``.
    var connectTo: String?
    /// Empty for none.
    var proxy: Secret<String>
    var connectTimeout: Duration
    /// As the caller gave it.
    var totalTimeout: Duration?
    /// What is left of it after redirects.
    var remainingTime: Duration?
    var idleTimeout: Duration?
    var acceptsCompression: Bool
    /// Whether a redirect is followed, which means its body is thrown away.
    var followsRedirect: Bool
    var bufferSize: Int
}

extension PreparedRequest {
    /// Checks a request and settles what the caller left open.
    init(_ request: HTTPRequest, userAgent: String, environment: EnvironmentProxy) throws(HTTPError) {
        let url = try CurlURL(request.url)
        try Self.check(method: request.method, request.headers, for: url.authority)
        method = request.method
        effectiveURL = url.text
        authority = url.authority
        host = url.host
        isTLS = url.scheme == "https"
        body = request.body
        connection = request.connection
        connectTimeout = request.connectTimeout
        totalTimeout = request.totalTimeout
        remainingTime = request.totalTimeout
        idleTimeout = request.idleTimeout
        acceptsCompression = request.acceptsCompression
        followsRedirect = request.redirectLimit > 0
        bufferSize = request.isLongLived ? 4 << 10 : 16 << 10
        var headers = request.headers
        if headers["User-Agent"] == nil { headers["User-Agent"] = userAgent }
        if let name = request.connection.serverName, isTLS, name != url.host {
            self.url = try url.text(withHost: name)
            connectTo = "\(name.contains(":") ? "[\(name)]" : name):\(url.port):\(url.host):\(url.port)"
            if headers["Host"] == nil { headers["Host"] = url.authority }
        } else {
            self.url = url.text
        }
        proxy = Self.proxy(for: request.connection, url, environment)
        headerLines = Self.lines(headers, body: request.body)
    }

    private static func proxy(
        for settings: ConnectionSettings, _ url: CurlURL, _ environment: EnvironmentProxy
    ) -> Secret<String> {
        if let proxy = settings.proxy { return EnvironmentProxy.resolvingRemotely(proxy) }
        if settings.ignoresEnvironmentProxy { return Secret("") }
        return environment.proxy(scheme: url.scheme, host: url.host, port: url.port) ?? Secret("")
    }

    /// A line ends a header field: whoever could put one into a value could write fields of their own.
    private static func check(method: String, _ headers: HTTPHeaders, for host: String) throws(HTTPError) {
        guard isToken(method) else { throw HTTPError(.other, "the request to \(host) has an invalid method") }
        for (name, value) in headers.fields {
            guard isToken(name) else { throw HTTPError(.other, "the request to \(host) has an invalid header name") }
            guard !value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
                throw HTTPError(.other, "the header \(name) of the request to \(host) has a line break in its value")
            }
        }
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }

    private static func lines(_ headers: HTTPHeaders, body: HTTPBody) -> [String] {
        // libcurl wants "Name;" for a field without content, since "Name:" takes the field out.
        var lines = headers.fields.map { name, value in value.isEmpty ? "\(name);" : "\(name): \(value)" }
        lines.append("Expect:")
        if headers["Content-Type"] == nil { lines.append("Content-Type:") }
        if case .stream(length: nil, _) = body { lines.append("Transfer-Encoding: chunked") }
        return lines
    }
}
