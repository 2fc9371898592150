import Glibc
import Platform

/// A TCP socket on loopback that blocks: for exact bytes on the wire. One owner, closed once.
final class Socket: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Threads for tests that wait on sockets, apart from those the tested code needs.
    static let pool = BlockingPool(label: "sockets", threads: 16)

    private let descriptor: CInt

    private init(_ descriptor: CInt) throws {
        guard descriptor >= 0 else { throw Failure(description: String(cString: strerror(errno))) }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Ends every wait on the socket.
    func stop() { shutdown(descriptor, CInt(SHUT_RDWR)) }

    static func connect(_ port: Int) throws -> Socket {
        let client = try Socket(socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        try check(withAddress(port) { Glibc.connect(client.descriptor, $0, $1) })
        return client
    }

    /// Listens on a free port.
    static func listen() throws -> (Socket, port: Int) {
        let server = try Socket(socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        try check(withAddress(0) { bind(server.descriptor, $0, $1) })
        try check(Glibc.listen(server.descriptor, 64))
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(server.descriptor, $0, &size) }
        }
        try check(result)
        return (server, Int(UInt16(bigEndian: address.sin_port)))
    }

    func accept() throws -> Socket { try Socket(Glibc.accept(descriptor, nil, nil)) }

    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The next bytes; empty at the end.
    func read() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, used in
            used = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
    }

    /// Everything up to the end, or up to `limit` bytes.
    func readAll(limit: Int = .max) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit, case let more = read(), !more.isEmpty { bytes += more }
        return bytes
    }

    private static func check(_ result: CInt) throws {
        guard result == 0 else { throw Failure(description: String(cString: strerror(errno))) }
    }

    private static func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
