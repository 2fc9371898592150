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
    private let status = Mutex<Int32?>(nil)

    /// The exit code, or 128 and the signal that ended it; nil while it runs.
    var exitCode: Int32? { status.withLock { $0 } }

    /// - Parameters:
    ///   - environment: variables on top of those of the tests.
    ///   - streams: descriptors for standard input, output and error.
    init(
        _ path: String, _ arguments: [String], environment: [String: String],
        streams: (input: CInt, output: CInt, errors: CInt)
    ) throws {
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
        let result = Self.withStrings([path] + arguments) { argv in
            Self.withStrings(variables) { envp in posix_spawn(&child, path, &actions, &attributes, argv, envp) }
        }
        guard result == 0 else {
            throw Failure(description: "cannot start \(path): \(String(cString: strerror(result)))")
        }
        pid = child
        let isWatched = OSThread.start(name: "waits for child", stackSize: 256 << 10) { [self] in wait() }
        guard isWatched else { throw Failure(description: "cannot watch \(path): no thread") }
    }

    private func wait() {
        var raw: CInt = 0
        while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
        let signal = raw & 0x7f
        status.withLock { [raw] in $0 = signal == 0 ? (raw >> 8) & 0xff : 128 + signal }
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
