internal import Glibc
internal import Platform

/// A program that was started and whose standard output is read. Killed when nobody waits for it any more.
struct ChildProcess: ~Copyable {
    private let command: String
    private let id: pid_t
    private let output: Int32
    private var isReaped = false

    /// - Parameters:
    ///   - inheritsInput: else it reads nothing. Its standard error is ours.
    ///   - hint: what to tell a user who does not have the program.
    init(
        _ command: String, arguments: [String], environment: [String: String], inheritsInput: Bool, hint: String
    ) throws(KubernetesError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw KubernetesError(.configuration, "cannot start \"\(command)\": no descriptor is left")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        if !inheritsInput { posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) }
        var child = pid_t()
        let code = Self.withStrings([command] + arguments) { argv in
            Self.withStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
                posix_spawnp(&child, command, &actions, nil, argv, envp)
            }
        }
        guard code == 0 else {
            close(ends[0])
            let advice = hint.isEmpty ? "" : "; \(hint)"
            throw KubernetesError(
                .configuration,
                code == ENOENT
                    ? "the credential plugin \"\(command)\" is not installed\(advice)"
                    : "cannot start the credential plugin \"\(command)\" (error \(code))\(advice)")
        }
        self.command = command
        id = child
        output = ends[0]
    }

    deinit {
        close(output)
        if !isReaped {
            kill(id, SIGKILL)
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
        }
    }

    /// What it prints until it ends.
    ///
    /// - Throws: ``KubernetesError`` when it fails, prints too much or takes too long; `CancellationError`.
    consuming func output(limit: Int, within time: Duration, unless flag: CancellationFlag) throws -> [UInt8] {
        let end = MonotonicTime.now() + time
        var bytes: [UInt8] = []
        while let piece = try next(end, time, flag) {
            bytes += piece
            guard bytes.count <= limit else {
                throw KubernetesError(.configuration, "the credential plugin \"\(command)\" prints too much")
            }
        }
        while true {
            var status: Int32 = 0
            let result = waitpid(id, &status, WNOHANG)
            if result == id || (result < 0 && errno != EINTR) {
                isReaped = true
                guard result == id, status == 0 else {
                    throw KubernetesError(
                        .configuration, "the credential plugin \"\(command)\" failed (status \(status >> 8 & 0xFF))")
                }
                return bytes
            }
            try check(end, time, flag)
            usleep(10_000)
        }
    }

    /// The next piece; nil at the end.
    private func next(_ end: Duration, _ time: Duration, _ flag: CancellationFlag) throws -> [UInt8]? {
        while true {
            try check(end, time, flag)
            var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 100) > 0 else { continue }
            let piece = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
                count = max(0, read(output, buffer.baseAddress, buffer.count))
            }
            return piece.isEmpty ? nil : piece
        }
    }

    private func check(_ end: Duration, _ time: Duration, _ flag: CancellationFlag) throws {
        try flag.check()
        guard MonotonicTime.now() < end else {
            throw KubernetesError(
                .configuration,
                "the credential plugin \"\(command)\" did not end within \(GoDuration.format(time))")
        }
    }

    private static func withStrings<Output>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Output
    ) -> Output {
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { (list + index).initialize(to: strdup(text)) }
        (list + texts.count).initialize(to: nil)
        defer {
            for index in texts.indices { free(list[index]) }
            list.deallocate()
        }
        return body(list)
    }
}
