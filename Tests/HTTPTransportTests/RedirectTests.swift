import HTTPTransport
import LoopbackServer
import Platform
import Synchronization
import Testing

@Suite struct RedirectTests {
    let client = HTTPClient(userAgent: "test/1.0")

    /// A server whose paths redirect, and that tells what it saw.
    private func server(_ target: String) throws -> LoopbackServer {
        try LoopbackServer(answering: { request in
            if request.path == "/end" {
                let seen = ["authorization", "private-token", "accept", "cookie"].map { request.headers[$0] ?? "-" }
                return ServerAnswer(text: "\(request.method) \(seen.joined(separator: " ")) \(request.text)")
            }
            let status = Int(request.path.dropFirst()) ?? 302
            return ServerAnswer(status, [("Location", request.path == "/loop" ? "/loop" : target)], text: "moved")
        })
    }

    private func request(_ url: String, method: String = "GET") -> HTTPRequest {
        var request = HTTPRequest(
            method: method, url: url,
            headers: ["Authorization": "Basic x", "Private-Token": "y", "Accept": "text/plain", "Cookie": "z"],
            body: method == "GET" ? .none : .bytes(Array("body".utf8)))
        request.redirectLimit = 3
        return request
    }

    private func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test func `a redirect is an answer unless it shall be followed`() async throws {
        let server = try server("/end")
        defer { server.stop() }
        var request = request(server.url + "/302")
        request.redirectLimit = 0
        let response = try await client.execute(request)
        #expect(response.status == 302)
        #expect(response.headers["Location"] == "/end")
    }

    @Test func `to the same server everything goes along`() async throws {
        let server = try server("/end")
        defer { server.stop() }
        let response = try await client.execute(request(server.url + "/302"))
        #expect(text(response) == "GET Basic x y text/plain z ")
        #expect(response.url == server.url + "/end")
    }

    @Test func `to another server no credential goes along`() async throws {
        let other = try server("/")
        let server = try server(other.url + "/end")
        defer {
            server.stop()
            other.stop()
        }
        #expect(text(try await client.execute(request(server.url + "/302"))) == "GET - - text/plain - ")
    }

    struct Rewriting {
        let status: Int
        let method: String
        let becomes: String
    }

    @Test(arguments: [
        Rewriting(status: 301, method: "POST", becomes: "GET Basic x y text/plain z "),
        Rewriting(status: 302, method: "POST", becomes: "GET Basic x y text/plain z "),
        Rewriting(status: 303, method: "PUT", becomes: "GET Basic x y text/plain z "),
        Rewriting(status: 307, method: "POST", becomes: "POST Basic x y text/plain z body"),
        Rewriting(status: 308, method: "PUT", becomes: "PUT Basic x y text/plain z body"),
        Rewriting(status: 302, method: "PUT", becomes: "PUT Basic x y text/plain z body"),
    ]) func `the status decides about the method`(_ example: Rewriting) async throws {
        let server = try server("/end")
        defer { server.stop() }
        let response = try await client.execute(request("\(server.url)/\(example.status)", method: example.method))
        #expect(text(response) == example.becomes)
    }

    @Test func `a circle of redirects ends`() async throws {
        let server = try server("/loop")
        defer { server.stop() }
        let error = await #expect(throws: HTTPError.self) { try await client.execute(request(server.url + "/loop")) }
        #expect(error?.code == .tooManyRedirects)
    }

    @Test func `a redirect to a file or a user name is refused`() async throws {
        for target in ["file:///etc/passwd", "http://user:hunter2@127.0.0.1/", "gopher://127.0.0.1/"] {
            let server = try server(target)
            defer { server.stop() }
            let error = await #expect(throws: HTTPError.self) { try await client.execute(request(server.url + "/302")) }
            #expect(error?.code == .invalidURL)
            #expect(error?.message.contains("hunter2") == false)
        }
    }

    @Test func `a redirect from https to http is refused`() async throws {
        let plain = try server("/")
        let authority = try TestAuthority()
        let target = plain.url + "/end"
        let server = try LoopbackServer(
            identity: authority.server(), answering: { _ in ServerAnswer(302, [("Location", target)]) })
        defer {
            server.stop()
            plain.stop()
        }
        var request = request(server.url)
        request.connection.certificateAuthorities = Secret(authority.pem)
        let error = await #expect(throws: HTTPError.self) { try await client.execute(request) }
        #expect(error?.code == .protocolError)
        #expect(plain.connections == 0)
    }
}
