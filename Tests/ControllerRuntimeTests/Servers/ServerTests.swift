import ControllerRuntimeTesting
import Glibc
import HTTPServing
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct ServerTests {
    struct Refused: Error {}

    @Test func `checks answer alone and together`() async throws {
        let checks = HealthChecks("readyz")
        #expect(await checks.answer("/readyz", "")?.body.text == "ok")
        #expect(await checks.answer("/readyz/ping", "")?.body.text == "ok")
        #expect(await checks.answer("/healthz", "")?.status == nil)
        #expect(await checks.answer("/readyz/nope", "")?.status == 404)
        checks.add("storage") { throw Refused() }
        #expect(await checks.answer("/readyz", "")?.status == 500)
        #expect(await checks.answer("/readyz/storage", "")?.status == 500)
        #expect(await checks.answer("/readyz", "exclude=storage")?.status == 200)
        let verbose = await checks.answer("/readyz", "verbose&exclude=storage")?.body.text
        #expect(verbose == "[+]ping ok\n[+]storage excluded: ok\nreadyz check passed\n")
    }

    @Test func `probes and metrics are served on their ports`() async throws {
        let ports = SharedLock([String: Int]())
        try await TestProcess().run(
            settings: {
                $0.healthAddress = "127.0.0.1:0"
                $0.metricsAddress = "127.0.0.1:0"
            }, listening: { name, port in ports.withLock { $0[name] = port } }
        ) { _ in
            try await eventually("listening") { ports.withLock { $0.count } == 2 }
            let health = try #require(ports.withLock { $0["health"] })
            let metrics = try #require(ports.withLock { $0["metrics"] })
            #expect(try await fetch(health, "/healthz").hasSuffix("\r\n\r\nok"))
            #expect(try await fetch(health, "/readyz/ping").hasPrefix("HTTP/1.1 200"))
            #expect(try await fetch(health, "/nowhere").hasPrefix("HTTP/1.1 404"))
            let text = try await fetch(metrics, "/metrics")
            #expect(text.contains("controller_runtime_max_concurrent_reconciles{controller=\"widget\"} 4"))
            #expect(text.lowercased().contains("content-type: text/plain; version=0.0.4"))
            let profile = try await fetch(metrics, "/debug/pprof/heap")
            #expect(profile.hasPrefix("HTTP/1.1 404") && profile.contains("perf"))
        }
    }

    @Test func `an address that is taken ends the process with a sentence`() async throws {
        let ports = SharedLock([String: Int]())
        try await TestProcess().run(
            settings: { $0.healthAddress = "127.0.0.1:0" },
            listening: { name, port in ports.withLock { $0[name] = port } }
        ) { _ in
            try await eventually("listening") { ports.withLock { $0.count } == 1 }
            let port = try #require(ports.withLock { $0["health"] })
            let error = await #expect(throws: (any Error).self) {
                try await TestProcess().run(settings: { $0.healthAddress = "127.0.0.1:\(port)" }) { _ in
                    try await Task.sleep(for: .seconds(3600))  // ends with the process
                }
            }
            #expect(String(describing: error).contains("cannot listen on 127.0.0.1:\(port)"))
        }
    }
}

/// One GET over a plain socket; the whole answer.
private func fetch(_ port: Int, _ path: String) async throws -> String {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    try #require(connected == 0)
    let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
    try #require(write(socket, request, request.count) == request.count)
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = read(socket, &buffer, buffer.count)
        guard count > 0 else { break }
        answer += buffer.prefix(count)
    }
    return String(decoding: answer, as: UTF8.self)
}
