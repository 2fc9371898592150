import HTTPTransport
import Platform
import Testing

@testable import Git

@Suite(.enabled(if: GitServer.isAvailable, GitServer.isMissing)) struct BrokenTransferTests {
    private func served(size: Int = 20_000) throws -> Served {
        let served = try Served()
        // Text that does not compress to nothing.
        var state: UInt64 = 88_172_645_463_325_252
        let noise = (0..<size).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Character(UnicodeScalar(UInt8(0x41 + state % 26)))
        }
        try served.repository.commit(served.repository.tree(of: ["noise": String(noise), "small": "x"]))
        return served
    }

    @Test(arguments: [0, 1, 4, 10, 20, 21, 30, 100, 1000, 5000])
    func `a server that dies in the middle of the objects is an error`(_ count: Int) async throws {
        let served = try served()
        let cut = try await served.failure(.branch("main"), served.remote("cut-\(count)"))
        #expect([.unreachable, .protocolViolation].contains(cut.code), "\(cut)")
        let short = try await served.failure(.branch("main"), served.remote("short-\(count)"))
        #expect([.unreachable, .protocolViolation].contains(short.code), "\(short)")
    }

    @Test(arguments: [5, 10, 24, 40, 500, 5000]) func `an altered pack is refused`(_ position: Int) async throws {
        let served = try served()
        // The last four bytes are the flush; before them ends the pack with its checksum.
        let failure = try await served.failure(.branch("main"), served.remote("flip-\(position)"))
        #expect([.refusedContent, .protocolViolation, .unreachable].contains(failure.code), "\(failure)")
    }

    struct Pack: CustomTestStringConvertible {
        let testDescription: String
        let bytes: String
        let code: GitError.Code
    }

    static let packs = [
        Pack(testDescription: "no pack", bytes: "", code: .protocolViolation),
        Pack(testDescription: "no signature", bytes: "NOPE%00%00%00%02%00%00%00%01", code: .refusedContent),
        Pack(testDescription: "another version", bytes: "PACK%00%00%00%09%00%00%00%01", code: .refusedContent),
        Pack(testDescription: "too many objects", bytes: "PACK%00%00%00%02%FF%FF%FF%FF", code: .tooLarge),
        Pack(
            testDescription: "nothing behind the header", bytes: "PACK%00%00%00%02%00%00%00%01", code: .refusedContent),
        Pack(
            testDescription: "an object of absurd size",
            bytes: "PACK%00%00%00%02%00%00%00%01%BF%FF%FF%FF%FF%FF%FF%FF%7F", code: .refusedContent),
        Pack(
            testDescription: "an object of no kind", bytes: "PACK%00%00%00%02%00%00%00%01%80%01x%9Cabcdef",
            code: .refusedContent),
    ]

    @Test(arguments: packs) func `a pack that is none is refused`(_ pack: Pack) async throws {
        let served = try served()
        let failure = try await served.failure(.branch("main"), served.remote("pack-" + pack.bytes))
        #expect(failure.code == pack.code, "\(failure)")
    }

    @Test func `a pack without the wanted commit is refused`() async throws {
        let (served, other) = (try served(size: 500), try served(size: 1000))
        let commit = try other.repository.git("rev-parse", "main")
        let pack = try Shell.run(
            "/usr/bin/git", ["-C", served.repository.path, "pack-objects", "--stdout", "--revs", "-q"],
            input: Array("main\n".utf8))
        let text = pack.map { "%" + Hex.encode([$0]) }.joined()
        let failure = try await served.failure(
            .commit(commit, branch: nil, label: nil), served.remote("pack-" + text))
        #expect(failure.code == .unknownCommit, "\(failure)")
    }

    @Test func `more bytes than allowed are refused`() async throws {
        let served = try served()
        var limited = served.client
        limited.limits.bytes = 5000
        try await withTemporaryDirectory { folder in
            do {
                _ = try await limited.fetch(.branch("main"), from: served.remote(), into: folder)
                Issue.record("it was fetched")
            } catch let error as GitError { #expect(error.code == .tooLarge) }
        }
    }

    @Test func `a slow server is waited for`() async throws {
        let served = try served()
        #expect(try await served.files(.branch("main"), served.remote("slow")).outcome == "fetched")
    }

    @Test(arguments: ["stall-100", "stall-all"])
    func `a server that falls silent ends at the deadline`(_ mode: String) async throws {
        let served = try served()
        let start = ContinuousClock.now
        let failure = try await served.failure(
            .branch("main"), served.remote(mode, timeout: .milliseconds(300)))
        #expect(failure.code == .timedOut, "\(failure)")
        #expect(failure.message.contains("context deadline exceeded"))
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test(arguments: ["stall-100", "stall-all"])
    func `cancelling ends a fetch and its connection`(_ mode: String) async throws {
        let served = try served()
        let remote = try served.remote(mode)
        let task = Task { try await served.files(.branch("main"), remote) }
        try await served.server.wait(for: "STALLED", of: served.name)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await served.server.wait(for: "GONE", of: served.name)
    }

    @Test func `a folder that cannot be written to is a failure of the storage`() async throws {
        let served = try served()
        await #expect {
            _ = try await served.client.fetch(.branch("main"), from: served.remote(), into: "/nowhere/at/all")
        } throws: { ($0 as? GitError)?.code == .storageFailed }
    }
}
