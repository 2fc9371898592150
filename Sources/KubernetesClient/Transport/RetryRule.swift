internal import HTTPTransport

/// When a request is sent again because the server asks for it.
enum RetryRule {
    /// A server that wants us to wait longer is an error for the caller, who has better things to do.
    static let longestPause = Duration.seconds(60)

    /// How long to wait before the next attempt; nil when this answer counts.
    ///
    /// - Parameter attempt: how many were made before this one.
    static func pause(_ response: HTTPResponse, attempt: Int, limit: Int) -> Duration? {
        guard attempt < limit, response.status == 429 || (500..<600).contains(response.status),
            let wait = retryAfter(response.headers), wait <= longestPause
        else { return nil }
        return wait
    }

    /// The whole seconds of a `Retry-After` header; its other form, a date, is not used by API servers.
    static func retryAfter(_ headers: HTTPHeaders) -> Duration? {
        guard let text = headers["Retry-After"], let seconds = Int64(text), (0...86_400).contains(seconds) else {
            return nil
        }
        return .seconds(seconds)
    }
}
