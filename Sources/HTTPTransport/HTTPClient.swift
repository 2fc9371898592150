internal import Platform

/// An HTTP client over libcurl's multi interface: HTTP/1.1 and HTTP/2, connection reuse, cancellation.
///
/// One instance drives any number of concurrent requests on threads of its own: one for requests, one for streams that stay
/// open. Share it. Requests with equal ``ConnectionSettings`` share connections.
public final class HTTPClient: Sendable {
    private let userAgent: String
    private let environment: EnvironmentProxy
    private let requests = TransferLoop(name: "http")
    private let streams = TransferLoop(name: "http-streams")

    /// - Parameter userAgent: sent with requests that set none.
    public init(userAgent: String) {
        self.userAgent = userAgent
        environment = EnvironmentProxy(ProcessEnvironment.value)
    }

    deinit {
        requests.stop()
        streams.stop()
    }

    /// Sends the request and collects the whole body, up to the request's ``HTTPRequest/responseLimit``.
    ///
    /// Any status code is a response, not an error.
    ///
    /// - Throws: ``HTTPError``, `CancellationError`, or what the stream of the request body threw.
    public func execute(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await hop(request, sink: .collect(limit: request.responseLimit)) { transfer, head in
            HTTPResponse(
                status: head.status, headers: head.headers, body: try await transfer.collected(),
                url: transfer.request.effectiveURL, version: head.version)
        }
    }

    /// Sends the request, hands over the response as soon as its head is there, and ends the transfer when `body` returns or
    /// throws. Reading slowly slows the sender down.
    public func withResponse<Output: Sendable>(
        _ request: HTTPRequest, _ body: (HTTPStreamingResponse) async throws -> Output
    ) async throws -> Output {
        try await hop(request, sink: .stream) { transfer, head in
            try await body(
                HTTPStreamingResponse(
                    status: head.status, headers: head.headers, body: HTTPBodyChunks(transfer),
                    url: transfer.request.effectiveURL, version: head.version))
        }
    }

    /// Sends the request, and again where redirects lead, as far as it wants to follow them.
    private func hop<Output: Sendable>(
        _ first: HTTPRequest, sink: TransferState.Sink,
        _ body: (Transfer, ResponseHead) async throws -> Output
    ) async throws -> Output {
        var request = first
        let start = MonotonicTime.now()
        while true {
            var prepared = try PreparedRequest(request, userAgent: userAgent, environment: environment)
            prepared.remainingTime = request.totalTimeout.map { $0 - (MonotonicTime.now() - start) }
            let loop = request.isLongLived ? streams : requests
            let transfer = Transfer(prepared, sink: sink, loop: loop)
            let current = request
            let step: Hop<Output> = try await run(transfer, on: loop) {
                let head = try await transfer.head()
                if let next = try Self.redirect(current, head, from: first) { return .redirect(next) }
                return .done(try await body(transfer, head))
            }
            switch step {
            case .done(let output): return output
            case .redirect(let next): request = next
            }
        }
    }

    /// Starts the transfer, feeds its request body, and ends it when `body` has its answer.
    private func run<Output: Sendable>(
        _ transfer: Transfer, on loop: TransferLoop, _ body: () async throws -> Output
    ) async throws -> Output {
        try Task.checkCancellation()
        loop.submit(.start(transfer))
        defer { transfer.cancel() }
        guard case .stream(_, let produce) = transfer.request.body else { return try await body() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Upload.run(produce, into: transfer) }
            let result: Result<Output, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            group.cancelAll()
            do {
                try await group.waitForAll()
            } catch  where !(error is CancellationError) {
                // Without its body the request had to fail: this is why.
                if case .failure = result { throw error }
            }
            return try result.get()
        }
    }

    private static func redirect(
        _ request: HTTPRequest, _ head: ResponseHead, from first: HTTPRequest
    ) throws(HTTPError) -> HTTPRequest? {
        guard first.redirectLimit > 0, Redirect.isRedirect(head.status), let location = head.headers["Location"] else {
            return nil
        }
        guard request.redirectLimit > 0 else {
            throw HTTPError(
                .tooManyRedirects,
                "more than \(first.redirectLimit) redirects, the last from \(try CurlURL(request.url).authority)")
        }
        return try Redirect.next(request, status: head.status, location: location)
    }

    private enum Hop<Output: Sendable>: Sendable {
        case done(Output)
        case redirect(HTTPRequest)
    }
}
