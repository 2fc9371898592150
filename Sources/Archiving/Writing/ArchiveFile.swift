internal import Cryptography
internal import Glibc
internal import Platform

/// The file an archive goes into: written beside its place, then renamed over it. Used on one thread.
final class ArchiveFile {
    private let file: FileDescriptor
    private let path: String
    private let temporaryPath: String
    private var digest: DigestStream?
    private var size: Int64 = 0
    /// Why a write failed; the library only learns that one did.
    private(set) var failure: FileError?
    private var isPublished = false

    init(for path: String, mode: UInt32, algorithm: DigestAlgorithm) throws(ArchiveError) {
        self.path = path
        temporaryPath = FileSystem.temporaryName(beside: path)
        digest = DigestStream(algorithm)
        do throws(FileError) {
            file = try FileDescriptor(
                temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode, action: "create")
            try file.setMode(mode)
        } catch { throw ArchiveError(.failed, error.description) }
    }

    deinit {
        if !isPublished { unlink(temporaryPath) }
    }

    /// Writes the next bytes. Once this failed, every further call fails.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard failure == nil else { return false }
        do throws(FileError) { try file.write(bytes) } catch {
            failure = error
            return false
        }
        digest?.update(bytes)
        size += Int64(bytes.count)
        return true
    }

    /// Puts the file in its place.
    func publish() throws(ArchiveError) -> (Digest, Int64) {
        do throws(FileError) {
            try file.synchronize()
            try FileSystem.rename(temporaryPath, to: path)
            isPublished = true
            try FileSystem.synchronizeDirectory(FileSystem.parent(of: path))
        } catch { throw ArchiveError(.failed, error.description) }
        guard let digest = digest.take() else { throw ArchiveError(.failed, "the archive was published already") }
        return (digest.finish(), size)
    }
}
