import Foundation
import Platform
import Testing

@testable import Archiving

@Suite struct ExtractionTests {
    static let unsafeNames = [
        "/etc/passwd", "/", "//x", "../x", "a/../x", "a/../../x", "..", "a/..", "../", "a\\..\\x", "\\x", "x..\\/y",
        "foo../bar", "./../x",
    ]

    @Test(arguments: unsafeNames) func `a name that could lead outside is refused`(_ name: String) async throws {
        var tar = TarBuilder()
        tar.add(name, "x")
        try await refuses(tar.archive, .unsafeName)
    }

    @Test func `an entry without a name is refused`() async throws {
        var tar = TarBuilder()
        tar.add("", "x")
        await #expect(throws: ArchiveError.self) { try await Archive.contents(of: .bytes(tar.archive)) }
    }

    static let forbidden: [(Character, String)] = [
        ("1", "hard link"), ("2", "symbolic link"), ("3", "device"), ("4", "device"), ("6", "device"),
    ]

    @Test(arguments: forbidden)
    func `links and devices are refused`(_ type: Character, _ word: String) async throws {
        var tar = TarBuilder()
        tar.add("good", "x")
        tar.add("bad", type: type, link: "good")
        let message = try await refuses(tar.archive, .forbiddenEntry)
        #expect(message.contains(word) && message.contains("\"bad\""))
    }

    @Test func `symbolic links are passed over where asked, and nothing is written through them`() async throws {
        var tar = TarBuilder()
        tar.add("out", type: "2", link: "/tmp")
        tar.add("out/file", "x")
        tar.add("dangling", type: "2", link: "../../../etc/passwd")
        var options = ExtractionOptions()
        options.symbolicLinks = .skip
        try await withScratch { [options] folder in
            let summary = try await Archive.extract(.bytes(tar.archive), into: folder + "/t", options: options)
            #expect(summary == ExtractionSummary.of(files: 1, directories: 0, size: 1))
            #expect(try FileSystem.status(folder + "/t/out", followingLinks: false)?.kind == .directory)
            #expect(try FileSystem.list(folder + "/t").map(\.name) == ["out"])
        }
    }

    @Test func `hard links are refused even where symbolic ones are passed over`() async throws {
        var options = ExtractionOptions()
        options.symbolicLinks = .skip
        var tar = TarBuilder()
        tar.add("hard", type: "1", link: "/etc/passwd")
        let archive = ArchiveSource.bytes(tar.archive)
        let rules = options
        await #expect(throws: ArchiveError.self) { try await Archive.contents(of: archive, options: rules) }
    }

    @Test func `nothing is written through a link that lies in the target`() async throws {
        var tar = TarBuilder()
        tar.add("link/file", "x")
        try await withScratch { folder in
            try FileSystem.createDirectory(folder + "/outside")
            try FileSystem.createDirectory(folder + "/target")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/target/link", withDestinationPath: folder + "/outside")
            await #expect(throws: ArchiveError.self) {
                try await Archive.extract(.bytes(tar.archive), into: folder + "/target")
            }
            #expect(try FileSystem.list(folder + "/outside").isEmpty)
        }
    }

    @Test func `modes are kept, owners can always enter, and special bits go`() async throws {
        var tar = TarBuilder()
        tar.add("closed", type: "5", mode: 0o000)
        tar.add("closed/file", mode: 0o400, content: [1])
        tar.add("run", mode: 0o6755, content: [1])
        tar.add("deep/er/file", mode: 0o666, content: [1])
        try await withScratch { folder in
            _ = try await Archive.extract(.bytes(tar.archive), into: folder + "/t")
            let modes = ["closed": 0o700, "closed/file": 0o400, "run": 0o755, "deep/er": 0o750, "deep/er/file": 0o666]
            for (path, mode) in modes {
                #expect(try FileSystem.status(folder + "/t/" + path)?.mode == UInt32(mode), "\(path)")
            }
        }
    }

    @Test func `names are cleaned and later entries win`() async throws {
        var tar = TarBuilder()
        tar.add(".", type: "5", mode: 0o755)
        tar.add("./a//b/./c", "one")
        tar.add("a/b/c", "two")
        tar.add("d/", type: "5", mode: 0o755)
        let contents = try await Archive.contents(of: .bytes(tar.archive))
        #expect(contents.files == ["a/b/c": Array("two".utf8)])
        #expect(contents.directories == ["a", "a/b", "d"])
        try await withScratch { folder in
            _ = try await Archive.extract(.bytes(tar.archive), into: folder + "/t")
            #expect(try FileSystem.read(folder + "/t/a/b/c") == Array("two".utf8))
        }
    }

    static let contradictions: [[(String, Character)]] = [
        [("a", "0"), ("a/b", "0")], [("a", "0"), ("a", "5")], [("a/b", "0"), ("a", "0")],
    ]

    @Test(arguments: contradictions)
    func `entries that contradict each other are refused`(_ entries: [(String, Character)]) async throws {
        var tar = TarBuilder()
        for (name, type) in entries { tar.add(name, type: type, mode: 0o755) }
        try await refuses(tar.archive, .malformed)
    }

    @Test func `names too long for a header are read in the forms of GNU and pax`() async throws {
        let long = (0..<30).map { "folder-\($0)" }.joined(separator: "/")
        var tar = TarBuilder()
        tar.add("././@LongLink", type: "L", content: Array(long.utf8) + [0])
        tar.add("short", "gnu")
        let record = " path=\(long)/ü\n"
        let length = record.utf8.count + 3
        tar.add("PaxHeaders/x", type: "x", content: Array("\(length)\(record)".utf8))
        tar.add("short", "pax")
        var gnu = TarBuilder()
        gnu.add("././@LongLink", type: "L", content: Array("../../etc/x".utf8) + [0])
        gnu.add("short", "gnu")
        // The first is a file, the second would be below it.
        try await refuses(tar.archive, .malformed)
        try await refuses(gnu.archive, .unsafeName)
    }

    @discardableResult
    private func refuses(_ archive: [UInt8], _ code: ArchiveError.Code) async throws -> String {
        var messages: [String] = []
        do {
            _ = try await Archive.contents(of: .bytes(archive))
            Issue.record("it was unpacked into memory")
        } catch let error as ArchiveError {
            #expect(error.code == code, "\(error)")
            messages.append(error.message)
        }
        try await withScratch { folder in
            do {
                _ = try await Archive.extract(.bytes(archive), into: folder + "/a/b")
                Issue.record("it was unpacked")
            } catch let error as ArchiveError {
                #expect(error.code == code, "\(error)")
                messages.append(error.message)
            }
            #expect(try FileSystem.list(folder).map(\.name) == ["a"])
            #expect(try FileSystem.list(folder + "/a").map(\.name) == ["b"])
        }
        return messages.joined(separator: "\n")
    }
}

extension ExtractionSummary {
    /// What tests compare with.
    static func of(files: Int, directories: Int, size: Int64) -> ExtractionSummary {
        ExtractionSummary(files: files, directories: directories, size: size)
    }
}
