internal import DocumentModel
internal import HummingbirdCore
internal import NIOCore

/// What a request is answered with.
struct APIAnswer: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        case stream(@concurrent @Sendable (inout any ResponseBodyWriter) async throws -> Void)
    }

    var status: Int
    var contentType: String
    var headers: [(name: String, value: String)] = []
    /// Texts of `Warning` header fields.
    var warnings: [String] = []
    var body: Body

    init(status: Int = 200, contentType: String = "application/json", _ body: Body) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// Plain text.
    static func text(_ status: Int, _ text: String) -> APIAnswer {
        APIAnswer(status: status, contentType: "text/plain; charset=utf-8", .bytes(Array(text.utf8)))
    }

    /// What Go's multiplexer says about a path that nobody serves.
    static var pageNotFound: APIAnswer {
        var answer = text(404, "404 page not found\n")
        answer.headers.append(("X-Content-Type-Options", "nosniff"))
        return answer
    }

    /// A document in the encoding the client accepts.
    static func document(_ status: Int = 200, _ value: Value, _ encoding: ResponseEncoding = .json) -> APIAnswer {
        APIAnswer(status: status, contentType: encoding.contentType, .bytes(encoding.encode(value)))
    }

    /// The failure as a `Status`.
    static func failure(_ error: APIError, _ encoding: ResponseEncoding = .json) -> APIAnswer {
        var answer = document(error.code, error.status, encoding)
        answer.headers = error.headers
        answer.warnings = error.warnings
        if let seconds = error.details?.retryAfterSeconds { answer.headers.append(("Retry-After", String(seconds))) }
        return answer
    }
}

/// The encodings of answers.
enum ResponseEncoding: Sendable, Hashable {
    case json
    case prettyJSON
    case yaml

    var contentType: String { self == .yaml ? "application/yaml" : "application/json" }

    /// A whole document.
    func encode(_ value: Value) -> [UInt8] {
        switch self {
        case .json: JSON.write(value, .init(escapesHTML: true)) + [0x0A]
        case .prettyJSON: JSON.write(value, .init(indent: 2, escapesHTML: true))
        case .yaml: YAML.write(value, .init(sortsKeys: true))
        }
    }

    /// A document that is JSON already.
    func encode(json: [UInt8]) -> [UInt8] {
        guard self != .json else { return json + [0x0A] }
        do { return encode(try JSON.parse(json)) } catch { return json }
    }
}
