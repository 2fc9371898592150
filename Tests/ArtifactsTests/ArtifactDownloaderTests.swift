import Cryptography
import Foundation
import HTTPTransport
import Platform
import Synchronization
import Testing
import ToolkitAPI

@testable import Artifacts

@Suite struct ArtifactDownloaderTests {
    /// The pauses a download made.
    final class Pauses: Sendable {
        private let made = Mutex<[Duration]>([])
        var seconds: [Int64] { made.withLock { $0.map { $0.components.seconds } } }
        func add(_ pause: Duration) { made.withLock { $0.append(pause) } }
    }

    private func download(
        _ url: String, retries: Int = 9, environment: [String: String] = [:]
    ) async throws -> (Result<[UInt8], any Error>, [Int64]) {
        let pauses = Pauses()
        var downloader = ArtifactDownloader(http: HTTPClient(userAgent: "test"), retries: retries)
        downloader.environment = { environment[$0] }
        downloader.pause = { pauses.add($0) }
        return try await withTemporaryDirectory { [downloader] folder in
            do {
                let digest = try await downloader.download(.at(url, digest: ""), to: folder + "/f")
                let bytes = try FileSystem.read(folder + "/f")
                #expect(digest == Digest.of(bytes))
                return (.success(bytes), pauses.seconds)
            } catch { return (.failure(error), pauses.seconds) }
        }
    }

    @Test func `waits grow from five to thirty seconds, and the tenth try is the last`() async throws {
        let server = try ScriptedServer([ScriptedServer.answer("500 No")])
        let (result, pauses) = try await download("http://127.0.0.1:\(server.port)/a")
        #expect(pauses == [5, 10, 20, 30, 30, 30, 30, 30, 30])
        #expect(server.requests == 10)
        #expect(throws: ArtifactError.self) { try result.get() }
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var headers = ""
        let pauses: [Int64]
        var code = ArtifactError.Code.unavailable
    }

    static let cases = [
        Case(testDescription: "404 Not Found", pauses: [], code: .notFound),
        Case(testDescription: "400 Bad", pauses: []), Case(testDescription: "401 No", pauses: []),
        Case(testDescription: "403 No", pauses: []), Case(testDescription: "410 Gone", pauses: []),
        Case(testDescription: "204 Empty", pauses: []), Case(testDescription: "501 Never", pauses: []),
        Case(testDescription: "429 Slow", pauses: [5]), Case(testDescription: "500 No", pauses: [5]),
        Case(testDescription: "502 No", pauses: [5]), Case(testDescription: "503 No", pauses: [5]),
        Case(testDescription: "504 No", pauses: [5]),
        Case(testDescription: "429 Slow", headers: "Retry-After: 2\r\n", pauses: [2]),
        Case(testDescription: "503 No", headers: "Retry-After: 0\r\n", pauses: [0]),
        Case(testDescription: "503 No", headers: "Retry-After: 99999999\r\n", pauses: [3600]),
        Case(testDescription: "503 No", headers: "Retry-After: -7\r\n", pauses: [0]),
        Case(testDescription: "503 No", headers: "Retry-After: soon\r\n", pauses: [5]),
        Case(testDescription: "500 No", headers: "Retry-After: 2\r\n", pauses: [5]),
    ]

    @Test(arguments: cases) func `only what may heal is tried again`(_ example: Case) async throws {
        let server = try ScriptedServer([ScriptedServer.answer(example.testDescription, example.headers)])
        let (result, pauses) = try await download("http://127.0.0.1:\(server.port)/a", retries: 1)
        #expect(pauses == example.pauses)
        #expect(server.requests == example.pauses.count + 1)
        guard case .failure(let error as ArtifactError) = result else {
            Issue.record("it was downloaded")
            return
        }
        #expect(error.code == example.code)
    }

    @Test func `a broken connection is tried again, and the file begins anew`() async throws {
        let body = Array("content".utf8)
        let cut = Array(ScriptedServer.answer("200 OK", body: body).dropLast(3))
        let server = try ScriptedServer([[], cut, ScriptedServer.answer("200 OK", body: body)])
        let (result, pauses) = try await download("http://127.0.0.1:\(server.port)/a")
        #expect(try result.get() == body)
        #expect(pauses == [5, 10])
    }

    @Test func `nobody there is tried again, and a URL that is none is not`() async throws {
        #expect(try await download("http://127.0.0.1:1/a", retries: 2).1 == [5, 10])
        for url in ["ftp://127.0.0.1/a", "nonsense", ""] { #expect(try await download(url, retries: 2).1 == []) }
    }

    @Test func `a redirect loop is not tried again`() async throws {
        let server = try ScriptedServer([ScriptedServer.answer("302 Go", "Location: /again\r\n")])
        let (result, pauses) = try await download("http://127.0.0.1:\(server.port)/a")
        #expect(pauses == [])
        #expect(throws: ArtifactError.self) { try result.get() }
    }

    static let addresses: [(String, [String: String], String)] = [
        ("http://source.svc/a/b", [:], "http://source.svc/a/b"),
        ("http://source.svc./a/b", ["SOURCE_CONTROLLER_LOCALHOST": "localhost:1"], "http://localhost:1/a/b"),
        ("http://source.svc:80/a", ["SOURCE_CONTROLLER_LOCALHOST": ""], "http://source.svc:80/a"),
        ("http://source-watcher.svc/a", ["SOURCE_WATCHER_LOCALHOST": "w:2"], "http://w:2/a"),
        ("http://source-watcher.svc/a", ["SOURCE_CONTROLLER_LOCALHOST": "c:1"], "http://source-watcher.svc/a"),
        ("http://source.svc", ["SOURCE_CONTROLLER_LOCALHOST": "c:1"], "http://c:1"),
    ]

    @Test(arguments: addresses)
    func `the environment replaces the host`(_ url: String, _ environment: [String: String], _ expected: String) {
        #expect(ArtifactDownloader.address(of: url) { environment[$0] } == expected)
    }
}
