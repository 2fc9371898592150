internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Platform

/// An open file on its way out. It stays what it was when opened, whatever is renamed over its name.
final class ServedFile: Sendable {
    private let file: Platform.FileDescriptor
    private let size: Int64
    private let modified: Timestamp
    private let name: String

    /// Opens the regular file at `path` below `root`, or nil. Links are followed within the root only. Blocks.
    init?(root: String, path: String) {
        guard let target = Self.resolved(path, in: root) else { return nil }
        do throws(FileError) {
            // A pipe must not make anybody wait.
            let file = try Platform.FileDescriptor(target, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, action: "read")
            let status = try file.status()
            guard status.kind == .file else { return nil }
            self.file = file
            size = status.size
            modified = Timestamp(seconds: status.modified.seconds)
            name = path
        } catch { return nil }
    }

    private static func resolved(_ path: String, in root: String) -> String? {
        guard let base = realpath(root, nil) else { return nil }
        defer { free(base) }
        guard let target = realpath(root + "/" + path, nil) else { return nil }
        defer { free(target) }
        let place = String(cString: target)
        return place.hasPrefix(String(cString: base) + "/") ? place : nil
    }

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
        let bytes = try withStorageErrors { try file.read(at: position, count: count) }
        guard !bytes.isEmpty else { throw ArtifactError(.storageFailed, "the stored file \(name) became shorter") }
        return bytes
    }
}
