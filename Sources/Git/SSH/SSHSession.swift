internal import CLibssh2
internal import Glibc
internal import Platform

/// An SSH connection over libssh2, and one command on it. Used on one thread; every call ends at the deadline.
final class SSHSession {
    private let session: OpaquePointer
    private let socket: SSHSocket
    private let patience: SSHPatience
    private var channel: OpaquePointer?
    private var errors: [UInt8] = []

    /// `libssh2_init`, once per process.
    private static let start: Void = { libssh2_init(0) }()

    init(host: String, port: UInt16, patience: SSHPatience) throws {
        Self.start
        let socket = try SSHSocket(host: host, port: port, patience: patience)
        guard let session = libssh2_session_init_ex(nil, nil, nil, nil) else {
            throw GitError(.storageFailed, "there is no memory for an SSH session")
        }
        libssh2_session_set_blocking(session, 0)
        self.session = session
        self.socket = socket
        self.patience = patience
        channel = nil
    }

    deinit {
        // Nothing is to be said any more: a socket that is full must not keep the library from letting go.
        shutdown(socket.descriptor, CInt(SHUT_RDWR))
        if let channel { libssh2_channel_free(channel) }
        libssh2_session_free(session)
    }

    /// Offers only these algorithms for the server's key; the library's choice when empty.
    func prefer(_ algorithms: [String], for method: CInt) throws(GitError) {
        guard !algorithms.isEmpty else { return }
        guard libssh2_session_method_pref(session, method, algorithms.joined(separator: ",")) == 0 else {
            throw GitError(
                .unsupported, "the SSH library supports none of the algorithms \(algorithms.joined(separator: ", "))")
        }
    }

    func shakeHands() throws -> [UInt8] {
        try complete("shake hands") { libssh2_session_handshake(session, socket.descriptor) }
        var length = 0
        var type: CInt = 0
        guard let key = libssh2_session_hostkey(session, &length, &type), length > 0 else {
            throw GitError(.untrustedServer, "ssh: the server showed no key")
        }
        return UnsafeRawBufferPointer(start: key, count: length).map { $0 }
    }

    func logIn(_ user: String, _ identity: SSHIdentity) throws {
        let key = identity.privateKey.reveal()
        let passphrase = identity.passphrase?.reveal()
        do {
            try complete("log in") {
                libssh2_userauth_publickey_frommemory(
                    session, user, user.utf8.count, nil, 0, key, key.utf8.count, passphrase)
            }
        } catch let error as GitError where error.code == .unreachable {
            throw GitError(.authentication, "ssh: the server refuses user \"\(user)\" with this key; \(error.message)")
        }
    }

    func execute(_ command: String) throws {
        while channel == nil {
            channel = libssh2_channel_open_ex(
                session, "session", 7, 2 << 20,
                32 << 10, nil, 0)
            guard channel == nil else { break }
            guard libssh2_session_last_errno(session) == LIBSSH2_ERROR_EAGAIN else {
                throw failure("open a channel")
            }
            try waitForSocket()
        }
        let channel = channel
        try complete("start the Git service") {
            libssh2_channel_process_startup(
                channel, "exec", 4, command, CUnsignedInt(command.utf8.count))
        }
    }

    func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let result = bytes[sent...].withUnsafeBytes { buffer in
                libssh2_channel_write_ex(
                    channel, 0, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
            }
            if result == Int(LIBSSH2_ERROR_EAGAIN) {
                try waitForSocket()
            } else if result < 0 {
                throw failure("send a request")
            } else {
                sent += result
            }
        }
    }

    /// The next bytes; empty at the end.
    func read() throws -> [UInt8] {
        while true {
            let (code, bytes) = receive(stream: 0)
            if !bytes.isEmpty { return bytes }
            guard code >= 0 || code == Int(LIBSSH2_ERROR_EAGAIN) else { throw failure("read the answer") }
            // The library sees no end of the channel while its error stream is unread.
            drainErrors()
            if libssh2_channel_eof(channel) != 0 { return [] }
            // Reading one stream takes in what came for both: waiting is right only when nothing is left of either.
            guard libssh2_poll_channel_read(channel, 0) == 0, libssh2_poll_channel_read(channel, 1) == 0 else {
                continue
            }
            try waitForSocket()
        }
    }

    /// What the command wrote to its error stream, as far as it was read.
    var complaint: String {
        String(String(decoding: errors, as: UTF8.self).prefix(300).map { $0.isNewline ? " " : $0 })
    }

    /// The bytes that are there, and how many, or a negative code.
    private func receive(stream: CInt) -> (code: Int, bytes: [UInt8]) {
        var code = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, used in
            buffer.withMemoryRebound(to: CChar.self) { target in
                code = libssh2_channel_read_ex(channel, stream, target.baseAddress, target.count)
            }
            used = max(0, code)
        }
        return (code, bytes)
    }

    private func drainErrors() {
        while case let (_, bytes) = receive(stream: SSH_EXTENDED_DATA_STDERR), !bytes.isEmpty {
            errors += bytes.prefix(4096 - errors.count)
        }
    }

    private func complete(_ action: String, _ call: () -> CInt) throws {
        while true {
            try patience.check()
            let result = call()
            if result == 0 { return }
            guard result == LIBSSH2_ERROR_EAGAIN else { throw failure(action) }
            try waitForSocket()
        }
    }

    private func waitForSocket() throws {
        let directions = libssh2_session_block_directions(session)
        var events: CInt = 0
        if directions & LIBSSH2_SESSION_BLOCK_INBOUND != 0 { events |= CInt(POLLIN) }
        if directions & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0 { events |= CInt(POLLOUT) }
        try patience.wait(for: events == 0 ? CInt(POLLIN) : events, on: socket.descriptor)
    }

    private func failure(_ action: String) -> GitError {
        var text: UnsafeMutablePointer<CChar>?
        let code = libssh2_session_last_error(session, &text, nil, 0)
        let detail = text.map { String(cString: $0) } ?? "no detail"
        return GitError(.unreachable, "ssh: cannot \(action): \(detail) (\(code))")
    }
}
