import HTTPTransport
import LoopbackServer
import Platform
import Testing

@Suite struct FailureTests {
    let client = HTTPClient(userAgent: "test/1.0")

    struct BadRequest: CustomTestStringConvertible {
        let testDescription: String
        let request: HTTPRequest
        let code: HTTPError.Code
    }

    static let badRequests = [
        BadRequest(testDescription: "no URL", request: HTTPRequest(url: "nothing"), code: .invalidURL),
        BadRequest(testDescription: "empty", request: HTTPRequest(url: ""), code: .invalidURL),
        BadRequest(testDescription: "file scheme", request: HTTPRequest(url: "file:///etc/passwd"), code: .invalidURL),
        BadRequest(testDescription: "ftp scheme", request: HTTPRequest(url: "ftp://127.0.0.1/"), code: .invalidURL),
        BadRequest(testDescription: "user name", request: HTTPRequest(url: "http://u@127.0.0.1/"), code: .invalidURL),
        BadRequest(
            testDescription: "password", request: HTTPRequest(url: "https://u:hunter2@127.0.0.1/"), code: .invalidURL),
        BadRequest(testDescription: "space", request: HTTPRequest(url: "http://127.0.0.1/a b"), code: .invalidURL),
        BadRequest(
            testDescription: "line break", request: HTTPRequest(url: "http://127.0.0.1/\r\nX: y"), code: .invalidURL),
        BadRequest(
            testDescription: "header with line break",
            request: HTTPRequest(url: "http://127.0.0.1:1/", headers: ["A": "b\r\nC: hunter2"]), code: .other),
        BadRequest(
            testDescription: "method with a space", request: HTTPRequest(method: "GET /", url: "http://127.0.0.1:1/"),
            code: .other),
        BadRequest(
            testDescription: "unknown host", request: HTTPRequest(url: "http://does-not-exist.invalid/"),
            code: .unresolvedHost),
        BadRequest(
            testDescription: "nobody listens", request: HTTPRequest(url: "http://127.0.0.1:1/?token=hunter2"),
            code: .connectionFailed),
    ]

    @Test(arguments: badRequests) func `a request that cannot be made says why`(_ example: BadRequest) async {
        let error = await #expect(throws: HTTPError.self) { try await client.execute(example.request) }
        #expect(error?.code == example.code)
        #expect(error?.message.contains("hunter2") == false)
        #expect(error?.message.isEmpty == false)
    }

    struct BadAnswer: CustomTestStringConvertible {
        let testDescription: String
        let bytes: String
        let codes: Set<HTTPError.Code>
    }

    static let badAnswers = [
        BadAnswer(testDescription: "nothing", bytes: "", codes: [.connectionLost]),
        BadAnswer(testDescription: "no HTTP", bytes: "SSH-2.0-x\r\n\r\n", codes: [.protocolError]),
        BadAnswer(
            testDescription: "half a head", bytes: "HTTP/1.1 200 OK\r\nA: b", codes: [.connectionLost, .protocolError]),
        BadAnswer(
            testDescription: "half a body", bytes: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
            codes: [.connectionLost]),
        BadAnswer(
            testDescription: "half a chunk",
            bytes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", codes: [.connectionLost]),
        BadAnswer(
            testDescription: "a chunk of no size",
            bytes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab", codes: [.connectionLost, .other]),
        BadAnswer(
            testDescription: "broken gzip",
            bytes: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", codes: [.protocolError]
        ),
        BadAnswer(
            testDescription: "an endless head",
            bytes: "HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 400_000),
            codes: [.protocolError, .other, .connectionLost]),
    ]

    @Test(arguments: badAnswers) func `an answer that is none is an error`(_ example: BadAnswer) async throws {
        let server = try LoopbackServer { connection in
            _ = try connection.readRequest()
            try connection.write(example.bytes)
        }
        defer { server.stop() }
        let error = await #expect(throws: HTTPError.self) { try await client.execute(HTTPRequest(url: server.url)) }
        #expect(example.codes.contains(error?.code ?? .badRequestBody), "\(error?.message ?? "")")
    }

    @Test func `a server that resets the connection is a lost connection`() async throws {
        let server = try LoopbackServer { connection in
            _ = try connection.readRequest()
            connection.reset()
            throw CancellationError()
        }
        defer { server.stop() }
        let error = await #expect(throws: HTTPError.self) { try await client.execute(HTTPRequest(url: server.url)) }
        #expect(error?.code == .connectionLost)
    }

    @Test func `a request ends when its time is up`() async throws {
        let server = try LoopbackServer { connection in while try !connection.read().isEmpty {} }
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.totalTimeout = .milliseconds(50)
        let error = await #expect(throws: HTTPError.self) { try await client.execute(request) }
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains("after 50ms") == true)
    }

    @Test func `a stream that carries nothing for too long is dead`() async throws {
        let server = try LoopbackServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
            while try !connection.read().isEmpty {}
        }
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.isLongLived = true
        request.totalTimeout = nil
        request.idleTimeout = .milliseconds(100)
        let error = await #expect(throws: HTTPError.self) {
            try await client.withResponse(request) { response in for try await _ in response.body {} }
        }
        #expect(error?.code == .timedOut)
    }
}
