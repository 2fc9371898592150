import Cryptography
import Foundation
import HTTPTransport
import Platform
import Synchronization
import Testing
import ToolkitAPI

@testable import Artifacts

@Suite struct ArtifactCacheTests {
    private func cache(_ folder: String, capacity: Int64 = 1 << 20) -> ArtifactCache {
        ArtifactCache(http: HTTPClient(userAgent: "test"), directory: folder, capacity: capacity, retries: 0)
    }

    /// Waits until the folders of trees nobody holds are gone.
    private func wait(until count: Int, in folder: String) async throws {
        for _ in 0..<2000 where try FileSystem.list(folder).count != count {
            try await Task.sleep(for: .milliseconds(2))
        }
        let left = try FileSystem.list(folder).count
        #expect(left == count)
    }

    @Test func `an artifact is opened once and shared`() async throws {
        try await withScratch { folder in
            let (bytes, digest) = try await archive(["a/b.yaml": "x: 1"])
            let server = try ScriptedServer([ScriptedServer.answer("200 OK", body: bytes)])
            let cache = cache(folder)
            let artifact = Artifact.at("http://127.0.0.1:\(server.port)/a", digest: digest.description)
            let trees = try await withThrowingTaskGroup(of: ArtifactTree.self) { group in
                for _ in 0..<20 { group.addTask { try await cache.tree(of: artifact) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let first = try #require(trees.first)
            #expect(trees.allSatisfy { $0 === first })
            #expect(server.requests == 1)
            #expect(try FileSystem.read(first.root + "/a/b.yaml") == Array("x: 1".utf8))
            #expect(first.size == 4)
            #expect(try await cache.tree(of: .at("http://nowhere/", digest: digest.hex)) === first)
            #expect(try FileSystem.list(folder + "/" + FileSystem.list(folder)[0].name).map(\.name) == ["tree"])
        }
    }

    @Test func `the least recently used goes first, once nobody holds it`() async throws {
        try await withScratch { folder in
            let cache = cache(folder, capacity: 250)
            var artifacts: [Artifact] = []
            var servers: [ScriptedServer] = []
            for number in 0..<3 {
                let (bytes, digest) = try await archive(["f": String(repeating: "\(number)", count: 100)])
                let server = try ScriptedServer([ScriptedServer.answer("200 OK", body: bytes)])
                artifacts.append(.at("http://127.0.0.1:\(server.port)/a", digest: digest.description))
                servers.append(server)
            }
            let held = try await cache.tree(of: artifacts[1])
            _ = try await cache.tree(of: artifacts[0])
            _ = try await cache.tree(of: artifacts[2])
            // The one in hand was used longest ago: forgotten, but not removed.
            #expect(try FileSystem.read(held.root + "/f").count == 100)
            _ = try await cache.tree(of: artifacts[0])
            #expect(servers.map(\.requests) == [1, 1, 1])
            try await wait(until: 3, in: folder)
            _ = consume held
            try await wait(until: 2, in: folder)
            _ = try await cache.tree(of: artifacts[1])
            #expect(servers.map(\.requests) == [1, 2, 1])
            cache.removeAll()
            try await wait(until: 0, in: folder)
        }
    }

    @Test func `a tree larger than the bound is still opened, alone`() async throws {
        try await withScratch { folder in
            let (bytes, digest) = try await archive(["f": String(repeating: "x", count: 1000)])
            let server = try ScriptedServer([ScriptedServer.answer("200 OK", body: bytes)])
            let cache = cache(folder, capacity: 10)
            let artifact = Artifact.at("http://127.0.0.1:\(server.port)/a", digest: digest.description)
            let tree = try await cache.tree(of: artifact)
            #expect(try await cache.tree(of: artifact) === tree)
        }
    }

    struct Bad: CustomTestStringConvertible {
        let testDescription: String
        let digest: String
        let code: ArtifactError.Code
    }

    static let bad = [
        Bad(testDescription: "empty", digest: "", code: .invalidDigest),
        Bad(testDescription: "unknown function", digest: "md5:900150983cd24fb0d6963f7d28e17f72", code: .invalidDigest),
        Bad(testDescription: "no digits", digest: "sha256:xyz", code: .invalidDigest),
        Bad(
            testDescription: "of something else", digest: Digest.of("something else").description,
            code: .digestMismatch),
    ]

    @Test(arguments: bad) func `a digest that does not fit is refused`(_ example: Bad) async throws {
        try await withScratch { folder in
            let (bytes, _) = try await archive(["f": "x"])
            let server = try ScriptedServer([ScriptedServer.answer("200 OK", body: bytes)])
            let cache = cache(folder)
            let artifact = Artifact.at("http://127.0.0.1:\(server.port)/a", digest: example.digest)
            await #expect { try await cache.tree(of: artifact) } throws: {
                ($0 as? ArtifactError)?.code == example.code
            }
            try await wait(until: 0, in: folder)
        }
    }

    @Test func `every digest function is understood`() async throws {
        try await withScratch { folder in
            let (bytes, _) = try await archive(["f": "x"])
            let server = try ScriptedServer([ScriptedServer.answer("200 OK", body: bytes)])
            for algorithm in [DigestAlgorithm.sha256, .sha384, .sha512, .blake3] {
                let digest = Digest.of(bytes, algorithm).description
                _ = try await cache(folder).tree(of: .at("http://127.0.0.1:\(server.port)/a", digest: digest))
            }
        }
    }

    @Test func `what is no archive, and what is not there, is told apart and not remembered`() async throws {
        try await withScratch { folder in
            let (bytes, digest) = try await archive(["f": "x"])
            let junk = Array("junk".utf8)
            let answers = [
                ScriptedServer.answer("404 No"), ScriptedServer.answer("200 OK", body: junk),
                ScriptedServer.answer("200 OK", body: bytes),
            ]
            let server = try ScriptedServer(answers)
            let cache = cache(folder)
            let url = "http://127.0.0.1:\(server.port)/a"
            let good = Artifact.at(url, digest: digest.description)
            await #expect { try await cache.tree(of: good) } throws: { ($0 as? ArtifactError)?.code == .notFound }
            let bad = Artifact.at(url, digest: Digest.of(junk).description)
            await #expect { try await cache.tree(of: bad) } throws: { ($0 as? ArtifactError)?.code == .refusedArchive }
            _ = try await cache.tree(of: good)
            cache.removeAll()
            try await wait(until: 0, in: folder)
        }
    }

    @Test func `one who gives up goes at once and the others get the tree`() async throws {
        try await withScratch { folder in
            let (bytes, digest) = try await archive(["f": "x"])
            let (asked, ask) = AsyncStream.makeStream(of: Void.self)
            let gate = DispatchSemaphore(value: 0)
            let server = try ScriptedServer([ScriptedServer.answer("200 OK", body: bytes)]) { _ in
                ask.yield()
                gate.wait()
            }
            let cache = cache(folder)
            let artifact = Artifact.at("http://127.0.0.1:\(server.port)/a", digest: digest.description)
            let first = Task { try await cache.tree(of: artifact) }
            for await _ in asked { break }
            let second = Task { try await cache.tree(of: artifact) }
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            gate.signal()
            gate.signal()
            let tree = try await second.value
            #expect(tree.size == 1)
        }
    }

    @Test func `when all give up the download ends, and the next begins another`() async throws {
        try await withScratch { folder in
            let (bytes, digest) = try await archive(["f": "x"])
            let (asked, ask) = AsyncStream.makeStream(of: Void.self)
            let gate = DispatchSemaphore(value: 0)
            let server = try ScriptedServer([ScriptedServer.answer("200 OK", body: bytes)]) { number in
                ask.yield()
                if number == 0 { gate.wait() }
            }
            let cache = cache(folder)
            let artifact = Artifact.at("http://127.0.0.1:\(server.port)/a", digest: digest.description)
            let tasks = (0..<3).map { _ in Task { try await cache.tree(of: artifact) } }
            for await _ in asked { break }
            for task in tasks { task.cancel() }
            for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
            try await wait(until: 0, in: folder)
            gate.signal()
            #expect(try await cache.tree(of: artifact).size == 1)
            #expect(server.requests == 2)
        }
    }

    @Test func `a task cancelled before it asks gets nothing`() async throws {
        try await withScratch { folder in
            let cache = cache(folder)
            let task = Task { () async throws -> ArtifactTree in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await cache.tree(of: .at("http://127.0.0.1:1/", digest: Digest.of("x").description))
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
