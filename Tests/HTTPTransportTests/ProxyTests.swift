import LoopbackServer
import Platform
import Testing

@testable import HTTPTransport

@Suite struct ProxyTests {
    struct Case: CustomTestStringConvertible {
        let host: String
        var scheme = "https"
        var port = "443"
        var exceptions = ""
        let usesProxy: Bool
        var testDescription: String { "\(scheme)://\(host):\(port) except \(exceptions)" }
    }

    static let cases = [
        Case(host: "example.com", usesProxy: true),
        Case(host: "example.com", scheme: "http", usesProxy: true),
        Case(host: "localhost", usesProxy: false),
        Case(host: "127.8.9.1", usesProxy: false),
        Case(host: "[::1]", usesProxy: false),
        Case(host: "example.com", exceptions: "*", usesProxy: false),
        Case(host: "example.com", exceptions: "other.com, example.com", usesProxy: false),
        Case(host: "EXAMPLE.com", exceptions: "example.COM", usesProxy: false),
        Case(host: "example.com.", exceptions: "example.com", usesProxy: false),
        Case(host: "a.example.com", exceptions: "example.com", usesProxy: false),
        Case(host: "notexample.com", exceptions: "example.com", usesProxy: true),
        Case(host: "example.com", exceptions: ".example.com", usesProxy: true),
        Case(host: "a.example.com", exceptions: ".example.com", usesProxy: false),
        Case(host: "a.example.com", exceptions: "*.example.com", usesProxy: false),
        Case(host: "example.com", exceptions: "example.com:8443", usesProxy: true),
        Case(host: "example.com", port: "8443", exceptions: "example.com:8443", usesProxy: false),
        Case(host: "10.1.2.3", exceptions: "10.0.0.0/8", usesProxy: false),
        Case(host: "11.1.2.3", exceptions: "10.0.0.0/8", usesProxy: true),
        Case(host: "10.1.2.3", exceptions: "10.1.2.3", usesProxy: false),
        Case(host: "[fd00::5]", exceptions: "fd00::/16", usesProxy: false),
        Case(host: "10.1.2.3", exceptions: "10.0.0.0/99,,/,:", usesProxy: true),
    ]

    @Test(arguments: cases) func `NO_PROXY is read as Go reads it`(_ example: Case) {
        let environment = EnvironmentProxy {
            ["HTTP_PROXY": "proxy:1", "https_proxy": "http://proxy:2", "NO_PROXY": example.exceptions][$0]
        }
        let proxy = environment.proxy(scheme: example.scheme, host: example.host, port: example.port)
        #expect((proxy != nil) == example.usesProxy)
    }

    @Test func `a program that serves CGI takes no proxy from a header`() {
        let environment = EnvironmentProxy { ["HTTP_PROXY": "http://evil", "REQUEST_METHOD": "GET"][$0] }
        #expect(environment.proxy(scheme: "http", host: "example.com", port: "80") == nil)
    }

    @Test func `socks5 lets the proxy resolve names`() {
        let environment = EnvironmentProxy { ["HTTPS_PROXY": "socks5://proxy:1080"][$0] }
        let proxy = environment.proxy(scheme: "https", host: "example.com", port: "443")
        #expect(proxy?.reveal() == "socks5h://proxy:1080")
    }

    @Test func `a request goes through the proxy it names`() async throws {
        let proxy = try LoopbackServer(answering: { request in
            ServerAnswer(text: "\(request.target) \(request.headers["proxy-authorization"] ?? "-")")
        })
        defer { proxy.stop() }
        var request = HTTPRequest(url: "http://example.invalid/path")
        request.connection.proxy = Secret("http://user:pass@127.0.0.1:\(proxy.port)")
        let response = try await HTTPClient(userAgent: "test").execute(request)
        #expect(String(decoding: response.body, as: UTF8.self) == "http://example.invalid/path Basic dXNlcjpwYXNz")
    }

    @Test func `a proxy that cannot be reached keeps its password to itself`() async throws {
        var request = HTTPRequest(url: "http://example.invalid/path")
        request.connection.proxy = Secret("http://user:hunter2@127.0.0.1:1")
        let sent = request
        let error = await #expect(throws: HTTPError.self) { try await HTTPClient(userAgent: "test").execute(sent) }
        #expect(error?.message.contains("hunter2") == false)
    }
}
