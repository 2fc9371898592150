internal import HTTPServing
public import Logging
internal import Platform

/// Serves the files of a storage over plain HTTP: GET and HEAD, ranges, conditions by date; nothing else.
public struct ArtifactServer: Sendable {
    private let service: HTTPService

    /// - Parameters:
    ///   - root: the folder of the storage.
    ///   - address: `host:port` or `:port`; port 0 takes a free one.
    ///   - listening: told the port once it serves.
    /// - Throws: ``ArtifactError`` when the address is none.
    public init(
        root: String, address: String, logger: Logger, listening: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(ArtifactError) {
        let parsed: ServeAddress?
        do { parsed = try ServeAddress.parse(address) } catch {
            throw ArtifactError(.storageFailed, "cannot serve artifacts: \(error)")
        }
        guard let parsed else {
            throw ArtifactError(
                .storageFailed, "cannot serve artifacts on \"\(address)\": write it as host:port or :port")
        }
        service = HTTPService("artifact", on: parsed, logger: logger, listening: listening) { request in
            try await Self.answer(request, root)
        }
    }

    /// Serves until cancelled.
    ///
    /// - Throws: ``ArtifactError`` when the address cannot be bound.
    public func run() async throws {
        do { try await service.run() } catch let error as ServeError {
            throw ArtifactError(.storageFailed, error.description)
        }
    }

    private static func answer(_ request: ServedRequest, _ root: String) async throws -> ServedAnswer {
        guard request.method == "GET" || request.method == "HEAD" else {
            return ServedAnswer(status: 405, headers: ["Allow": "GET, HEAD"])
        }
        guard let path = relativePath(request.path) else { return .notFound }
        // The probe of the container: there is nothing to list.
        if path.isEmpty { return ServedAnswer(status: 200) }
        let file = try await BlockingPool.shared.run { ServedFile(root: root, path: path) }
        return file?.answer(to: request) ?? .notFound
    }

    /// The path below the root, cleaned of `.`, `..` and empty names; nil when it cannot name a file of ours.
    static func relativePath(_ path: String) -> String? {
        guard let decoded = decode(path), !decoded.utf8.contains(0) else { return nil }
        var names: [Substring] = []
        for name in decoded.split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        if let last = names.last, last.hasSuffix(".lock") { return nil }
        return names.joined(separator: "/")
    }

    private static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = Hex.decode(String(Substring(digits)))?.first else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
