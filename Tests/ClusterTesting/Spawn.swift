import Dispatch
public import Glibc
import Platform
import Synchronization

/// Starts programs. Not Foundation's `Process`: that one stops noticing ends once a program closes what it inherited, as sshd does.
public final class Spawn: Sendable {
    /// A program could not be started.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) { self.description = description }
    }

    /// How a program ended and what it took.
    public struct End: Sendable {
        /// The exit code, or 128 and the signal that ended it.
        public let code: Int32
        /// User and system time, in seconds.
        public let cpu: Double
        /// The most memory it held, in kilobytes.
        public let peak: Int
    }

    public let pid: pid_t
    private let end = Box<End?>(nil)
    private let hasEnded = DispatchSemaphore(value: 0)

    /// The exit code, or 128 and the signal that ended it; nil while it runs.
    public var exitCode: Int32? { end.value.withLock { $0?.code } }

    /// - Parameters:
    ///   - environment: variables on top of those of the tests.
    ///   - streams: descriptors for standard input, output and error.
    ///   - outlivesUs: whether it stays when this process is killed. What makes it go too costs a program's start more.
    public init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:],
        streams: (input: CInt, output: CInt, errors: CInt), outlivesUs: Bool = false
    ) throws {
        let command = outlivesUs ? [path] + arguments : Self.dyingWithUs(path, arguments)
        let started = DispatchSemaphore(value: 0)
        let (pid, end, hasEnded) = (Box<Result<pid_t, Failure>?>(nil), end, hasEnded)
        // The kernel's parent is the thread that starts the child, so one thread starts it and stays with it.
        let isWatched = OSThread.start(name: "child", stackSize: 256 << 10) {
            let result = Result { () throws(Failure) in try Self.start(command, environment, streams) }
            pid.value.withLock { $0 = result }
            started.signal()
            guard case .success(let child) = result else { return }
            let outcome = Self.wait(for: child)
            end.value.withLock { $0 = outcome }
            hasEnded.signal()
        }
        guard isWatched else { throw Failure(description: "cannot start \(path): no thread") }
        started.wait()
        guard let result = pid.value.withLock({ $0 }) else { throw Failure(description: "cannot start \(path)") }
        self.pid = try result.get()
    }

    /// Blocks the thread until the program has ended; for measurements, which have nothing else to do.
    public func waited() -> End {
        hasEnded.wait()
        hasEnded.signal()
        return end.value.withLock { $0 } ?? End(code: -1, cpu: 0, peak: 0)
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

    private static func wait(for child: pid_t) -> End {
        var raw: CInt = 0
        var usage = rusage()
        while wait4(child, &raw, 0, &usage) < 0, errno == EINTR {}
        let signal = raw & 0x7f
        return End(
            code: signal == 0 ? (raw >> 8) & 0xff : 128 + signal,
            cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime), peak: usage.ru_maxrss)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

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
    public static func open(_ path: String, _ flags: CInt) throws -> CInt {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(description: "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}
