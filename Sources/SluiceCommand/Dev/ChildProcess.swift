internal import Glibc
internal import Platform
internal import Synchronization

/// A program this one started. It is in a process group of its own, so that Ctrl-C in a terminal does not reach it and its
/// end stays in order.
final class ChildProcess: Sendable {
    /// How to start a program.
    struct Launch: Sendable {
        var path: String
        var arguments: [String]
        var environment: [String: String]
        /// The file its output goes to, appended.
        var logFile: String
    }

    /// How a process ended.
    enum Exit: Sendable, Equatable, CustomStringConvertible {
        case code(Int32)
        case signal(Int32)

        var description: String {
            switch self {
            case .code(let code): "exit code \(code)"
            case .signal(let number): "signal \(number)"
            }
        }
    }

    let pid: Int32
    /// Whether the process may still be signalled: after it is reaped, the number may be somebody else's.
    private let isReaped = Mutex(false)

    private init(pid: Int32) { self.pid = pid }

    /// Starts the program. Blocks for the moment the system needs.
    static func start(_ launch: Launch) throws -> ChildProcess {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, launch.logFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        try prepare(&attributes)
        let arguments = CStrings([launch.path] + launch.arguments)
        let environment = CStrings(launch.environment.map { "\($0.key)=\($0.value)" }.sorted())
        var pid: pid_t = 0
        let result = posix_spawn(&pid, launch.path, &actions, &attributes, arguments.pointers, environment.pointers)
        guard result == 0 else {
            throw CommandFailure("cannot start \"\(launch.path)\": \(String(cString: strerror(result)))")
        }
        return ChildProcess(pid: pid)
    }

    /// A process group of its own, and signals as a fresh process has them.
    private static func prepare(_ attributes: inout posix_spawnattr_t) throws {
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    /// Waits until the process has ended. Blocks: call it once, on a thread that may.
    func wait() -> Exit {
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return isReaped.withLock { isReaped in
            isReaped = true
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            return signal == 0 ? .code((status >> 8) & 0xFF) : .signal(signal)
        }
    }

    /// Sends a signal, unless the process has ended.
    func signal(_ number: Int32) {
        isReaped.withLock { isReaped in
            if !isReaped { _ = kill(pid, number) }
        }
    }
}

/// Strings for a C function that takes a list of them with a null at the end.
private final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        pointers = .allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() { (pointers + index).initialize(to: strdup(string)) }
        (pointers + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { free(pointers[index]) }
        pointers.deallocate()
    }
}
