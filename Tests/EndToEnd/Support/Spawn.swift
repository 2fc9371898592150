import Dispatch
import Glibc
import Platform
import Synchronization

/// Starts programs. Not Foundation's `Process`: that one stops noticing ends once a program closes what it inherited, as sshd does.
final class Spawn: Sendable {
    /// A program could not be started.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let pid: pid_t
    private let status = Box<Int32?>(nil)

    /// The exit code, or 128 and the signal that ended it; nil while it runs.
    var exitCode: Int32? { status.value.withLock { $0 } }

    /// - Parameters:
    ///   - environment: variables on top of those of the tests.
    ///   - streams: descriptors for standard input, output and error.
    init(
        _ path: String, _ arguments: [String], environment: [String: String],
        streams: (input: CInt, output: CInt, errors: CInt)
    ) throws {
        let command = Self.dyingWithUs(path, arguments)
        let started = DispatchSemaphore(value: 0)
        let (pid, status) = (Box<Result<pid_t, Failure>?>(nil), status)
        // The kernel's parent is the thread that starts the child, so one thread starts it and stays with it.
        let isWatched = OSThread.start(name: "child", stackSize: 256 << 10) {
            let result = Result { () throws(Failure) in try Self.start(command, environment, streams) }
            pid.value.withLock { $0 = result }
            started.signal()
            guard case .success(let child) = result else { return }
            let code = Self.wait(for: child)
            status.value.withLock { $0 = code }
        }
        guard isWatched else { throw Failure(description: "cannot start \(path): no thread") }
        started.wait()
        guard let result = pid.value.withLock({ $0 }) else { throw Failure(description: "cannot start \(path)") }
        self.pid = try result.get()
    }

    /// A test runner that is killed takes its children with it.
    private static func dyingWithUs(_ path: String, _ arguments: [String]) -> [String] {
        guard let setter = Programs.installed("setpriv") else { return [path] + arguments }
        return [setter, "--pdeathsig", "KILL", "--", path] + arguments
    }

    private static func start(
        _ command: [String], _ environment: [String: String], _ streams: (input: CInt, output: CInt, errors: CInt)
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, streams.input, 0)
        posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
        posix_spawn_file_actions_adddup2(&actions, streams.errors, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The programs start with the signals as they are by default, whatever the test runner blocks or ignores.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let variables = ProcessEnvironment.all().merging(environment) { $1 }.map { "\($0)=\($1)" }
        var child: pid_t = 0
        let result = withStrings(command) { argv in
            withStrings(variables) { envp in posix_spawn(&child, command[0], &actions, &attributes, argv, envp) }
        }
        guard result == 0 else {
            throw Failure(description: "cannot start \(command): \(String(cString: strerror(result)))")
        }
        return child
    }

    private static func wait(for child: pid_t) -> Int32 {
        var raw: CInt = 0
        while waitpid(child, &raw, 0) < 0, errno == EINTR {}
        let signal = raw & 0x7f
        return signal == 0 ? (raw >> 8) & 0xff : 128 + signal
    }

    private final class Box<Value: Sendable>: Sendable {
        let value: Mutex<Value>
        init(_ value: sending Value) { self.value = Mutex(value) }
    }

    private static func withStrings<Output>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Output
    ) -> Output {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }

    /// Opens a file for a stream of a child.
    static func open(_ path: String, _ flags: CInt) throws -> CInt {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(description: "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}
