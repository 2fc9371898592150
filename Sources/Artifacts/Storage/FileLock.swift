internal import Glibc
internal import Platform

/// An exclusive lock on a file, held against other writers, also of other processes, until released (flock(2)).
final class FileLock: Sendable {
    private let file: Platform.FileDescriptor

    /// Waits for the lock without keeping a thread. Its holder writes one archive.
    ///
    /// - Throws: ``ArtifactError`` when another holds it for longer than `patience`; `CancellationError`.
    static func acquire(
        _ path: String, pool: BlockingPool, patience: Duration = .seconds(60)
    ) async throws -> FileLock {
        let deadline = ContinuousClock.now + patience
        var pause = Backoff(initial: .milliseconds(5), limit: .milliseconds(200), jitter: 0.5)
        pause.factor = 1.5
        var attempt = 0
        while true {
            if let lock = try await pool.run({ try FileLock(path) }) { return lock }
            guard ContinuousClock.now < deadline else {
                throw ArtifactError(.storageFailed, "cannot lock \(path): another writer holds it for too long")
            }
            try await Task.sleep(for: pause.delay(attempt: attempt))
            attempt += 1
        }
    }

    /// Gives the lock back. Forgetting it does that, too.
    func release() { flock(file.number, LOCK_UN) }

    /// Takes the lock; nil when another has it.
    private init?(_ path: String) throws {
        let file = try withStorageErrors {
            try Platform.FileDescriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW, action: "lock")
        }
        if flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            guard errno != EWOULDBLOCK, errno != EINTR else { return nil }
            throw ArtifactError(.storageFailed, "cannot lock \(path): \(String(cString: strerror(errno)))")
        }
        self.file = file
    }
}
