/// How a client behaves, whatever cluster it talks to.
public struct ClientOptions: Sendable {
    /// Such as `kustomize-controller/v1.2.3`.
    public var userAgent: String
    /// Requests a second in the long run, and at once; 0 or less means no limit.
    public var queriesPerSecond: Double = 50
    public var burst = 300
    /// Whether the limit is lifted when the server has flow control of its own (API Priority and Fairness).
    public var probesFlowControl = false
    /// The manager of fields that a request does not name; nil for the server's choice.
    public var fieldManager: String?
    /// How often a request is sent again when the server asks for it.
    public var retryLimit = 10
    /// Told of each warning a server sends.
    public var onWarning: @Sendable (APIWarning) -> Void = { _ in }
    /// Told of each answer: method, host, and status code, or `<error>` when there was none.
    public var onRequest: @Sendable (_ method: String, _ host: String, _ code: String) -> Void = { _, _, _ in }

    public init(userAgent: String) { self.userAgent = userAgent }
}

/// A warning of an API server, such as the use of a deprecated version.
public struct APIWarning: Sendable, Hashable {
    public var text: String
    /// Method and path of the request.
    public var request: String

    public init(text: String, request: String) {
        self.text = text
        self.request = request
    }
}
