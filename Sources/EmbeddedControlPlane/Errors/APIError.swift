internal import DocumentModel

/// A request that ends in a `Status` of kind failure: what a client gets, word for word as the real server says it.
struct APIError: Error, Sendable {
    /// One cause in `details`.
    struct Cause: Sendable, Hashable {
        var reason: String?
        var message: String
        var field: String?
    }

    var code: Int
    /// Such as `NotFound`; empty leaves it out.
    var reason: String
    var message: String
    /// `details`, where there are any.
    var details: Details?
    /// Texts for `Warning` headers, as an answer that succeeds has them.
    var warnings: [String] = []
    /// More header fields of the answer.
    var headers: [(name: String, value: String)] = []

    /// `details` of a Status.
    struct Details: Sendable {
        var name: String = ""
        var group: String = ""
        /// The resource or, for `Invalid`, the kind.
        var kind: String = ""
        var uid: String = ""
        var causes: [Cause] = []
        var retryAfterSeconds: Int?
    }

    init(_ code: Int, _ reason: String, _ message: String, details: Details? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }
}

extension APIError {
    /// The body of the answer.
    var status: Value {
        var body: Object = ["kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Failure"]
        body["message"] = .string(message)
        if !reason.isEmpty { body["reason"] = .string(reason) }
        if let details { body["details"] = .object(details.content) }
        body["code"] = .integer(Int64(code))
        return .object(body)
    }
}

extension APIError.Details {
    /// The fields that say something.
    var content: Object {
        var content = Object()
        for (key, text) in [("name", name), ("group", group), ("kind", kind), ("uid", uid)] where !text.isEmpty {
            content[key] = .string(text)
        }
        if !causes.isEmpty { content["causes"] = .array(causes.map(\.content)) }
        if let retryAfterSeconds, retryAfterSeconds > 0 {
            content["retryAfterSeconds"] = .integer(Int64(retryAfterSeconds))
        }
        return content
    }
}

extension APIError.Cause {
    fileprivate var content: Value {
        var content = Object()
        if let reason, !reason.isEmpty { content["reason"] = .string(reason) }
        if !message.isEmpty { content["message"] = .string(message) }
        if let field, !field.isEmpty { content["field"] = .string(field) }
        return .object(content)
    }
}
