import Foundation
import Platform
import Testing

@Suite struct RootedDirectoryTests {
    /// `outer/root` with files, folders and links; `outer/secret` must never be reached.
    private func planted(_ body: (_ outer: String, _ root: String) throws -> Void) throws {
        try withTemporaryDirectory { outer in
            let root = outer + "/root"
            for folder in ["a/b", "other"] { try FileSystem.createDirectory("\(root)/\(folder)") }
            try FileSystem.writeAtomically(Array("secret".utf8), to: outer + "/secret")
            try FileSystem.writeAtomically(Array("file".utf8), to: root + "/a/file")
            let links = [
                "up": "..", "out": "../secret", "absolute": "/etc/passwd", "proc": "/proc/self/root", "loop": "loop",
                "ping": "pong", "pong": "ping", "inside": "a/file", "folder": "a", "a/back": "../other",
                "a/b/far": "../../../secret", "chain": "folder/file", "dangling": "nothing",
                "tricky": "a/b/../../../secret",
            ]
            for (name, target) in links {
                try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)", withDestinationPath: target)
            }
            #expect(mkfifo(root + "/pipe", 0o600) == 0)
            try body(outer, root)
        }
    }

    static let escapes = [
        "..", "../secret", "a/../../secret", "a/b/../../../secret", "/etc/passwd", "/", "up/secret", "out", "absolute",
        "proc/etc/passwd", "a/b/far", "tricky", "folder/b/far", "up", "a/./../../secret", "//etc/passwd",
    ]

    @Test(arguments: escapes) func `no path leads out, whatever links say`(_ path: String) throws {
        try planted { outer, root in
            for links in [RootedDirectory.LinkRule.refuse, .followInside] {
                let directory = try RootedDirectory(root, links: links)
                #expect(throws: FileError.self) { try directory.read(path) }
                #expect(throws: FileError.self) { try directory.list(path) }
                #expect(throws: FileError.self) { try directory.resolvedPath(path) }
                #expect(throws: FileError.self) { try directory.createDirectory(path + "/new") }
                #expect(throws: FileError.self) { try directory.write([1], to: path + "/new") }
                do throws(FileError) { #expect(try directory.status(path) == nil) } catch { _ = error }
            }
            let (secret, names) = (try FileSystem.read(outer + "/secret"), try FileSystem.list(outer).map(\.name))
            #expect(secret == Array("secret".utf8))
            #expect(names == ["root", "secret"])
        }
    }

    @Test func `links inside are followed where allowed and refused elsewhere`() throws {
        try planted { _, root in
            let following = try RootedDirectory(root, links: .followInside)
            for path in ["inside", "chain", "folder/file", "a/../a/file", "./a//file", "a/back/../a/file"] {
                #expect(try following.read(path) == Array("file".utf8), "\(path)")
                #expect(try following.resolvedPath(path) == "a/file", "\(path)")
            }
            #expect(try following.resolvedPath("") == "")
            #expect(try following.resolvedPath("a/back") == "other")
            #expect(try following.status("dangling") == nil)
            let strict = try RootedDirectory(root)
            #expect(try strict.read("a/file") == Array("file".utf8))
            for path in ["inside", "folder/file", "chain"] {
                #expect { try strict.read(path) } throws: { ($0 as? FileError)?.code == .symbolicLink }
            }
        }
    }

    @Test(arguments: ["loop", "ping", "loop/x"]) func `links in a circle are an error`(_ path: String) throws {
        try planted { _, root in
            let directory = try RootedDirectory(root, links: .followInside)
            #expect { try directory.read(path) } throws: { ($0 as? FileError)?.code == .symbolicLink }
        }
    }

    @Test func `a link in place of a new file is replaced, not written through`() throws {
        try planted { outer, root in
            let directory = try RootedDirectory(root)
            try directory.write(Array("new".utf8), to: "out", mode: 0o640)
            #expect(try FileSystem.read(outer + "/secret") == Array("secret".utf8))
            #expect(try directory.read("out") == Array("new".utf8))
            #expect(throws: FileError.self) { try directory.write([1], to: "folder/new") }
            #expect(throws: FileError.self) { try directory.write([1], to: "a") }
            #expect(throws: FileError.self) { try directory.write([1], to: "missing/new") }
        }
    }

    @Test func `pipes, NUL bytes and large files are refused`() throws {
        try planted { _, root in
            let directory = try RootedDirectory(root)
            #expect(throws: FileError.self) { try directory.read("pipe") }
            #expect(throws: FileError.self) { try directory.read("a/file\u{0}x") }
            #expect(throws: FileError.self) { try directory.read("a") }
            #expect { try directory.read("a/file", limit: 3) } throws: { ($0 as? FileError)?.code == .tooLarge }
            #expect(try directory.read("a/file", limit: 4).count == 4)
        }
    }

    @Test func `a directory that is moved is still the same`() throws {
        try planted { outer, root in
            let directory = try RootedDirectory(root)
            try FileSystem.rename(root, to: outer + "/moved")
            #expect(try directory.read("a/file") == Array("file".utf8))
        }
    }

    @Test func `removing a tree leaves what its links point to`() throws {
        try planted { outer, root in
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: root + "/a")
            try FileSystem.removeTree(root)
            try FileSystem.removeTree(root)
            #expect(try FileSystem.list(outer).map(\.name) == ["secret"])
        }
    }
}
