import HTTPTransport
import LoopbackServer
import Platform
import Testing

@Suite struct TLSTests {
    let client = HTTPClient(userAgent: "test/1.0")
    private static let made = Result { try TestAuthority() }
    private var authority: TestAuthority { get throws { try Self.made.get() } }

    private func server(_ identity: ServerIdentity) throws -> LoopbackServer {
        try LoopbackServer(
            identity: identity,
            answering: { request in
                ServerAnswer(
                    text: "\(request.clientName ?? "-") \(request.serverName ?? "-") \(request.headers["host"] ?? "-")")
            })
    }

    private func request(_ server: LoopbackServer, trusting pem: [UInt8]?) throws -> HTTPRequest {
        var request = HTTPRequest(url: server.url)
        request.connection.certificateAuthorities = pem.map { Secret($0) }
        return request
    }

    @Test func `a server of a given authority is trusted`() async throws {
        let server = try server(authority.server())
        defer { server.stop() }
        #expect(try await client.execute(request(server, trusting: authority.pem)).status == 200)
    }

    @Test func `given authorities may add to those of the system`() async throws {
        let server = try server(authority.server())
        defer { server.stop() }
        var request = try request(server, trusting: authority.pem)
        request.connection.addsToSystemRoots = true
        #expect(try await client.execute(request).status == 200)
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var trusted: @Sendable (TestAuthority) throws -> [UInt8]? = { $0.pem }
        var identity: @Sendable (TestAuthority) throws -> ServerIdentity = { try $0.server() }
        let code: HTTPError.Code
    }

    static let refusals: [Refusal] = [
        Refusal(testDescription: "not known to the system", trusted: { _ in nil }, code: .certificateRejected),
        Refusal(
            testDescription: "of another authority", trusted: { _ in try TestAuthority().pem },
            code: .certificateRejected),
        Refusal(
            testDescription: "for another name", identity: { try $0.server(names: ["other"], addresses: ["10.0.0.1"]) },
            code: .certificateRejected),
        Refusal(testDescription: "authorities that are none", trusted: { _ in Array("no PEM".utf8) }, code: .tlsFailed),
    ]

    @Test(arguments: refusals) func `a server is refused`(_ example: Refusal) async throws {
        let server = try server(example.identity(authority))
        defer { server.stop() }
        let request = try request(server, trusting: example.trusted(authority))
        let error = await #expect(throws: HTTPError.self) { try await client.execute(request) }
        #expect(error?.code == example.code)
    }

    @Test func `the check can be switched off`() async throws {
        let server = try server(authority.server(names: ["other"], addresses: []))
        defer { server.stop() }
        var request = try request(server, trusting: nil)
        request.connection.skipsVerification = true
        #expect(try await client.execute(request).status == 200)
    }

    @Test func `a client certificate names the client`() async throws {
        let server = try server(authority.server(demandsClient: true))
        defer { server.stop() }
        var request = try request(server, trusting: authority.pem)
        await #expect(throws: HTTPError.self) { try await client.execute(request) }
        (request.connection.clientCertificate, request.connection.clientKey) = try authority.client("alice")
        #expect(String(decoding: try await client.execute(request).body, as: UTF8.self).hasPrefix("alice "))
    }

    @Test func `clients with different certificates do not share connections`() async throws {
        let server = try server(authority.server(demandsClient: true))
        defer { server.stop() }
        for name in ["alice", "bob", "alice", "bob"] {
            var request = try request(server, trusting: authority.pem)
            (request.connection.clientCertificate, request.connection.clientKey) = try authority.client(name)
            #expect(String(decoding: try await client.execute(request).body, as: UTF8.self).hasPrefix(name + " "))
        }
    }

    @Test func `a client key that is none is an error without its text`() async throws {
        let server = try server(authority.server(demandsClient: true))
        defer { server.stop() }
        var request = try request(server, trusting: authority.pem)
        request.connection.clientCertificate = try authority.client("alice").certificate
        request.connection.clientKey = Secret(Array("hunter2".utf8))
        let error = await #expect(throws: HTTPError.self) { try await client.execute(request) }
        #expect(error?.code == .tlsFailed)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func `a server name of one's own is asked and checked for`() async throws {
        let server = try server(authority.server(names: ["api.internal"], addresses: []))
        defer { server.stop() }
        var request = try request(server, trusting: authority.pem)
        await #expect(throws: HTTPError.self) { try await client.execute(request) }
        request.connection.serverName = "api.internal"
        let seen = String(decoding: try await client.execute(request).body, as: UTF8.self)
        #expect(seen == "- api.internal 127.0.0.1:\(server.port)")
    }

    @Test func `settings that trust less do not use a connection of others`() async throws {
        let server = try server(authority.server(names: ["other"], addresses: []))
        defer { server.stop() }
        var lax = try request(server, trusting: nil)
        lax.connection.skipsVerification = true
        #expect(try await client.execute(lax).status == 200)
        await #expect(throws: HTTPError.self) { try await client.execute(request(server, trusting: authority.pem)) }
    }
}
