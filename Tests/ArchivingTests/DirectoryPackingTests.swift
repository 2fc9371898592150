import Archiving
import Foundation
import Platform
import Testing

@Suite struct DirectoryPackingTests {
    /// A tree with everything a file system has, and a FIFO.
    private func plant(_ root: String) throws {
        for folder in ["apps/base", "empty", "zoo"] { try FileSystem.createDirectory(root + "/" + folder) }
        for file in ["apps/base/a.yaml", "apps/b.yaml", "apps.yaml", "zoo/z", "A"] {
            try FileSystem.writeAtomically(Array(file.utf8), to: root + "/" + file)
        }
        try FileSystem.writeAtomically([1], to: root + "/zoo/run", mode: 0o755)
        let files = FileManager.default
        try files.createSymbolicLink(atPath: root + "/link", withDestinationPath: "/etc/passwd")
        try files.createSymbolicLink(atPath: root + "/folder", withDestinationPath: "apps")
        #expect(mkfifo(root + "/pipe", 0o600) == 0)
    }

    @Test func `a tree is packed in lexical order without links and pipes`() async throws {
        try await withScratch { folder in
            try FileSystem.createDirectory(folder + "/tree")
            try plant(folder + "/tree")
            let summary = try await Archive.pack(folder + "/tree", to: folder + "/a")
            let list = try ArchiveCreationTests.run("/usr/bin/tar", "-tzf", folder + "/a")
            #expect(
                list.split(separator: "\n") == [
                    ".", "A", "apps", "apps/b.yaml", "apps/base", "apps/base/a.yaml", "apps.yaml", "empty", "zoo",
                    "zoo/run", "zoo/z",
                ])
            #expect(summary.entryCount == 11)
            let contents = try await Archive.contents(of: .file(folder + "/a"))
            #expect(contents.executables == ["zoo/run"])
            #expect(contents.files["apps/base/a.yaml"] == Array("apps/base/a.yaml".utf8))
            #expect(contents.directories.contains("empty"))
        }
    }

    @Test func `the same tree gives the same bytes whatever its times and modes`() async throws {
        try await withScratch { folder in
            for tree in ["one", "two"] {
                try FileSystem.createDirectory(folder + "/" + tree)
                try plant(folder + "/" + tree)
            }
            let files = FileManager.default
            try files.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 7), .posixPermissions: 0o644],
                ofItemAtPath: folder + "/two/apps.yaml")
            let first = try await Archive.pack(folder + "/one", to: folder + "/1")
            let second = try await Archive.pack(folder + "/two", to: folder + "/2")
            #expect(first == second)
            #expect(try FileSystem.read(folder + "/1") == FileSystem.read(folder + "/2"))
        }
    }

    @Test func `a folder that is left out is still walked through`() async throws {
        try await withScratch { folder in
            try FileSystem.createDirectory(folder + "/tree")
            try plant(folder + "/tree")
            _ = try await Archive.pack(folder + "/tree", to: folder + "/a") { candidate in
                candidate.path == "apps/base/a.yaml"
            }
            let list = try ArchiveCreationTests.run("/usr/bin/tar", "-tzf", folder + "/a")
            #expect(list.split(separator: "\n") == [".", "apps/base/a.yaml"])
        }
    }

    @Test func `a missing directory is an error`() async throws {
        try await withScratch { folder in
            await #expect(throws: ArchiveError.self) { try await Archive.pack(folder + "/none", to: folder + "/a") }
            let left = try FileSystem.list(folder)
            #expect(left.isEmpty)
        }
    }
}
