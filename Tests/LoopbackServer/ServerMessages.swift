/// A request as the test server read it.
package struct ServerRequest: Sendable {
    package var method: String
    /// Path and query.
    package var target: String
    /// By lower-case name; a repeated one keeps the last.
    package var headers: [String: String]
    package var body: [UInt8] = []
    package var clientName: String?
    package var serverName: String?

    package var path: String { String(target.prefix { $0 != "?" }) }
    /// The query's parameters, percent-decoded.
    package var query: [String: String] {
        guard let mark = target.firstIndex(of: "?") else { return [:] }
        var result: [String: String] = [:]
        for pair in target[target.index(after: mark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            result[Self.decoded(parts[0])] = parts.count > 1 ? Self.decoded(parts[1]) : ""
        }
        return result
    }
    package var text: String { String(decoding: body, as: UTF8.self) }

    init(head: String) throws {
        let lines = head.split(separator: "\n")
        let parts = (lines.first ?? "").split(separator: " ")
        guard parts.count == 3 else { throw ServerFailure("no request line") }
        method = String(parts[0])
        target = String(parts[1])
        headers = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == 0x2B ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What the test server answers.
package struct ServerAnswer: Sendable {
    package var status: Int
    package var headers: [(String, String)]
    package var body: [UInt8]
    /// Whether the connection ends after it.
    package var closes = false

    package init(_ status: Int = 200, _ headers: [(String, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(_ status: Int = 200, _ headers: [(String, String)] = [], text: String) {
        self.init(status, headers, body: Array(text.utf8))
    }

    package init(_ status: Int = 200, json: String) {
        self.init(status, [("Content-Type", "application/json")], text: json)
    }

    func bytes(for request: ServerRequest) -> [UInt8] {
        var head = "HTTP/1.1 \(status) Status\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        head += "Content-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + (request.method == "HEAD" ? [] : body)
    }
}
