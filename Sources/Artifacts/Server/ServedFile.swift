internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Platform

/// An open file on its way out. It stays what it was when opened, whatever is renamed over its name.
final class ServedFile: Sendable {
    private let descriptor: CInt
    private let size: Int64
    private let modified: Timestamp
    private let name: String

    /// Opens the regular file at `path` below `root`, or nil. Links are followed within the root only. Blocks.
    init?(root: String, path: String) {
        guard let base = realpath(root, nil), let target = realpath(root + "/" + path, nil) else { return nil }
        defer {
            free(base)
            free(target)
        }
        guard String(cString: target).hasPrefix(String(cString: base) + "/") else { return nil }
        guard let status = try? FileSystem.status(String(cString: target), followingLinks: false), status.kind == .file
        else { return nil }
        let descriptor = open(target, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
        size = Int64(lseek(descriptor, 0, SEEK_END))
        modified = Timestamp(seconds: status.modified.seconds)
        name = path
    }

    deinit { close(descriptor) }

    func response(to request: Request) -> Response {
        let stamp = HTTPDate.format(modified)
        var headers: HTTPFields = [
            .lastModified: stamp, .acceptRanges: "bytes",
            .contentType: name.hasSuffix(".gz") || name.hasSuffix(".tgz")
                ? "application/gzip" : "application/octet-stream",
        ]
        if request.headers[.range] == nil, request.headers[.ifModifiedSince] == stamp {
            return Response(status: .notModified, headers: [.lastModified: stamp])
        }
        let isRangeCurrent = request.headers[.ifRange].map { $0 == stamp } ?? true
        switch ByteRange.parse(isRangeCurrent ? request.headers[.range] : nil, size: size) {
        case .unsatisfiable:
            return Response(status: .rangeNotSatisfiable, headers: [.contentRange: "bytes */\(size)"])
        case .whole:
            return Response(
                status: .ok, headers: headers,
                body: body(ByteRange(first: 0, count: size), isEmpty: request.method == .head))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.first)-\(range.first + range.count - 1)/\(size)"
            return Response(
                status: .partialContent, headers: headers, body: body(range, isEmpty: request.method == .head))
        }
    }

    private func body(_ range: ByteRange, isEmpty: Bool) -> ResponseBody {
        ResponseBody(contentLength: Int(range.count)) { [self] writer in
            var position = range.first
            let end = isEmpty ? range.first : range.first + range.count
            while position < end {
                let start = position
                let wanted = Int(min(256 << 10, end - position))
                let bytes = try await BlockingPool.shared.run { try self.read(start, wanted) }
                position += Int64(bytes.count)
                try await writer.write(ByteBuffer(bytes: bytes))
            }
            try await writer.finish(nil)
        }
    }

    private func read(_ position: Int64, _ count: Int) throws -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            used = max(0, pread(descriptor, buffer.baseAddress, count, off_t(position)))
        }
        guard !bytes.isEmpty else { throw ArtifactError(.storageFailed, "the stored file \(name) became shorter") }
        return bytes
    }
}
