internal import Glibc
internal import Platform

/// A connected TCP socket that never blocks; waits end at the deadline or when cancelled. One owner, closed once.
final class SSHSocket {
    let descriptor: CInt

    deinit { close(descriptor) }

    /// Connects to the first address of `host` that answers.
    init(host: String, port: UInt16, patience: SSHPatience) throws {
        descriptor = try Self.connected(host, port, patience)
    }

    private static func connected(_ host: String, _ port: UInt16, _ patience: SSHPatience) throws -> CInt {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &list)
        guard result == 0, let list else {
            throw GitError(
                .unreachable, "cannot find the address of \(host): \(String(cString: gai_strerror(result)))")
        }
        defer { freeaddrinfo(list) }
        var last = "no address"
        var next: UnsafeMutablePointer<addrinfo>? = list
        while let address = next {
            try patience.check()
            let (descriptor, cause) = try connected(address.pointee, patience)
            if let descriptor { return descriptor }
            last = cause
            next = address.pointee.ai_next
        }
        throw GitError(.unreachable, "cannot connect to \(host) port \(port): \(last)")
    }

    private static func connected(_ address: addrinfo, _ patience: SSHPatience) throws -> (CInt?, String) {
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, kind, address.ai_protocol)
        guard descriptor >= 0 else { return (nil, describe(errno)) }
        var isKept = false
        defer { if !isKept { close(descriptor) } }
        if connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 {
            guard errno == EINPROGRESS else { return (nil, describe(errno)) }
            try patience.wait(for: CInt(POLLOUT), on: descriptor)
            var failure: CInt = 0
            var size = socklen_t(MemoryLayout<CInt>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size)
            guard failure == 0 else { return (nil, describe(failure)) }
        }
        isKept = true
        return (descriptor, "")
    }

    private static func describe(_ number: CInt) -> String { String(cString: strerror(number)) }
}

/// How long an SSH operation may go on.
struct SSHPatience: Sendable {
    let deadline: ContinuousClock.Instant
    let timeout: Duration
    let flag: CancellationFlag

    /// Throws when cancelled or late.
    func check() throws {
        try flag.check()
        guard ContinuousClock.now < deadline else {
            throw GitError(.timedOut, "context deadline exceeded after \(GoDuration.format(timeout))")
        }
    }

    /// Waits until the descriptor is ready for one of `events`.
    func wait(for events: CInt, on descriptor: CInt) throws {
        while true {
            try check()
            var entry = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
            // Short, so that cancellation is seen soon.
            let result = poll(&entry, 1, 100)
            if result > 0 { return }
            if result < 0, errno != EINTR {
                throw GitError(.unreachable, "cannot wait for the server: \(String(cString: strerror(errno)))")
            }
        }
    }
}
