import HTTPTransport
import LoopbackServer
import Platform
import Testing

@Suite struct HTTPClientTests {
    let client = HTTPClient(userAgent: "test/1.0")

    @Test func `a request reaches the server as it was made`() async throws {
        let server = try LoopbackServer(answering: { request in
            ServerAnswer(
                201, [("X-Seen", "\(request.method) \(request.target) \(request.headers["x-one"] ?? "")")],
                body: request.body)
        })
        defer { server.stop() }
        let response = try await client.execute(
            HTTPRequest(method: "PUT", url: server.url + "/a/b?c=d", headers: ["X-One": "1"], body: .bytes([1, 2, 3])))
        #expect(response.status == 201)
        #expect(response.headers["x-seen"] == "PUT /a/b?c=d 1")
        #expect(response.body == [1, 2, 3])
    }
}
