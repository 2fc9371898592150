public import Foundation
import Synchronization

/// A program that runs beside the tests. It ends with ``stop(within:)``, or at the latest when the tests do.
public final class ChildProcess: Sendable {
    /// Where its output goes: standard output and standard error, one after the other.
    public let log: String
    public let name: String
    private let process: Spawn
    /// Its process id.
    public var pid: pid_t { process.pid }
    private let input: CInt

    /// Starts `path`.
    ///
    /// - Parameters:
    ///   - log: the file that gets the output, appended.
    ///   - environment: variables on top of those of the tests.
    public init(_ path: String, _ arguments: [String], log: String, environment: [String: String] = [:]) throws {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Spawn.Failure(description: "cannot make a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let output = try Spawn.open(log, O_WRONLY | O_CREAT | O_APPEND)
        defer {
            close(output)
            close(ends[0])
        }
        ChildProcesses.registerOnce
        process = try Spawn(
            path, arguments, environment: environment, streams: (ends[0], output, output))
        input = ends[1]
        name = URL(fileURLWithPath: path).lastPathComponent
        self.log = log
        ChildProcesses.add(process.pid)
    }

    deinit { close(input) }

    public var isRunning: Bool { process.exitCode == nil }
    public var exitCode: Int32? { process.exitCode }

    /// The output so far.
    public var output: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// Ends it with SIGKILL and waits until it is gone.
    public func kill() async throws {
        send(SIGKILL)
        try await ended(within: .seconds(10))
    }

    /// Ends it with SIGTERM and waits until it is gone.
    ///
    /// - Returns: its exit code.
    @discardableResult
    public func stop(within limit: Duration = .seconds(20)) async throws -> Int32 {
        send(SIGTERM)
        try await ended(within: limit)
        return exitCode ?? -1
    }

    /// Writes a line to its standard input.
    public func tell(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        guard write(input, bytes, bytes.count) == bytes.count else {
            throw Spawn.Failure(description: "\(name) does not listen")
        }
    }

    private func send(_ signal: Int32) {
        if isRunning { Foundation.kill(process.pid, signal) }
    }

    private func ended(within limit: Duration) async throws {
        try await eventually("\(name) ends", within: limit) { self.isRunning ? nil : true }
        ChildProcesses.remove(process.pid)
    }
}

/// The children that still run when the tests end.
enum ChildProcesses {
    private static let pids = Mutex<Set<pid_t>>([])

    static let registerOnce: Void = {
        signal(SIGPIPE, SIG_IGN)
        atexit { ChildProcesses.killAll() }
    }()

    static func add(_ pid: pid_t) { pids.withLock { _ = $0.insert(pid) } }
    static func remove(_ pid: pid_t) { pids.withLock { _ = $0.remove(pid) } }

    private static func killAll() {
        for pid in pids.withLock({ $0 }) { kill(pid, SIGKILL) }
    }
}
