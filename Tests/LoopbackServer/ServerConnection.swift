internal import Glibc

/// One connection of a ``LoopbackServer``, used by its one thread.
package final class ServerConnection {
    private let socket: Int32
    private let tls: ServerTLS?
    private var pending: [UInt8] = []

    init(_ socket: Int32, _ tls: ServerTLS?) {
        self.socket = socket
        self.tls = tls
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    /// `CN` of the client's certificate; nil without one.
    package var clientName: String? { tls?.peerName }
    /// The name the client asked for (SNI).
    package var serverName: String? { tls?.serverName }

    package func write(_ text: String) throws { try write(Array(text.utf8)) }

    package func write(_ bytes: [UInt8]) throws {
        if let tls { return try tls.write(bytes) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { throw ServerFailure("the client is gone") }
            rest = rest.dropFirst(sent)
        }
    }

    /// Up to 64 KiB; empty at the end.
    package func read() throws -> [UInt8] {
        if !pending.isEmpty {
            defer { pending = [] }
            return pending
        }
        return try receive()
    }

    private func receive() throws -> [UInt8] {
        if let tls { return try tls.read() }
        return try [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
            let got = recv(socket, buffer.baseAddress, buffer.count, 0)
            guard got >= 0 else { throw ServerFailure("cannot read: error \(errno)") }
            count = got
        }
    }

    /// The next request with its body; nil when the client has no more.
    package func readRequest() throws -> ServerRequest? {
        guard let head = try readHead() else { return nil }
        var request = try ServerRequest(head: head)
        request.clientName = clientName
        request.serverName = serverName
        if let length = request.headers["content-length"].flatMap(Int.init) {
            request.body = try readExactly(length)
        } else if request.headers["transfer-encoding"] == "chunked" {
            while true {
                let size = Int(try readLine(), radix: 16) ?? 0
                request.body += try readExactly(size)
                _ = try readLine()
                if size == 0 { break }
            }
        }
        return request
    }

    /// The head alone; nil when the client has no more.
    package func readHead() throws -> String? {
        var head = ""
        while true {
            guard let line = try nextLine() else { return nil }
            if line.isEmpty { return head }
            head += line + "\n"
        }
    }

    private func readLine() throws -> String {
        guard let line = try nextLine() else { throw ServerFailure("the request ends early") }
        return line
    }

    private func nextLine() throws -> String? {
        while true {
            if let end = pending.firstIndex(of: 0x0A) {
                let line = String(decoding: pending[..<end].filter { $0 != 0x0D }, as: UTF8.self)
                pending.removeFirst(end + 1)
                return line
            }
            let more = try receive()
            if more.isEmpty { return nil }
            pending += more
        }
    }

    private func readExactly(_ count: Int) throws -> [UInt8] {
        while pending.count < count {
            let more = try receive()
            guard !more.isEmpty else { throw ServerFailure("the request ends early") }
            pending += more
        }
        defer { pending.removeFirst(count) }
        return Array(pending[..<count])
    }

    /// Sends what is left and says goodbye.
    func finish() {
        tls?.finish()
        shutdown(socket, Int32(SHUT_WR))
    }

    /// Ends the connection with a reset, as a machine does that has forgotten it.
    package func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }
}
