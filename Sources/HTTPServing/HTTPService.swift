internal import Glibc
internal import HTTPTypes
internal import HummingbirdCore
public import Logging
internal import NIOCore
internal import NIOPosix
internal import Platform
internal import ServiceLifecycle

/// An HTTP/1.1 server without TLS: probes, metrics, artifacts.
///
/// It is on the core of Hummingbird alone: the router above it would bring Foundation into every controller.
public struct HTTPService: Sendable {
    private let name: String
    private let address: ServeAddress
    private let logger: Logger
    private let listening: @Sendable (Int) -> Void
    private let answer: @Sendable (ServedRequest) async throws -> ServedAnswer

    /// One thread moves the bytes of all servers of the process; what blocks or computes happens elsewhere.
    private static let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// - Parameters:
    ///   - name: what it serves, for errors.
    ///   - listening: told the port once it serves.
    ///   - answer: answers one request; an error breaks the connection.
    public init(
        _ name: String, on address: ServeAddress, logger: Logger,
        listening: @escaping @Sendable (Int) -> Void = { _ in },
        answer: @escaping @Sendable (ServedRequest) async throws -> ServedAnswer
    ) {
        self.name = name
        self.address = address
        // What a client does to its connection is no news of ours.
        var quiet = logger
        quiet.logLevel = .critical
        self.logger = quiet
        self.listening = listening
        self.answer = answer
    }

    /// Serves until cancelled.
    ///
    /// - Throws: ``ServeError`` when the address cannot be bound.
    public func run() async throws {
        do {
            try await serve(on: address.host.isEmpty ? "::" : address.host)
        } catch let error as IOError where address.host.isEmpty && Self.lacksIPv6(error) {
            try await serve(on: "0.0.0.0")
        } catch let error as IOError {
            throw ServeError(
                description:
                    "cannot start the \(name) server: cannot listen on \(address.host):\(address.port): \(error)")
        }
    }

    private func serve(on host: String) async throws {
        let server = try HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(60))).buildServer(
            configuration: ServerConfiguration(address: .hostname(host, port: address.port)),
            eventLoopGroup: Self.threads, logger: logger,
            responder: { request, writer, _ in
                let answer = try await self.answer(
                    ServedRequest(
                        method: request.method, path: request.uri.path, query: request.uri.query ?? "",
                        headers: request.headers))
                var headers = answer.headers
                headers[.date] = HTTPDate.format(.now())
                if answer.status != 304 { headers[.contentLength] = String(answer.count) }
                try await writer.write(
                    response: HTTPResponse(status: .init(code: answer.status), headerFields: headers),
                    body: request.method == .head ? ResponseBody() : Self.body(answer))
            },
            onServerRunning: { [listening] channel in listening(channel.localAddress?.port ?? 0) })
        try await server.run()
    }

    private static func body(_ answer: ServedAnswer) -> ResponseBody {
        switch answer.body {
        case .text(let text): ResponseBody(byteBuffer: ByteBuffer(string: text))
        case .read(let count, let next):
            ResponseBody(contentLength: count) { writer in
                var position = 0
                while position < count {
                    let bytes = try await next(position)
                    position += bytes.count
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
                try await writer.finish(nil)
            }
        }
    }

    private static func lacksIPv6(_ error: IOError) -> Bool {
        error.errnoCode == EAFNOSUPPORT || error.errnoCode == EADDRNOTAVAIL
    }
}
