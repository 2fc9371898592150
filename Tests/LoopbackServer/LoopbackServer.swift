internal import Glibc
internal import Platform
internal import Synchronization

/// A server on 127.0.0.1 for tests: a thread for each connection, and a closure that does with it what it likes.
package final class LoopbackServer: Sendable {
    private struct State {
        var accepted = 0
        var isStopped = false
        var open: Set<Int32> = []
    }

    /// Where it listens.
    package let port: Int
    private let listener: Int32
    private let identity: ServerIdentity?
    private let state = Mutex(State())
    private let handle: @Sendable (ServerConnection) throws -> Void

    /// - Parameters:
    ///   - identity: its certificate; nil speaks without TLS.
    ///   - handle: called for each connection, which is closed when it returns.
    package init(
        identity: ServerIdentity? = nil, _ handle: @escaping @Sendable (ServerConnection) throws -> Void
    ) throws {
        signal(SIGPIPE, SIG_IGN)  // clients of tests hang up as they like
        self.identity = identity
        self.handle = handle
        (listener, port) = try Self.listen()
        guard OSThread.start(name: "test-server", { [self] in accept() }) else { throw ServerFailure("no thread") }
    }

    /// A server that answers each request of each connection.
    package convenience init(
        identity: ServerIdentity? = nil, answering answer: @escaping @Sendable (ServerRequest) throws -> ServerAnswer
    ) throws {
        try self.init(identity: identity) { connection in
            while let request = try connection.readRequest() {
                let response = try answer(request)
                try connection.write(response.bytes(for: request))
                if response.closes { return }
            }
        }
    }

    /// `http://127.0.0.1:port`, or `https://`.
    package var url: String { "\(identity == nil ? "http" : "https")://127.0.0.1:\(port)" }

    /// How many connections came in.
    package var connections: Int { state.withLock(\.accepted) }

    /// Closes the listener and every connection.
    package func stop() {
        let open = state.withLock { state in
            guard !state.isStopped else { return Set<Int32>() }
            state.isStopped = true
            return state.open
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for socket in open { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    private func accept() {
        defer { close(listener) }
        while true {
            let socket = Glibc.accept(listener, nil, nil)
            if socket < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                return
            }
            let isWanted = state.withLock { state in
                state.accepted += 1
                if !state.isStopped { state.open.insert(socket) }
                return !state.isStopped
            }
            guard isWanted, OSThread.start(name: "test-connection", { [self] in serve(socket) }) else {
                close(socket)
                continue
            }
        }
    }

    private func serve(_ socket: Int32) {
        do {
            let connection = ServerConnection(socket, try identity.map { try ServerTLS(socket, $0) })
            try handle(connection)
            connection.finish()
        } catch {}  // a client that goes away is what many tests are about
        _ = state.withLock { $0.open.remove(socket) }
        close(socket)
    }

    private static func listen() throws -> (socket: Int32, port: Int) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, size) == 0 && Glibc.listen(socket, 512) == 0
                    && getsockname(socket, address, &size) == 0
            }
        }
        guard socket >= 0, isBound else { throw ServerFailure("cannot listen: error \(errno)") }
        return (socket, Int(UInt16(bigEndian: address.sin_port)))
    }
}

/// Why the test server cannot work.
package struct ServerFailure: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
