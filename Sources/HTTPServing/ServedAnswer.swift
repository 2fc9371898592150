/// What a server answers to one request.
public struct ServedAnswer: Sendable {
    /// The bytes of an answer.
    public enum Body: Sendable {
        case text(String)
        /// Bytes that are read while they are sent: `count` of them, asked for by the position of the next one.
        /// A read gives at least one byte, or throws, which breaks the connection: the client sees that bytes are missing.
        case read(count: Int, _ from: @Sendable (_ position: Int) async throws -> [UInt8])

        /// The text; nil for a body that is read while it is sent.
        public var text: String? {
            guard case .text(let text) = self else { return nil }
            return text
        }
    }

    public var status: Int
    /// By name; `Content-Length`, `Date` and `Connection` are the server's own.
    public var headers: [String: String]
    public var body: Body

    public init(status: Int, headers: [String: String] = [:], body: Body = .text("")) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A page of text.
    public init(status: Int, text: String, contentType: String = "text/plain; charset=utf-8") {
        self.init(status: status, headers: ["Content-Type": contentType], body: .text(text))
    }

    /// The answer to a path where there is nothing.
    public static var notFound: ServedAnswer { ServedAnswer(status: 404, text: "404 page not found\n") }

    /// In bytes.
    var count: Int {
        switch body {
        case .text(let text): text.utf8.count
        case .read(let count, _): count
        }
    }
}
