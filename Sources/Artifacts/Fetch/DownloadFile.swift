internal import Cryptography
internal import Glibc
internal import Platform
internal import Synchronization

/// A new file that a download goes into, and the digest of what went. Its methods block.
final class DownloadFile: Sendable {
    private struct State: ~Copyable {
        let file: FileDescriptor
        var digest: DigestStream?
    }

    private let state: Mutex<State>

    init(_ path: String, _ algorithm: DigestAlgorithm) throws {
        let file = try withStorageErrors {
            try FileSystem.removeFile(path)
            return try FileDescriptor(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, action: "create")
        }
        state = Mutex(State(file: file, digest: DigestStream(algorithm)))
    }

    func write(_ bytes: [UInt8]) throws {
        try state.withLock { state in
            try withStorageErrors { try state.file.write(bytes) }
            state.digest?.update(bytes)
        }
    }

    /// The digest of everything; once.
    func finish() throws -> Digest {
        let digest = state.withLock { $0.digest.take()?.finish() }
        guard let digest else { throw ArtifactError(.storageFailed, "a download was completed twice") }
        return digest
    }
}
