import Foundation
import Platform
import Testing

@Suite struct FileSystemTests {
    @Test func `an atomic write replaces the whole file or leaves the old one`() throws {
        try withTemporaryDirectory { folder in
            let file = folder + "/f"
            try FileSystem.writeAtomically([1, 2, 3], to: file, mode: 0o644)
            #expect(try FileSystem.status(file)?.mode == 0o644)
            let reader = try #require(FileHandle(forReadingAtPath: file))
            try FileSystem.writeAtomically([4], to: file)
            #expect(try reader.readToEnd() == Data([1, 2, 3]))
            #expect(try FileSystem.read(file) == [4])
            #expect(try FileSystem.status(file)?.mode == 0o600)
            #expect(throws: FileError.self) { try FileSystem.writeAtomically([5], to: folder) }
            #expect(throws: FileError.self) { try FileSystem.writeAtomically([5], to: folder + "/none/f") }
            #expect(try FileSystem.list(folder).map(\.name) == ["f"])
        }
    }

    @Test func `errors say what was attempted on what, and why`() throws {
        #expect(throws: FileError(.notFound, path: "/none", action: "read", reason: "no such file or directory")) {
            try FileSystem.read("/none")
        }
        #expect { try FileSystem.read("/") } throws: { ($0 as? FileError)?.code == .isADirectory }
        #expect { try FileSystem.list("/etc/passwd") } throws: { ($0 as? FileError)?.code == .notADirectory }
        #expect(try FileSystem.status("/none") == nil)
        #expect(try FileSystem.status("/etc/passwd/x") == nil)
        let text = "\(FileError(.other, path: "/x", action: "read", reason: "why"))"
        #expect(text == "cannot read \"/x\": why")
    }

    @Test func `reading ends at the limit and in pieces gives the same`() throws {
        try withTemporaryDirectory { folder in
            let bytes = (0..<100_000).map { UInt8($0 % 251) }
            try FileSystem.writeAtomically(bytes, to: folder + "/f")
            #expect(try FileSystem.read(folder + "/f", limit: 100_000) == bytes)
            #expect { try FileSystem.read(folder + "/f", limit: 99_999) } throws: {
                ($0 as? FileError)?.code == .tooLarge
            }
            var pieces: [UInt8] = []
            try FileSystem.readChunks(folder + "/f", size: 777) { pieces += $0 }
            #expect(pieces == bytes)
            // Files of the kernel tell no size.
            #expect(try !FileSystem.read("/proc/self/status").isEmpty)
        }
    }

    @Test func `directories are made with all above them, and listed in byte order`() throws {
        try withTemporaryDirectory { folder in
            try FileSystem.createDirectory(folder + "/a/b/c")
            try FileSystem.createDirectory(folder + "/a/b/c")
            #expect(try FileSystem.status(folder + "/a/b")?.mode == 0o700)
            for name in ["b", "B", "é", "_", "a0"] { try FileSystem.writeAtomically([], to: "\(folder)/\(name)") }
            #expect(try FileSystem.list(folder).map(\.name) == ["B", "_", "a", "a0", "b", "é"])
            #expect(throws: FileError.self) { try FileSystem.createDirectory(folder + "/b/x") }
            #expect(throws: FileError.self) { try FileSystem.createDirectory(folder + "/b") }
        }
    }

    @Test func `a temporary directory goes with all it holds, also after an error`() async throws {
        struct Broken: Error {}
        var seen = ""
        await #expect(throws: Broken.self) {
            try await withTemporaryDirectory { folder in
                await Task.yield()
                seen = folder
                try FileSystem.createDirectory(folder + "/a/b")
                let mode = try FileSystem.status(folder)?.mode
                #expect(mode == 0o700)
                throw Broken()
            }
        }
        #expect(!seen.isEmpty)
        let left = try FileSystem.status(seen)
        #expect(left == nil)
    }

    @Test func `the parent of a path is where it lies`() {
        let cases = [("a", "."), ("a/b", "a"), ("/a", "/"), ("/a/b", "/a"), ("", ".")]
        for (path, parent) in cases { #expect(FileSystem.parent(of: path) == parent) }
    }
}
