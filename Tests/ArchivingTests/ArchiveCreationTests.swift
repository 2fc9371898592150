import Archiving
import Cryptography
import Foundation
import Platform
import Testing

@Suite struct ArchiveCreationTests {
    @Test func `the archive has the announced digest, size, mode and entries`() async throws {
        try await withScratch { folder in
            for algorithm in DigestAlgorithm.allCases {
                var options = ArchiveOptions()
                options.digestAlgorithm = algorithm
                let summary = try await Archive.create(at: folder + "/a.tar.gz", options: options) { writer in
                    try writer.addDirectory(".")
                    try writer.addFile("a.yaml", bytes: Array("a: 1\n".utf8))
                }
                let bytes = try FileSystem.read(folder + "/a.tar.gz")
                #expect(summary.digest == Digest.of(bytes, algorithm))
                #expect(summary.size == Int64(bytes.count))
                #expect(summary.entryCount == 2)
            }
            #expect(try FileSystem.status(folder + "/a.tar.gz")?.mode == 0o600)
            #expect(try FileSystem.list(folder).map(\.name) == ["a.tar.gz"])
        }
    }

    @Test func `the gzip header has neither time nor name`() async throws {
        try await withScratch { folder in
            _ = try await Archive.create(at: folder + "/a") { try $0.addDirectory(".") }
            let bytes = try FileSystem.read(folder + "/a")
            #expect(bytes.prefix(4) == [0x1f, 0x8b, 8, 0])
            #expect(bytes[4..<8] == [0, 0, 0, 0])
        }
    }

    @Test func `tar sees modes, owners and times as the contract says`() async throws {
        try await withScratch { folder in
            let long = String(repeating: "long-", count: 25) + "name.yaml"
            _ = try await Archive.create(at: folder + "/a") { writer in
                try writer.addDirectory(".")
                try writer.addDirectory("apps")
                try writer.addFile("apps/run.sh", isExecutable: true, bytes: [1])
                try writer.addFile("apps/\(long)", bytes: Array(repeating: 7, count: 513))
                try writer.addFile("größe.yaml", bytes: [])
            }
            let list = try ArchiveCreationTests.run("/usr/bin/tar", "--utc", "--full-time", "-tvzf", folder + "/a")
            let lines = list.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
            let epoch = "1970-01-01 00:00:00"
            #expect(
                lines == [
                    "drwxr-x--- 0/0 0 \(epoch) .", "drwxr-x--- 0/0 0 \(epoch) apps",
                    "-rwx------ 0/0 1 \(epoch) apps/run.sh", "-rw------- 0/0 513 \(epoch) apps/\(long)",
                    "-rw------- 0/0 0 \(epoch) gr\\303\\266\\303\\237e.yaml",
                ])
        }
    }

    @Test func `what comes out is what went in`() async throws {
        try await withScratch { folder in
            let files: [String: [UInt8]] = [
                "a": [], "b/c/d.yaml": Array("x".utf8), "b/" + String(repeating: "n", count: 250): [0, 1, 2],
                "日本語/ファイル": Array(repeating: 9, count: 512), "big": (0..<300_000).map { UInt8($0 % 249) },
            ]
            _ = try await Archive.create(at: folder + "/a") { writer in
                for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
                    try writer.addFile(path, isExecutable: path == "a", bytes: bytes)
                }
            }
            let contents = try await Archive.contents(of: .file(folder + "/a"))
            #expect(contents.files == files)
            #expect(contents.executables == ["a"])
            #expect(contents.directories == ["b", "b/c", "日本語"])
            #expect(contents.size == files.values.reduce(0) { $0 + Int64($1.count) })
        }
    }

    @Test func `a failure leaves the old archive and nothing else`() async throws {
        struct Broken: Error {}
        try await withScratch { folder in
            try FileSystem.writeAtomically([1, 2, 3], to: folder + "/a")
            await #expect(throws: Broken.self) {
                try await Archive.create(at: folder + "/a") { writer in
                    try writer.addFile("x", bytes: Array(repeating: 1, count: 1 << 20))
                    throw Broken()
                }
            }
            #expect(try FileSystem.read(folder + "/a") == [1, 2, 3])
            #expect(try FileSystem.list(folder).map(\.name) == ["a"])
        }
    }

    @Test func `a missing folder is named`() async {
        await #expect {
            try await Archive.create(at: "/nowhere/at/all") { _ in }
        } throws: { error in
            (error as? ArchiveError)?.code == .failed && "\(error)".contains("/nowhere/at/")
        }
    }

    @Test(arguments: [0, 4, 6]) func `a file of another length than announced is refused`(_ count: Int) async throws {
        try await withScratch { folder in
            await #expect(throws: ArchiveError.self) {
                try await Archive.create(at: folder + "/a") { writer in
                    try writer.addFile("x", size: 5) { append in
                        try [UInt8](repeating: 0, count: count).withUnsafeBytes { try append($0) }
                    }
                }
            }
        }
    }

    @Test(arguments: ["", "/etc/passwd", "../x", "a/../b", "..", "a/..", "a\\b", "a\u{0}b"])
    func `names that no reader may unpack are not written`(_ name: String) async throws {
        try await withScratch { folder in
            await #expect {
                try await Archive.create(at: folder + "/a") { try $0.addFile(name, bytes: []) }
            } throws: { ($0 as? ArchiveError)?.code == .unsafeName }
        }
    }

    @Test func `cancelling stops the work and removes what was begun`() async throws {
        try await withScratch { folder in
            let (started, signal) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                try await Archive.create(at: folder + "/a") { writer in
                    signal.yield()
                    let bytes = [UInt8](repeating: 0, count: 1 << 16)
                    while true { try writer.addFile("x", bytes: bytes) }
                }
            }
            for await _ in started { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let left = try FileSystem.list(folder)
            #expect(left.isEmpty)
        }
    }

    static func run(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ["LC_ALL": "C"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
