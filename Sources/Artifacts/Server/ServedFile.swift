internal import Glibc
internal import HTTPServing
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

    func answer(to request: ServedRequest) -> ServedAnswer {
        let stamp = HTTPDate.format(modified)
        var headers = [
            "Last-Modified": stamp, "Accept-Ranges": "bytes",
            "Content-Type": name.hasSuffix(".gz") || name.hasSuffix(".tgz")
                ? "application/gzip" : "application/octet-stream",
        ]
        if request.headers["range"] == nil, request.headers["if-modified-since"] == stamp {
            return ServedAnswer(status: 304, headers: ["Last-Modified": stamp])
        }
        let isRangeCurrent = request.headers["if-range"].map { $0 == stamp } ?? true
        switch ByteRange.parse(isRangeCurrent ? request.headers["range"] : nil, size: size) {
        case .unsatisfiable:
            return ServedAnswer(status: 416, headers: ["Content-Range": "bytes */\(size)"])
        case .whole:
            return ServedAnswer(status: 200, headers: headers, body: body(ByteRange(first: 0, count: size)))
        case .part(let range):
            headers["Content-Range"] = "bytes \(range.first)-\(range.first + range.count - 1)/\(size)"
            return ServedAnswer(status: 206, headers: headers, body: body(range))
        }
    }

    private func body(_ range: ByteRange) -> ServedAnswer.Body {
        .read(count: Int(range.count)) { [self] position in
            let wanted = min(256 << 10, Int(range.count) - position)
            return try await BlockingPool.shared.run { try self.read(range.first + Int64(position), wanted) }
        }
    }

    private func read(_ position: Int64, _ count: Int) throws -> [UInt8] {
        let bytes = try withStorageErrors { try file.read(at: position, count: count) }
        guard !bytes.isEmpty else { throw ArtifactError(.storageFailed, "the stored file \(name) became shorter") }
        return bytes
    }
}
