/// Why a request to a Kubernetes API failed, or could not be made. Credentials never stand in the message.
public struct KubernetesError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is, for decisions.
    public enum Code: Sendable, Hashable {
        /// A kubeconfig, flag or service account mount that cannot be used.
        case configuration
        /// The caller asked for something that cannot be sent, such as an object without a name.
        case invalidRequest
        /// The API server knows no such kind.
        case noMatch
        /// 400.
        case badRequest
        /// 401.
        case unauthorized
        /// 403.
        case forbidden
        /// 404: the object, its namespace or the path.
        case notFound
        /// 405.
        case methodNotAllowed
        /// 409 with reason `AlreadyExists`.
        case alreadyExists
        /// 409: a stale resource version, or fields that other managers own.
        case conflict
        /// 410: the resource version, or the place in a paged list, is too old.
        case expired
        /// 413.
        case tooLarge
        /// 415.
        case unsupportedMediaType
        /// 422.
        case invalid
        /// 429.
        case tooManyRequests
        /// 504, or 500 with reason `Timeout` or `ServerTimeout`.
        case timeout
        /// Any other 5xx.
        case serverError
        /// The server could not be reached, or the connection broke.
        case connection
        /// The server's certificate was not accepted, or TLS failed.
        case certificate
        /// The answer is not what the Kubernetes API sends.
        case unreadableAnswer
        /// The task was cancelled. Never report it as a failure.
        case cancelled
        /// Any other status code.
        case other
    }

    public let code: Code
    /// A sentence: what was attempted, on what, and why it failed.
    public let message: String
    /// What the API server answered, where it answered with a `Status`.
    public let status: APIStatus?
    /// The status code, where there was an answer.
    public let httpStatus: Int?
    /// How long the server asks to wait before the next attempt.
    public let retryAfter: Duration?

    public init(
        _ code: Code, _ message: String, status: APIStatus? = nil, httpStatus: Int? = nil, retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.httpStatus = httpStatus
        self.retryAfter = retryAfter
    }

    public var description: String { message }
}

extension KubernetesError {
    /// Whether the object, or its kind's path, does not exist.
    public var isNotFound: Bool { code == .notFound }
    /// Whether the API server knows no such kind (yet).
    public var isNoMatch: Bool { code == .noMatch }
    public var isAlreadyExists: Bool { code == .alreadyExists }
    public var isConflict: Bool { code == .conflict }
    public var isInvalid: Bool { code == .invalid }
    public var isForbidden: Bool { code == .forbidden }
    public var isUnauthorized: Bool { code == .unauthorized }
    /// Whether a list or watch must start anew.
    public var isExpired: Bool { code == .expired }
    /// Whether the task was cancelled: then nothing failed.
    public var isCancelled: Bool { code == .cancelled }
    /// Whether the same request may succeed later without anybody changing anything.
    public var isTransient: Bool {
        switch code {
        case .tooManyRequests, .timeout, .serverError, .connection: true
        default: false
        }
    }

    /// The fields other managers own, where that is why a server-side apply was refused; else empty.
    public var fieldConflicts: [FieldConflict] { status?.fieldConflicts ?? [] }

    /// Whether force may replace the object: a conflict, an invalid object, or words about an immutable field. As broad as
    /// Flux has it; use it only when the object exists.
    public var isImmutable: Bool {
        if code == .conflict || code == .invalid { return true }
        let text = (status?.message ?? message).lowercased()
        return text.contains("is immutable") || text.contains("immutable field")
    }
}
