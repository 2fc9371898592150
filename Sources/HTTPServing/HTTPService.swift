internal import Glibc
public import Logging
internal import NIOCore
internal import NIOPosix
internal import Platform

/// An HTTP/1.1 server without TLS: probes, metrics, artifacts.
///
/// It is on NIO alone: a framework above it would bring Foundation and more into every controller, 3 MB of resident memory each.
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
        self.logger = logger
        self.listening = listening
        self.answer = answer
    }

    /// Serves until cancelled.
    ///
    /// - Throws: ``ServeError`` when the address cannot be bound.
    public func run() async throws {
        do {
            try await serve(on: address.host.isEmpty ? "::" : address.host)
        } catch is CancellationError {
            return
        } catch let error as IOError where address.host.isEmpty && Self.lacksIPv6(error) {
            do { try await serve(on: "0.0.0.0") } catch is CancellationError { return }
        } catch let error as IOError {
            throw ServeError(
                description:
                    "cannot start the \(name) server: cannot listen on \(address.host):\(address.port): \(error)")
        }
    }

    private func serve(on host: String) async throws {
        let server = try await ServerBootstrap(group: Self.threads)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture { try ServedConnection(on: channel) }
            }
        listening(server.channel.localAddress?.port ?? 0)
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { connections in
                for try await connection in connections { group.addTask { await serve(connection) } }
            }
            group.cancelAll()
        }
    }

    private func serve(_ connection: ServedConnection) async {
        do { try await connection.serve(answer) } catch {
            // What a client does to its connection is no news, but for whoever looks for it.
            logger.trace("a connection broke", metadata: ["server": "\(name)", "error": "\(error)"])
        }
    }

    private static func lacksIPv6(_ error: IOError) -> Bool {
        error.errnoCode == EAFNOSUPPORT || error.errnoCode == EADDRNOTAVAIL
    }
}
