internal import Glibc

/// An open file: one owner, closed once.
package struct FileDescriptor: ~Copyable, Sendable {
    /// `O_PATH`: refers to an entry without opening it. The header hides it from us.
    static let pathOnly: Int32 = 0o10000000

    package private(set) var number: Int32
    /// The path it was opened by, for messages.
    package let path: String

    /// - Parameters:
    ///   - flags: those of `open(2)`; `O_CLOEXEC` is added.
    ///   - directory: an open directory that `path` is relative to.
    ///   - shown: the path for messages.
    package init(
        _ path: String, _ flags: Int32, mode: UInt32 = 0o600, in directory: Int32 = AT_FDCWD, action: String,
        shownAs shown: String? = nil
    ) throws(FileError) {
        self.path = shown ?? path
        number = Self.retrying { openat(directory, path, flags | O_CLOEXEC, mode_t(mode)) }
        guard number >= 0 else { throw FileError(errno: errno, path: shown ?? path, action: action) }
    }

    deinit { if number >= 0 { close(number) } }

    /// Gives the number away; the receiver closes it.
    package consuming func release() -> Int32 {
        let number = self.number
        self.number = -1
        return number
    }

    /// Repeats a call that a signal interrupted.
    static func retrying(_ call: () -> Int32) -> Int32 {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    /// Reads to the end, at most `limit` bytes.
    package borrowing func readAll(limit: Int) throws(FileError) -> [UInt8] {
        let status = try self.status()
        guard status.kind != .directory else { throw FileError(errno: EISDIR, path: path, action: "read") }
        var content = [UInt8]()
        content.reserveCapacity(Int(clamping: min(status.size, Int64(clamping: limit))) + 1)
        while true {
            let wanted = content.capacity > content.count ? content.capacity - content.count : 64 << 10
            var failure: Int32 = 0
            let start = content.count
            content.append(
                contentsOf: [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                    let got = Self.read(number, buffer, &failure)
                    count = got
                })
            guard failure == 0 else { throw FileError(errno: failure, path: path, action: "read") }
            guard content.count <= limit else {
                throw FileError(.tooLarge, path: path, action: "read", reason: "it is larger than \(limit) bytes")
            }
            if content.count == start { return content }
        }
    }

    private static func read(_ number: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>, _ failure: inout Int32)
        -> Int
    {
        while true {
            let got = Glibc.read(number, buffer.baseAddress, buffer.count)
            if got >= 0 { return got }
            if errno != EINTR {
                failure = errno
                return 0
            }
        }
    }

    /// Reads up to `buffer.count` bytes; 0 at the end.
    package borrowing func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(FileError) -> Int {
        var failure: Int32 = 0
        let got = Self.read(number, buffer, &failure)
        guard failure == 0 else { throw FileError(errno: failure, path: path, action: "read") }
        return got
    }

    /// Up to `count` bytes from `offset` on, wherever others read; none at the end.
    package borrowing func read(at offset: Int64, count: Int) throws(FileError) -> [UInt8] {
        var got = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            repeat { got = pread(number, buffer.baseAddress, count, off_t(offset)) } while got < 0 && errno == EINTR
            used = max(0, got)
        }
        guard got >= 0 else { throw FileError(errno: errno, path: path, action: "read") }
        return bytes
    }

    /// Writes all of `bytes`.
    package borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes
        while !rest.isEmpty {
            let written = Glibc.write(number, rest.baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw FileError(errno: errno, path: path, action: "write")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Flushes what was written to the disk.
    package borrowing func synchronize() throws(FileError) {
        guard Self.retrying({ fsync(number) }) == 0 else {
            throw FileError(errno: errno, path: path, action: "flush to disk")
        }
    }

    /// Sets the permission bits, whatever the process masks out of new files.
    package borrowing func setMode(_ mode: UInt32) throws(FileError) {
        guard fchmod(number, mode_t(mode)) == 0 else {
            throw FileError(errno: errno, path: path, action: "set the mode of")
        }
    }

    /// What the file is now.
    package borrowing func status() throws(FileError) -> FileStatus {
        var result = stat()
        guard fstat(number, &result) == 0 else { throw FileError(errno: errno, path: path, action: "inspect") }
        return FileStatus(result)
    }
}
