internal import Glibc

extension FileSystem {
    /// Hands over the content of a file piece by piece. A buffer is valid during the call that gets it.
    ///
    /// - Throws: ``FileError``, or what `body` throws.
    public static func readChunks(
        _ path: String, size: Int = 128 << 10, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let file = try FileDescriptor(path, O_RDONLY, action: "read")
        guard try file.status().kind != .directory else {
            throw FileError(errno: EISDIR, path: path, action: "read")
        }
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(into: buffer)
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
        }
    }
}
