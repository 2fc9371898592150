public import HTTPTypes

/// One request as it came in; its body is not read.
public struct ServedRequest: Sendable {
    public var method: HTTPRequest.Method
    /// As sent, still percent-encoded, without the query.
    public var path: String
    /// What follows the question mark; empty when there is none.
    public var query: String
    public var headers: HTTPFields
}
