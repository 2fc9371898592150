/// One request as it came in; its body is not read.
public struct ServedRequest: Sendable {
    /// In capitals, such as `GET`.
    public var method: String
    /// As sent, still percent-encoded, without the query.
    public var path: String
    /// What follows the question mark; empty when there is none.
    public var query: String
    /// By name in lower case; several of one name with commas between them.
    public var headers: [String: String]
}
