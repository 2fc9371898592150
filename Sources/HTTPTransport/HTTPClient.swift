/// An HTTP client over libcurl's multi interface: HTTP/1.1 and HTTP/2, connection reuse, cancellation.
///
/// One instance drives any number of concurrent requests on one thread of its own; share it. Requests with equal
/// ``ConnectionSettings`` share connections.
public final class HTTPClient: Sendable {
    /// - Parameter userAgent: sent with requests that set none.
    public init(userAgent: String) { fatalError("skeleton") }

    /// Sends the request and collects the whole body, up to the request's ``HTTPRequest/responseLimit``.
    ///
    /// Any status code is a response, not an error.
    public func execute(_ request: HTTPRequest) async throws -> HTTPResponse { fatalError("skeleton") }

    /// Sends the request, hands over the response as soon as its head is there, and ends the transfer when `body` returns or
    /// throws. Reading slowly slows the sender down.
    public func withResponse<Output: Sendable>(
        _ request: HTTPRequest, _ body: (HTTPStreamingResponse) async throws -> Output
    ) async throws -> Output { fatalError("skeleton") }
}

/// A response with its whole body.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]

    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// A response whose body comes in chunks.
public struct HTTPStreamingResponse: Sendable {
    public let status: Int
    public let headers: HTTPHeaders
    /// The chunks; single use. Ends with the body, throws ``HTTPError`` when the transfer breaks.
    public let body: HTTPBodyChunks
}

/// The chunks of a response body, in order, never empty.
public struct HTTPBodyChunks: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public struct AsyncIterator: AsyncIteratorProtocol {
        public mutating func next() async throws -> [UInt8]? { fatalError("skeleton") }
    }
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
}
