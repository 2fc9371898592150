internal import Glibc

extension FileSystem {
    /// Writes a file as a whole or not at all: into a temporary file beside it, flushed to disk, then renamed.
    ///
    /// Whoever opens `path` meanwhile sees the old content or the new, also after a crash.
    public static func writeAtomically(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(FileError) {
        let temporary = temporaryName(beside: path)
        let file = try FileDescriptor(
            temporary, O_WRONLY | O_CREAT | O_EXCL, mode: mode, action: "create")
        do throws(FileError) {
            try file.write(bytes)
            try file.setMode(mode)
            try file.synchronize()
            try rename(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        try synchronizeDirectory(parent(of: path))
    }

    /// A name in the same directory that nobody else uses.
    public static func temporaryName(beside path: String) -> String {
        let name = path.split(separator: "/").last ?? "file"
        return parent(of: path) + "/." + name.prefix(64) + "." + UniqueID.random().prefix(13) + ".tmp"
    }
}

extension FileDescriptor {
    /// Writes all of `bytes`.
    package borrowing func write(_ bytes: [UInt8]) throws(FileError) {
        var failure: FileError?
        bytes.withUnsafeBytes { buffer in
            do throws(FileError) { try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
