internal import Glibc
internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle

/// An HTTP server for short answers: probes and metrics.
struct SmallServer: Sendable {
    /// What it answers.
    struct Answer: Sendable {
        var status: Int
        var body: String
        var contentType = "text/plain; charset=utf-8"
    }

    let name: String
    let address: ServeAddress
    let logger: Logger
    /// Answers a request for a path with its query.
    let answer: @Sendable (_ path: String, _ query: String) async -> Answer
    /// Told the port it listens on.
    var listening: @Sendable (Int) -> Void = { _ in }

    /// One thread serves all small servers of the process.
    static let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Serves until cancelled.
    ///
    /// - Throws: ``SettingsError`` when the address cannot be bound.
    func run() async throws {
        do {
            try await serve(on: address.host.isEmpty ? "::" : address.host)
        } catch let error as IOError where address.host.isEmpty && Self.lacksIPv6(error) {
            try await serve(on: "0.0.0.0")
        } catch let error as IOError {
            throw SettingsError(
                description:
                    "cannot start the \(name) server: cannot listen on \(address.host):\(address.port): \(error)")
        }
    }

    /// On the core of Hummingbird alone: the router above it would bring Foundation into every controller.
    private func serve(on host: String) async throws {
        var quiet = logger
        quiet.logLevel = .error
        let server = try HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(60))).buildServer(
            configuration: ServerConfiguration(address: .hostname(host, port: address.port)),
            eventLoopGroup: Self.threads, logger: quiet,
            responder: { request, writer, _ in
                let answer = await self.answer(request.uri.path, request.uri.query ?? "")
                let body = ByteBuffer(string: answer.body)
                let head = HTTPResponse(
                    status: .init(code: answer.status),
                    headerFields: [.contentType: answer.contentType, .contentLength: String(body.readableBytes)])
                try await writer.write(response: head, body: ResponseBody(byteBuffer: body))
            },
            onServerRunning: { [listening] channel in listening(channel.localAddress?.port ?? 0) })
        try await server.run()
    }

    private static func lacksIPv6(_ error: IOError) -> Bool {
        error.errnoCode == EAFNOSUPPORT || error.errnoCode == EADDRNOTAVAIL
    }
}
