import Archiving
import Cryptography
import Platform
import ToolkitAPI

/// Runs `body` with a fresh folder that is removed afterwards.
func withScratch(_ body: (_ folder: String) async throws -> Void) async throws {
    try await withTemporaryDirectory { try await body($0) }
}

/// An archive of `files`, and its digest.
func archive(_ files: [String: String]) async throws -> (bytes: [UInt8], digest: Digest) {
    try await withTemporaryDirectory { folder in
        let summary = try await Archive.create(at: folder + "/a") { writer in
            try writer.addDirectory(".")
            for (path, text) in files.sorted(by: { $0.key < $1.key }) {
                try writer.addFile(path, bytes: Array(text.utf8))
            }
        }
        return (try FileSystem.read(folder + "/a"), summary.digest)
    }
}

extension Artifact {
    static func at(_ url: String, digest: String) -> Artifact {
        Artifact(
            path: "kind/ns/name/file.tar.gz", url: url, revision: "main@sha1:1", digest: digest,
            lastUpdateTime: "2026-01-01T00:00:00Z", size: nil, metadata: nil)
    }
}
