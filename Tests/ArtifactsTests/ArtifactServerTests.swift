import Artifacts
import Foundation
import Logging
import Platform
import Testing

@Suite struct ArtifactServerTests {
    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        init(_ bytes: [UInt8]) {
            // Latin-1, so that characters count as bytes.
            let head = String(bytes.prefix(2000).map { Character(UnicodeScalar($0)) })
            let end = head.range(of: "\r\n\r\n")?.upperBound ?? head.endIndex
            let lines = head[..<end].split(separator: "\r\n")
            status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
            headers = Dictionary(
                lines.dropFirst().compactMap { line in
                    line.firstIndex(of: ":").map {
                        (line[..<$0].lowercased(), line[$0...].dropFirst().trimmingCharacters(in: .whitespaces))
                    }
                }, uniquingKeysWith: { first, _ in first })
            body = Array(bytes.dropFirst(head[..<end].unicodeScalars.count))
        }
    }

    /// Serves `folder` while `body` runs.
    private func serving(_ folder: String, _ body: (Int) async throws -> Void) async throws {
        let (ports, started) = AsyncStream.makeStream(of: Int.self)
        let server = try ArtifactServer(root: folder, address: "127.0.0.1:0", logger: Logger(label: "test")) {
            started.yield($0)
        }
        let running = Task { try await server.run() }
        for await port in ports {
            try await body(port)
            break
        }
        running.cancel()
        try await running.value
    }

    private func ask(_ port: Int, _ line: String, _ headers: String = "") async throws -> Answer {
        try await Socket.pool.run {
            let client = try Socket.connect(port)
            client.write(Array("\(line) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(headers)\r\n".utf8))
            return Answer(client.readAll())
        }
    }

    @Test func `a stored file comes with its length and date`() async throws {
        try await withScratch { folder in
            try FileSystem.createDirectory(folder + "/kind/ns/name")
            let bytes = (0..<700_000).map { UInt8($0 % 251) }
            let path = "/kind/ns/name/sha256:1+2.tar.gz"
            try FileSystem.writeAtomically(bytes, to: folder + path)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 784_111_777)], ofItemAtPath: folder + path)
            try await serving(folder) { port in
                let whole = try await ask(port, "GET \(path)")
                #expect(whole.status == 200)
                #expect(whole.body == bytes)
                #expect(whole.headers["content-length"] == "700000")
                #expect(whole.headers["content-type"] == "application/gzip")
                #expect(whole.headers["last-modified"] == "Sun, 06 Nov 1994 08:49:37 GMT")
                #expect(whole.headers["accept-ranges"] == "bytes")
                let head = try await ask(port, "HEAD \(path)")
                #expect(head.status == 200)
                #expect(head.headers["content-length"] == "700000")
                #expect(head.body.isEmpty)
                let encoded = try await ask(port, "GET /kind/ns/name/sha256%3A1%2b2.tar.gz?x=y")
                #expect(encoded.body == bytes)
            }
        }
    }

    struct Part: CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        var body = ""
        var range: String?
    }

    static let parts = [
        Part(testDescription: "bytes=0-0", status: 206, body: "0", range: "bytes 0-0/10"),
        Part(testDescription: "bytes=2-4", status: 206, body: "234", range: "bytes 2-4/10"),
        Part(testDescription: "bytes=8-", status: 206, body: "89", range: "bytes 8-9/10"),
        Part(testDescription: "bytes=8-99", status: 206, body: "89", range: "bytes 8-9/10"),
        Part(testDescription: "bytes=-3", status: 206, body: "789", range: "bytes 7-9/10"),
        Part(testDescription: "bytes=-99", status: 206, body: "0123456789", range: "bytes 0-9/10"),
        Part(testDescription: "bytes=10-", status: 416, range: "bytes */10"),
        Part(testDescription: "bytes=-0", status: 416, range: "bytes */10"),
        Part(testDescription: "bytes=5-2", status: 200, body: "0123456789"),
        Part(testDescription: "bytes=0-1,3-4", status: 200, body: "0123456789"),
        Part(testDescription: "bytes=x-y", status: 200, body: "0123456789"),
        Part(testDescription: "bytes=-", status: 200, body: "0123456789"),
        Part(testDescription: "bytes=99999999999999999999-", status: 200, body: "0123456789"),
        Part(testDescription: "lines=1-2", status: 200, body: "0123456789"),
    ]

    @Test func `ranges are served, and nonsense is passed over`() async throws {
        try await withScratch { folder in
            try FileSystem.writeAtomically(Array("0123456789".utf8), to: folder + "/f")
            try await serving(folder) { port in
                for part in Self.parts {
                    let answer = try await ask(port, "GET /f", "Range: \(part.testDescription)\r\n")
                    #expect(answer.status == part.status, "\(part.testDescription)")
                    #expect(answer.headers["content-range"] == part.range, "\(part.testDescription)")
                    if part.status != 416 {
                        #expect(String(decoding: answer.body, as: UTF8.self) == part.body, "\(part.testDescription)")
                    }
                }
                let stale = try await ask(port, "GET /f", "Range: bytes=2-4\r\nIf-Range: yesterday\r\n")
                #expect(stale.status == 200 && stale.body.count == 10)
            }
        }
    }

    @Test func `an unchanged file is not sent again, and entity tags are unknown`() async throws {
        try await withScratch { folder in
            try FileSystem.writeAtomically([1], to: folder + "/f")
            try await serving(folder) { port in
                let date = try #require(try await ask(port, "GET /f").headers["last-modified"])
                let same = try await ask(port, "GET /f", "If-Modified-Since: \(date)\r\n")
                #expect(same.status == 304 && same.body.isEmpty)
                let tagged = try await ask(port, "GET /f", "If-None-Match: \"x\"\r\n")
                #expect(tagged.status == 200)
                #expect(tagged.headers["etag"] == nil)
            }
        }
    }

    @Test func `nothing outside of the storage is served`() async throws {
        try await withScratch { outer in
            let folder = outer + "/store"
            try FileSystem.createDirectory(folder + "/kind")
            try FileSystem.writeAtomically(Array("secret".utf8), to: outer + "/secret")
            try FileSystem.writeAtomically([1], to: folder + "/kind/f")
            try FileSystem.writeAtomically([1], to: folder + "/kind/f.lock")
            let files = FileManager.default
            try files.createSymbolicLink(atPath: folder + "/out", withDestinationPath: "../secret")
            try files.createSymbolicLink(atPath: folder + "/absolute", withDestinationPath: outer + "/secret")
            try files.createSymbolicLink(atPath: folder + "/latest", withDestinationPath: "kind/f")
            #expect(mkfifo(folder + "/pipe", 0o600) == 0)
            try await serving(folder) { port in
                let missing = [
                    "/../secret", "/kind/../../secret", "/%2e%2e/secret", "/..%2fsecret", "/kind/%2e%2e/%2e%2e/secret",
                    "/out", "/absolute", "/pipe", "/kind", "/kind/f.lock", "/none", "/kind/f/x", "/f%00", "/%", "/%zz",
                    "/%ff", "//secret", "/" + String(repeating: "a", count: 5000),
                ]
                for path in missing {
                    let answer = try await ask(port, "GET \(path)")
                    #expect(answer.status == 404, "\(path.prefix(40))")
                    #expect(!String(decoding: answer.body, as: UTF8.self).contains("secret"))
                }
                #expect(try await ask(port, "GET /latest").status == 200)
                #expect(try await ask(port, "GET //kind/./x/../f").status == 200)
                #expect(try await ask(port, "GET /").status == 200)
                for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                    let answer = try await ask(port, "\(method) /kind/f")
                    #expect(answer.status == 405)
                    #expect(answer.headers["allow"] == "GET, HEAD")
                }
            }
        }
    }

    @Test func `a file that is replaced while it is sent stays what it was`() async throws {
        try await withScratch { folder in
            let old = [UInt8](repeating: 1, count: 8 << 20)
            try FileSystem.writeAtomically(old, to: folder + "/f")
            try await serving(folder) { port in
                let body = try await Socket.pool.run {
                    let client = try Socket.connect(port)
                    client.write(Array("GET /f HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
                    let first = client.readAll(limit: 1)
                    try FileSystem.writeAtomically([2, 2, 2], to: folder + "/f")
                    return Answer(first + client.readAll()).body
                }
                #expect(body == old)
                #expect(try await ask(port, "GET /f").body == [2, 2, 2])
            }
        }
    }

    @Test(arguments: ["", "9090", ":x", ":99999", "host:-1"])
    func `an address that is none is refused`(_ address: String) {
        #expect(throws: ArtifactError.self) {
            try ArtifactServer(root: "/", address: address, logger: Logger(label: "test"))
        }
    }

    @Test func `a port in use is an error`() async throws {
        let (socket, port) = try Socket.listen()
        let server = try ArtifactServer(root: "/", address: "127.0.0.1:\(port)", logger: Logger(label: "test"))
        await #expect { try await server.run() } throws: {
            ($0 as? ArtifactError)?.message.contains("127.0.0.1:\(port)") == true
        }
        socket.stop()
    }
}
