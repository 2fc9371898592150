internal import Glibc
internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import NIOCore
internal import NIOPosix
internal import Platform

/// Serves the files of a storage over plain HTTP: GET and HEAD, ranges, conditions by date; nothing else.
public struct ArtifactServer: Sendable {
    private let root: String
    private let host: String
    private let port: Int
    private let logger: Logger
    private let listening: @Sendable (Int) -> Void
    /// Files are few and large: one thread pushes them out, blocking reads happen elsewhere.
    private static let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// - Parameters:
    ///   - root: the folder of the storage.
    ///   - address: `host:port` or `:port`; port 0 takes a free one.
    ///   - listening: told the port once it serves.
    /// - Throws: ``ArtifactError`` when the address is none.
    public init(
        root: String, address: String, logger: Logger, listening: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(ArtifactError) {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]),
            (0...65_535).contains(port)
        else {
            throw ArtifactError(
                .storageFailed, "cannot serve artifacts on \"\(address)\": write it as host:port or :port")
        }
        self.root = root
        host = String(address[..<colon].drop { $0 == "[" }.prefix { $0 != "]" })
        self.port = port
        self.logger = logger
        self.listening = listening
    }

    /// Serves until cancelled.
    ///
    /// - Throws: ``ArtifactError`` when the address cannot be bound.
    public func run() async throws {
        do {
            try await serve(on: host.isEmpty ? "::" : host)
        } catch let error as IOError where host.isEmpty && [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode) {
            try await serve(on: "0.0.0.0")
        } catch let error as IOError {
            throw ArtifactError(.storageFailed, "cannot serve artifacts: cannot listen on \(host):\(port): \(error)")
        }
    }

    private func serve(on host: String) async throws {
        var quiet = logger
        quiet.logLevel = .error
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in try await answer(request) },
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { [listening] channel in listening(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(Self.threads), logger: quiet)
        try await application.run()
    }

    private func answer(_ request: Request) async throws -> Response {
        guard request.method == .get || request.method == .head else {
            return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD"])
        }
        guard let path = Self.relativePath(request.uri.path) else { return Self.missing }
        // The probe of the container: there is nothing to list.
        if path.isEmpty { return Response(status: .ok) }
        let root = root
        let file = try await BlockingPool.shared.run { ServedFile(root: root, path: path) }
        guard let file else { return Self.missing }
        return file.response(to: request)
    }

    private static var missing: Response {
        Response(status: .notFound, body: .init(byteBuffer: ByteBuffer(string: "404 page not found\n")))
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
