internal import Glibc
public import Logging
internal import NIOCore
internal import NIOPosix
internal import Platform
internal import Synchronization

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
    /// - Throws: ``ServeError`` when the address cannot be bound, or nothing more can be accepted.
    public func run() async throws {
        let server: Server
        do {
            server = try await bound()
        } catch is CancellationError {
            return
        } catch {
            throw failure("listen on \(address.host):\(address.port)", error)
        }
        listening(server.channel.localAddress?.port ?? 0)
        do {
            try await serve(server)
        } catch is CancellationError {
            return
        } catch {
            throw failure("accept connections", error)
        }
    }

    private typealias Server = NIOAsyncChannel<ServedConnection, Never>

    private func failure(_ action: String, _ error: any Error) -> ServeError {
        ServeError(description: "cannot start the \(name) server: cannot \(action): \(error)")
    }

    /// An empty host is every interface, by IPv6 where there is any.
    private func bound() async throws -> Server {
        guard address.host.isEmpty else { return try await bind(address.host) }
        do {
            return try await bind("::")
        } catch let error as IOError where [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode) {
            return try await bind("0.0.0.0")
        }
    }

    private func bind(_ host: String) async throws -> Server {
        var bootstrap = ServerBootstrap(group: Self.threads)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        if host == "::" {
            // IPv4 as well, whatever the system's default is.
            let only = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)
            bootstrap = bootstrap.serverChannelOption(only, value: 0)
        }
        return try await bootstrap.bind(host: host, port: address.port) { channel in
            channel.eventLoop.makeCompletedFuture { try ServedConnection(on: channel) }
        }
    }

    private func serve(_ server: Server) async throws {
        let open = OpenConnections()
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { connections in
                for try await connection in connections {
                    // Beyond the limit a client is hung up on, so that descriptors are left for the work of the process.
                    let isFull = open.count.add(1, ordering: .relaxed).newValue > Self.connectionLimit
                    group.addTask {
                        if isFull { connection.close() } else { await serve(connection) }
                        open.count.subtract(1, ordering: .relaxed)
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// How many clients may be connected at once.
    static let connectionLimit = 512

    private func serve(_ connection: ServedConnection) async {
        do { try await connection.serve(answer) } catch {
            // What a client does to its connection is no news, but for whoever looks for it.
            logger.trace("a connection broke", metadata: ["server": "\(name)", "error": "\(error)"])
        }
    }
}

/// How many clients are connected to one server.
private final class OpenConnections: Sendable {
    let count = Atomic(0)
}
