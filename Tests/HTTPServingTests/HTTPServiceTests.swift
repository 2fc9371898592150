import HTTPServing
import HTTPTransport
import Logging
import Platform
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPServiceTests {
    private struct Broken: Error {}

    /// Answers by path, so that a test names what it is about.
    private static func answer(_ request: ServedRequest) throws -> ServedAnswer {
        switch request.path {
        case "/text": return ServedAnswer(status: 200, text: "query \(request.query)")
        case "/read":
            return ServedAnswer(
                status: 206,
                body: .read(count: 10) { position in [UInt8](repeating: UInt8(position), count: min(4, 10 - position)) }
            )
        case "/short":
            return ServedAnswer(
                status: 200,
                body: .read(count: 10) { position in
                    if position > 0 { throw Broken() }
                    return [1, 2, 3, 4]
                })
        case "/same": return ServedAnswer(status: 304)
        case "/broken": throw Broken()
        default: return .notFound
        }
    }

    private func serving(_ body: (_ base: String, _ http: HTTPClient) async throws -> Void) async throws {
        let (ports, started) = AsyncStream.makeStream(of: Int.self)
        let service = HTTPService(
            "test", on: ServeAddress(host: "127.0.0.1", port: 0), logger: Logger(label: "test"),
            listening: { started.yield($0) }, answer: { try Self.answer($0) })
        let running = Task { try await service.run() }
        for await port in ports {
            try await body("http://127.0.0.1:\(port)", HTTPClient(userAgent: "test"))
            break
        }
        running.cancel()
        try await running.value
    }

    @Test(arguments: [
        ("/text?a=b", 200, Array("query a=b".utf8)),
        ("/read", 206, [0, 0, 0, 0, 4, 4, 4, 4, 8, 8]),
        ("/same", 304, []),
        ("/other", 404, Array("404 page not found\n".utf8)),
    ])
    func `an answer arrives with its status, length and date`(
        _ path: String, _ status: Int, _ wanted: [UInt8]
    ) async throws {
        try await serving { base, http in
            let response = try await http.execute(HTTPRequest(url: base + path))
            #expect(response.status == status)
            #expect(response.headers["date"]?.hasSuffix("GMT") == true)
            #expect(response.headers["content-length"] == (status == 304 ? nil : String(wanted.count)))
            #expect(response.body == wanted)
        }
    }

    @Test func `HEAD tells the length of a body that is not sent`() async throws {
        try await serving { base, http in
            let response = try await http.execute(HTTPRequest(method: "HEAD", url: base + "/read"))
            #expect(response.headers["content-length"] == "10")
            #expect(response.body.isEmpty)
        }
    }

    @Test(arguments: ["/broken", "/short"])
    func `an answer that fails breaks the connection, and the next one is served`(_ path: String) async throws {
        try await serving { base, http in
            await #expect(throws: (any Error).self) {
                try await http.execute(HTTPRequest(url: base + path))
            }
            let next = try await http.execute(HTTPRequest(url: base + "/text"))
            #expect(next.status == 200)
        }
    }

    @Test func `a request with a body is answered, and is the last of its connection`() async throws {
        try await serving { base, http in
            var request = HTTPRequest(method: "POST", url: base + "/text")
            request.body = .bytes([UInt8](repeating: 0, count: 1 << 16))
            let response = try await http.execute(request)
            #expect(response.status == 200)
            #expect(response.headers["connection"] == "close")
        }
    }

    @Test func `a request for another protocol is answered in this one, and is the last of its connection`()
        async throws
    {
        try await serving { base, http in
            var request = HTTPRequest(url: base + "/text")
            request.headers["Connection"] = "Upgrade"
            request.headers["Upgrade"] = "websocket"
            for _ in 0..<2 {
                let response = try await http.execute(request)
                #expect(response.status == 200)
                #expect(response.headers["connection"] == "close")
            }
        }
    }

    @Test func `a host that is none is an error in words`() async throws {
        let service = HTTPService(
            "lost", on: ServeAddress(host: "host.invalid", port: 0), logger: Logger(label: "test")
        ) { _ in .notFound }
        await #expect(throws: ServeError.self) { try await service.run() }
    }

    @Test func `a port in use is an error that names server and port`() async throws {
        try await serving { base, _ in
            let port = Int(base.split(separator: ":").last ?? "") ?? 0
            let second = HTTPService(
                "second", on: ServeAddress(host: "127.0.0.1", port: port), logger: Logger(label: "test")
            ) { _ in .notFound }
            await #expect {
                try await second.run()
            } throws: {
                "\($0)".contains("second server") && "\($0)".contains("127.0.0.1:\(port)")
            }
        }
    }
}
