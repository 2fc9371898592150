import Archiving
import Foundation
import Platform
import Testing

@Suite struct ExtractionLimitTests {
    private func code(_ archive: [UInt8], _ change: (inout ExtractionOptions) -> Void) async -> ArchiveError.Code? {
        var options = ExtractionOptions()
        change(&options)
        do {
            _ = try await Archive.contents(of: .bytes(archive), options: options)
            return nil
        } catch { return (error as? ArchiveError)?.code }
    }

    @Test func `one byte beyond the limit is too much`() async {
        var tar = TarBuilder()
        tar.add("a", content: [UInt8](repeating: 0, count: 600))
        tar.add("b", content: [UInt8](repeating: 0, count: 400))
        let archive = tar.archive
        #expect(await code(archive) { $0.totalSizeLimit = 1000 } == nil)
        #expect(await code(archive) { $0.totalSizeLimit = 999 } == .limitExceeded)
        #expect(await code(archive) { $0.totalSizeLimit = nil } == nil)
    }

    @Test func `entries are counted, those passed over too`() async {
        var tar = TarBuilder()
        for number in 0..<10 { tar.add("link\(number)", type: "2", link: "x") }
        let archive = tar.archive
        #expect(
            await code(archive) {
                $0.symbolicLinks = .skip
                $0.entryLimit = 10
            } == nil)
        #expect(
            await code(archive) {
                $0.symbolicLinks = .skip
                $0.entryLimit = 9
            } == .limitExceeded)
    }

    @Test func `paths have limits of length and depth`() async {
        var deep = TarBuilder()
        deep.add((0..<10).map(String.init).joined(separator: "/"), "x")
        let archive = deep.archive
        #expect(await code(archive) { $0.depthLimit = 10 } == nil)
        #expect(await code(archive) { $0.depthLimit = 9 } == .limitExceeded)
        #expect(await code(archive) { $0.pathLimit = 19 } == nil)
        #expect(await code(archive) { $0.pathLimit = 18 } == .limitExceeded)
    }

    @Test func `a bomb ends at the ratio, and before its announced size is reserved`() async throws {
        try await withScratch { folder in
            let zeros = [UInt8](repeating: 0, count: 40 << 20)
            _ = try await Archive.create(at: folder + "/a") { try $0.addFile("zeros", bytes: zeros) }
            var options = ExtractionOptions()
            options.totalSizeLimit = nil
            options.ratioLimit = 100
            await #expect {
                try await Archive.extract(.file(folder + "/a"), into: folder + "/t", options: options)
            } throws: { ($0 as? ArchiveError)?.code == .limitExceeded && "\($0)".contains("out of proportion") }
            options.ratioLimit = 2000
            let summary = try await Archive.extract(.file(folder + "/a"), into: folder + "/u", options: options)
            #expect(summary.size == 40 << 20)
        }
        var liar = TarBuilder()
        liar.add("huge", size: 0o77777777777)
        #expect(await code(liar.archive) { $0.totalSizeLimit = nil } == .limitExceeded)
    }

    @Test func `what is no gzip-compressed tar is malformed`() async {
        var tar = TarBuilder()
        tar.add("a", "x")
        let twice = TarBuilder.gzip(tar.archive)
        for bytes in [[], [0x1f, 0x8b], Array("hello".utf8), tar.bytes, twice, TarBuilder.gzip(Array("no tar".utf8))] {
            #expect(await code(bytes) { _ in } == .malformed)
        }
        await #expect { try await Archive.contents(of: .file("/nowhere")) } throws: {
            ($0 as? ArchiveError)?.code == .failed
        }
    }

    @Test func `an archive that is cut off is refused`() async {
        var tar = TarBuilder()
        tar.add("a", content: [UInt8](repeating: 1, count: 700))
        tar.add("b", content: [UInt8](repeating: 2, count: 700))
        let archive = tar.archive
        // The end of the last content: after it only padding and the end mark are missing.
        let needed = 15 + 512 + 1024 + 512 + 700
        for length in stride(from: 0, to: needed, by: 13) {
            #expect(await code(Array(archive[..<length])) { _ in } == .malformed, "\(length)")
        }
    }

    @Test func `altered archives do not trap`() async {
        var tar = TarBuilder()
        tar.add("folder", type: "5", mode: 0o755)
        tar.add("PaxHeaders/x", type: "x", content: Array("20 path=folder/long\n".utf8))
        tar.add("folder/file", "content")
        let archive = tar.archive
        for position in 0..<min(archive.count, 2600) where archive[position] != 0 || position % 37 == 0 {
            for value: UInt8 in [0x00, 0xff, archive[position] ^ 0x01] {
                var altered = archive
                altered[position] = value
                _ = await code(altered) { $0.totalSizeLimit = 1 << 20 }
            }
        }
    }

    @Test func `cancelling stops the unpacking`() async throws {
        try await withScratch { folder in
            let bytes = [UInt8](repeating: 0, count: 1 << 20)
            _ = try await Archive.create(at: folder + "/a") { writer in
                for number in 0..<64 { try writer.addFile("\(number)", bytes: bytes) }
            }
            let task = Task { () async throws -> ExtractionSummary in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await Archive.extract(.file(folder + "/a"), into: folder + "/t")
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
