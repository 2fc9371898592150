import Archiving
import Cryptography
import Foundation
import Platform
import Testing
import ToolkitAPI

@testable import Artifacts

@Suite struct ArtifactStorageTests {
    static let owner = ArtifactStorage.Owner(kind: "GitRepository", namespace: "team", name: "app")

    private func storage(_ folder: String, _ change: (inout StorageSettings) -> Void = { _ in }) -> ArtifactStorage {
        var settings = StorageSettings(root: folder, advertisedAddress: "source.example:80")
        change(&settings)
        return ArtifactStorage(settings)
    }

    private func store(
        _ storage: ArtifactStorage, _ file: String = "1.tar.gz", _ text: String = "a"
    ) async throws -> Artifact {
        try await storage.store(file, of: Self.owner, revision: "main@sha1:1", metadata: ["k": "v"]) { writer in
            try writer.addFile("file", bytes: Array(text.utf8))
        }
    }

    @Test func `an artifact says where and what it is`() async throws {
        try await withScratch { folder in
            let artifact = try await store(storage(folder))
            #expect(artifact.path == "gitrepository/team/app/1.tar.gz")
            #expect(artifact.url == "http://source.example:80/gitrepository/team/app/1.tar.gz")
            #expect(artifact.revision == "main@sha1:1")
            #expect(artifact.metadata == ["k": "v"])
            let bytes = try FileSystem.read(folder + "/" + artifact.path)
            #expect(artifact.size == Int64(bytes.count))
            #expect(artifact.digest.hasPrefix("sha256:") && artifact.digest.count == 71)
            #expect(try FileSystem.status(folder + "/gitrepository/team/app")?.mode == 0o700)
            #expect(try FileSystem.status(folder + "/" + artifact.path)?.mode == 0o600)
            let names = try FileSystem.list(folder + "/gitrepository/team/app").map(\.name)
            #expect(names == ["1.tar.gz", "1.tar.gz.lock"])
        }
    }

    @Test func `a scheme in the address is kept`() {
        #expect(storage("/x") { $0.advertisedAddress = "https://h" }.url(of: "a/b:c+d") == "https://h/a/b:c+d")
    }

    @Test func `storing again replaces the whole file while readers keep the old one`() async throws {
        try await withScratch { folder in
            let storage = storage(folder)
            let first = try await store(storage)
            let reader = try #require(FileHandle(forReadingAtPath: folder + "/" + first.path))
            let second = try await store(storage, "1.tar.gz", "b")
            #expect(first.path == second.path && first.digest != second.digest)
            let old = try reader.readToEnd() ?? Data()
            #expect(Int64(old.count) == first.size)
            #expect(try await storage.verify(second) == nil)
            #expect(try await storage.verify(first) != nil)
        }
    }

    @Test func `many writers of one file leave one of their artifacts`() async throws {
        try await withScratch { folder in
            let storage = storage(folder)
            let artifacts = try await withThrowingTaskGroup(of: Artifact.self) { group in
                for number in 0..<8 { group.addTask { try await self.store(storage, "1.tar.gz", "\(number)") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            var intact = 0
            for artifact in artifacts where try await storage.verify(artifact) == nil { intact += 1 }
            #expect(intact == 1)
        }
    }

    @Test func `a failure keeps the old artifact, and a broken disk is named`() async throws {
        struct Broken: Error {}
        try await withScratch { folder in
            let storage = storage(folder)
            let first = try await store(storage)
            await #expect(throws: Broken.self) {
                try await storage.store("1.tar.gz", of: Self.owner, revision: "x") { _ in throw Broken() }
            }
            #expect(try await storage.verify(first) == nil)
            try FileSystem.removeTree(folder + "/gitrepository/team/app")
            try FileSystem.writeAtomically([1], to: folder + "/gitrepository/team/app")
            await #expect { try await store(storage) } throws: { ($0 as? ArtifactError)?.code == .storageFailed }
        }
    }

    @Test func `what is missing or altered is told apart`() async throws {
        try await withScratch { folder in
            let storage = storage(folder)
            let artifact = try await store(storage)
            let file = folder + "/" + artifact.path
            try FileSystem.writeAtomically(try FileSystem.read(file) + [0], to: file)
            guard case .altered = try await storage.verify(artifact) else { throw ArtifactError(.notFound, "intact") }
            try FileSystem.removeFile(file)
            #expect(try await storage.verify(artifact) == .missing)
            try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/etc/passwd")
            #expect(try await storage.verify(artifact) == .altered("it is no regular file"))
            var malformed = artifact
            malformed.digest = "md5:1"
            try FileSystem.removeFile(file)
            try FileSystem.writeAtomically([1], to: file)
            #expect(try await storage.verify(malformed) == .altered("its digest is malformed"))
        }
    }

    @Test(arguments: [DigestAlgorithm.sha384, .sha512, .blake3, .sha1])
    func `another digest function does not invalidate old artifacts`(_ algorithm: DigestAlgorithm) async throws {
        try await withScratch { folder in
            let old = try await store(storage(folder), "old.tar.gz")
            let changed = storage(folder) { $0.digestAlgorithm = algorithm }
            let new = try await store(changed, "new.tar.gz")
            #expect(new.digest.hasPrefix(algorithm.rawValue + ":"))
            #expect(try await changed.verify(old) == nil)
            #expect(try await storage(folder).verify(new) == nil)
        }
    }

    @Test(arguments: ["../x", "a/../../x", "/etc/passwd", "a//b", ".", "", "a/./b"])
    func `a path that leads out is illegal`(_ path: String) async throws {
        try await withScratch { folder in
            let storage = storage(folder)
            await #expect { try await store(storage, path) } throws: { ($0 as? ArtifactError)?.code == .illegalPath }
            var artifact = Artifact.at("http://x", digest: "sha256:" + String(repeating: "0", count: 64))
            artifact.path = path
            #expect(try await storage.verify(artifact) == .altered("its path leads out of the storage"))
            await #expect(throws: ArtifactError.self) { try await storage.remove(artifact) }
            let left = try FileSystem.list(folder)
            #expect(left.isEmpty)
        }
    }

    @Test func `removing takes one file, or everything of an object`() async throws {
        try await withScratch { folder in
            let storage = storage(folder)
            let artifact = try await store(storage)
            try await storage.remove(artifact)
            try await storage.remove(artifact)
            #expect(try await storage.verify(artifact) == .missing)
            #expect(try await storage.removeAll(of: Self.owner))
            #expect(try await !storage.removeAll(of: Self.owner))
        }
    }

    @Test func `the announced address follows the flag, else where we listen`() {
        let cases: [(String, String, String)] = [
            ("flag:1", ":9090", "flag:1"), ("", ":9090", "localhost:9090"), ("", "host:80", "host"),
            ("", "1.2.3.4:9090", "1.2.3.4:9090"),
        ]
        for (flag, listening, expected) in cases {
            #expect(StorageSettings.advertised(flag, listening: listening) == expected)
        }
        #expect(StorageSettings.advertised("", listening: "0.0.0.0:9090").hasSuffix(":9090"))
        #expect(!StorageSettings.advertised("", listening: "0.0.0.0:9090").hasPrefix("0.0.0.0"))
    }
}
