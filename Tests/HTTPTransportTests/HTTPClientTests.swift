import HTTPTransport
import LoopbackServer
import Platform
import Synchronization
import Testing

@Suite struct HTTPClientTests {
    let client = HTTPClient(userAgent: "test/1.0")

    @Test func `a request reaches the server as it was made`() async throws {
        let server = try LoopbackServer(answering: { request in
            let seen =
                "\(request.method) \(request.target) \(request.headers["x-one"] ?? "") \(request.headers["user-agent"] ?? "")"
            return ServerAnswer(201, [("X-Seen", seen)], body: request.body)
        })
        defer { server.stop() }
        let response = try await client.execute(
            HTTPRequest(method: "PUT", url: server.url + "/a/b?c=d", headers: ["X-One": "1"], body: .bytes([1, 2, 3])))
        #expect(response.status == 201)
        #expect(response.headers["x-seen"] == "PUT /a/b?c=d 1 test/1.0")
        #expect(response.body == [1, 2, 3])
        #expect(response.url == server.url + "/a/b?c=d")
    }

    @Test(arguments: ["GET", "HEAD", "DELETE", "OPTIONS", "POST", "PATCH"])
    func `a request without a body waits for nothing`(method: String) async throws {
        let server = try LoopbackServer(answering: { request in
            ServerAnswer(200, [("X-Method", request.method), ("X-Type", request.headers["content-type"] ?? "none")])
        })
        defer { server.stop() }
        let response = try await client.execute(HTTPRequest(method: method, url: server.url))
        #expect(response.headers["X-Method"] == method)
        #expect(response.headers["X-Type"] == "none")
    }

    @Test func `requests one after the other share a connection`() async throws {
        let server = try LoopbackServer(answering: { _ in ServerAnswer(text: "x") })
        defer { server.stop() }
        for _ in 0..<20 { _ = try await client.execute(HTTPRequest(url: server.url)) }
        #expect(server.connections == 1)
    }

    @Test func `hundreds of requests at once all get their own answer`() async throws {
        let server = try LoopbackServer(answering: { ServerAnswer(text: $0.target) })
        defer { server.stop() }
        let client = client
        let url = server.url
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<300 {
                group.addTask {
                    let answer = try await client.execute(HTTPRequest(url: "\(url)/\(index)"))
                    return String(decoding: answer.body, as: UTF8.self) == "/\(index)"
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func `a body of many pieces is sent as it is made`() async throws {
        let server = try LoopbackServer(answering: { request in
            ServerAnswer(
                200, [("X-Encoding", request.headers["transfer-encoding"] ?? "")], text: "\(request.body.count)")
        })
        defer { server.stop() }
        let left = Mutex(50)
        let request = HTTPRequest(
            method: "POST", url: server.url,
            body: .stream(length: nil) {
                await Task.yield()
                return left.withLock { left -> [UInt8]? in
                    left -= 1
                    return left >= 0 ? [UInt8](repeating: 7, count: 10_000) : nil
                }
            })
        let response = try await client.execute(request)
        #expect(String(decoding: response.body, as: UTF8.self) == "500000")
        #expect(response.headers["X-Encoding"] == "chunked")
    }

    @Test func `a body that fails ends the request with its own error`() async throws {
        struct Broken: Error {}
        let server = try LoopbackServer(answering: { _ in ServerAnswer() })
        defer { server.stop() }
        let request = HTTPRequest(method: "POST", url: server.url, body: .stream(length: 10) { throw Broken() })
        await #expect(throws: Broken.self) { try await client.execute(request) }
    }

    @Test func `an answer before the body is sent ends the upload`() async throws {
        let server = try LoopbackServer { connection in
            _ = try connection.readHead()
            try connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }
        defer { server.stop() }
        let request = HTTPRequest(
            method: "POST", url: server.url,
            body: .stream(length: nil) {
                try await Task.sleep(for: .milliseconds(1))
                return [UInt8](repeating: 1, count: 1000)
            })
        let response = try await client.execute(request)
        #expect(response.status == 413)
    }

    @Test func `a compressed answer is unpacked`() async throws {
        // "hello" as gzip.
        let packed: [UInt8] = [
            0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0,
            0,
        ]
        let server = try LoopbackServer(answering: { request in
            request.headers["accept-encoding"] == "gzip"
                ? ServerAnswer(200, [("Content-Encoding", "gzip")], body: packed) : ServerAnswer(400)
        })
        defer { server.stop() }
        let response = try await client.execute(HTTPRequest(url: server.url))
        #expect(String(decoding: response.body, as: UTF8.self) == "hello")
    }

    @Test func `an answer over the limit is refused`() async throws {
        let server = try LoopbackServer(answering: { _ in ServerAnswer(body: [UInt8](repeating: 0, count: 5000)) })
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.responseLimit = 4999
        let error = await #expect(throws: HTTPError.self) { try await client.execute(request) }
        #expect(error?.code == .bodyTooLarge)
        request.responseLimit = 5000
        #expect(try await client.execute(request).body.count == 5000)
    }

    @Test func `repeated header fields keep their order`() async throws {
        let server = try LoopbackServer(answering: { _ in
            ServerAnswer(200, [("Warning", "299 - \"a\""), ("Other", "x"), ("warning", "299 - \"b\"")])
        })
        defer { server.stop() }
        let response = try await client.execute(HTTPRequest(url: server.url))
        #expect(response.headers.values("WARNING") == ["299 - \"a\"", "299 - \"b\""])
    }
}
