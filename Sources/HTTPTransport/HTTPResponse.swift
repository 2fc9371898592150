/// The version of HTTP that client and server agreed on.
public enum HTTPVersion: Sendable, Hashable {
    case http1, http2
}

/// A response with its whole body.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// The URL that answered, after redirects; empty for a response that no client received.
    public var url: String
    public var version: HTTPVersion

    public init(
        status: Int, headers: HTTPHeaders = [:], body: [UInt8] = [], url: String = "", version: HTTPVersion = .http1
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.version = version
    }
}

/// A response whose body comes in chunks.
public struct HTTPStreamingResponse: Sendable {
    public let status: Int
    public let headers: HTTPHeaders
    /// The chunks; single use. Ends with the body, throws ``HTTPError`` when the transfer breaks.
    public let body: HTTPBodyChunks
    /// The URL that answered, after redirects.
    public let url: String
    public let version: HTTPVersion
}

/// The chunks of a response body, in order, never empty.
public struct HTTPBodyChunks: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    private let transfer: Transfer

    init(_ transfer: Transfer) { self.transfer = transfer }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let transfer: Transfer

        public mutating func next() async throws -> [UInt8]? { try await transfer.next() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(transfer: transfer) }
}
