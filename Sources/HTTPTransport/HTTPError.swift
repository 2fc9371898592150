/// Why a request got no (whole) response. Credentials never stand in the message.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is, for decisions.
    public enum Code: Sendable, Hashable {
        case invalidURL, unresolvedHost, connectionFailed, tlsFailed, certificateRejected, proxyFailed
        case timedOut, connectionLost, tooManyRedirects, bodyTooLarge, protocolError, badRequestBody, other
    }
    public let code: Code
    /// A sentence with host and cause in it.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
