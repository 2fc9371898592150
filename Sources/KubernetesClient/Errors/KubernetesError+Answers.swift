internal import DocumentModel
internal import HTTPTransport

extension KubernetesError {
    static let cancelled = KubernetesError(.cancelled, "cancelled")

    /// What an answer means that is no success.
    ///
    /// - Parameter purpose: what was attempted, to follow "cannot".
    init(_ response: HTTPResponse, purpose: String) {
        let status = Self.status(response)
        guard response.status != 404 || status != nil || Self.isUnknownPath(response) else {
            // A load balancer without a backend, say. Whoever takes this for an absence deletes or forgets on doubt.
            self.init(
                .unreadableAnswer,
                "cannot \(purpose): the answer 404 did not come from a Kubernetes API server; check the server's address",
                httpStatus: 404)
            return
        }
        let fallback = "cannot \(purpose): the server answered with HTTP status \(response.status)"
        let text = status?.message ?? ""
        self.init(
            Code(httpStatus: response.status, reason: status?.reason ?? ""), text.isEmpty ? fallback : text,
            status: status, httpStatus: response.status,
            retryAfter: RetryRule.retryAfter(response.headers)
                ?? (status?.retryAfterSeconds).flatMap { (0...86_400).contains($0) ? .seconds($0) : nil })
    }

    /// The `Status` in the ERROR event of a watch.
    init(watchError value: Value, purpose: String) {
        let status = APIStatus(value, httpStatus: 0)
        let text = status?.message ?? ""
        self.init(
            Code(httpStatus: status?.code ?? 0, reason: status?.reason ?? ""),
            text.isEmpty ? "cannot \(purpose): the server ended the watch with an error" : text, status: status,
            httpStatus: status?.code)
    }

    /// What a failed transfer means.
    init(_ error: any Error, purpose: String) {
        switch error {
        case let error as KubernetesError: self = error
        case is CancellationError: self = .cancelled
        case let error as HTTPError:
            switch error.code {
            case .certificateRejected, .tlsFailed: self.init(.certificate, "cannot \(purpose): \(error.message)")
            case .invalidURL: self.init(.configuration, "cannot \(purpose): \(error.message)")
            case .bodyTooLarge, .protocolError: self.init(.unreadableAnswer, "cannot \(purpose): \(error.message)")
            default: self.init(.connection, "cannot \(purpose): \(error.message)")
            }
        default: self.init(.other, "cannot \(purpose): \(error)")
        }
    }

    /// How an API server answers for a path it does not know.
    private static func isUnknownPath(_ response: HTTPResponse) -> Bool {
        response.body.starts(with: "404 page not found".utf8)
    }

    private static func status(_ response: HTTPResponse) -> APIStatus? {
        guard response.body.first == 0x7B else { return nil }
        // A proxy may send anything; then the status code alone counts.
        do throws(DocumentError) { return APIStatus(try JSON.parse(response.body), httpStatus: response.status) } catch
        {
            return nil
        }
    }
}

extension KubernetesError.Code {
    init(httpStatus: Int, reason: String) {
        switch reason {
        case "AlreadyExists": self = .alreadyExists
        case "Expired", "Gone": self = .expired
        case "Timeout", "ServerTimeout": self = .timeout
        default: self = Self.byStatus[httpStatus] ?? ((500..<600).contains(httpStatus) ? .serverError : .other)
        }
    }

    private static let byStatus: [Int: KubernetesError.Code] = [
        400: .badRequest, 401: .unauthorized, 403: .forbidden, 404: .notFound, 405: .methodNotAllowed, 409: .conflict,
        410: .expired, 413: .tooLarge, 415: .unsupportedMediaType, 422: .invalid, 429: .tooManyRequests, 504: .timeout,
    ]
}
