internal import Glibc
internal import Platform

/// An exclusive lock on a file, held against other processes until released (flock(2)).
final class FileLock: Sendable {
    private let descriptor: CInt

    /// Waits for the lock. Blocks; the holder is another controller on the same folder, which writes for a moment only.
    init(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        for _ in 0..<100 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                self.descriptor = descriptor
                return
            }
            guard errno == EWOULDBLOCK || errno == EINTR else { break }
            usleep(50_000)
        }
        let number = errno
        close(descriptor)
        throw Self.failure(path, number)
    }

    func release() { close(descriptor) }

    private static func failure(_ path: String, _ number: CInt) -> ArtifactError {
        ArtifactError(.storageFailed, "cannot lock \(path): \(String(cString: strerror(number)))")
    }
}
