/// Where a redirect leads, and what may go along.
enum Redirect {
    /// What may be sent to a host the caller did not name. Anything else could be a credential.
    private static let harmless: Set<String> = [
        "accept", "accept-encoding", "accept-language", "cache-control", "content-type", "git-protocol",
        "if-modified-since", "if-none-match", "range", "user-agent",
    ]

    static func isRedirect(_ status: Int) -> Bool { [301, 302, 303, 307, 308].contains(status) }

    /// The request that follows `request` after a redirect to `location`.
    static func next(_ request: HTTPRequest, status: Int, location: String) throws(HTTPError) -> HTTPRequest {
        let url = try CurlURL(request.url)
        let origin = (url.scheme, url.host.lowercased(), url.port)
        try url.follow(location)
        var next = request
        next.url = url.text
        next.redirectLimit -= 1
        if origin.0 == "https", url.scheme == "http" {
            throw HTTPError(.protocolError, "\(origin.1) redirects from https to http, which is refused")
        }
        if origin != (url.scheme, url.host.lowercased(), url.port) { dropCredentials(&next) }
        try changeMethod(&next, status: status, host: url.host)
        return next
    }

    private static func dropCredentials(_ request: inout HTTPRequest) {
        var kept = HTTPHeaders()
        for (name, value) in request.headers.fields where harmless.contains(name.lowercased()) { kept.add(name, value) }
        request.headers = kept
        request.connection.clientCertificate = nil
        request.connection.clientKey = nil
        request.connection.serverName = nil
    }

    private static func changeMethod(_ request: inout HTTPRequest, status: Int, host: String) throws(HTTPError) {
        let becomesGet =
            status == 303 ? request.method != "HEAD" : [301, 302].contains(status) && request.method == "POST"
        if becomesGet {
            request.method = "GET"
            request.body = .none
            request.headers["Content-Type"] = nil
        } else if case .stream = request.body {
            throw HTTPError(.badRequestBody, "\(host) redirects a streamed request, which cannot be sent again")
        }
    }
}
