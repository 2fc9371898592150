import Foundation
import Synchronization

/// A program that runs beside the tests. It ends with ``stop(within:)``, or at the latest when the tests do.
final class ChildProcess: Sendable {
    /// Where its output goes: standard output and standard error, one after the other.
    let log: String
    let name: String
    // Guard: `Process` is only started here and then read; sending signals goes by pid.
    private let process: Mutex<Process>
    private let pid: pid_t
    private let input = Pipe()

    /// Starts `path`.
    ///
    /// - Parameters:
    ///   - log: the file that gets the output, appended.
    ///   - environment: variables on top of those of the tests.
    init(_ path: String, _ arguments: [String], log: String, environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if !FileManager.default.fileExists(atPath: log) {
            _ = FileManager.default.createFile(atPath: log, contents: nil)
        }
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try output.seekToEnd()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = input
        ChildProcesses.registerOnce
        try process.run()
        try output.close()
        name = URL(fileURLWithPath: path).lastPathComponent
        pid = process.processIdentifier
        self.log = log
        self.process = Mutex(process)
        ChildProcesses.add(pid)
    }

    var isRunning: Bool { process.withLock(\.isRunning) }
    var exitCode: Int32? { process.withLock { $0.isRunning ? nil : $0.terminationStatus } }

    /// The output so far.
    var output: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// Ends it with SIGKILL and waits until it is gone.
    func kill() async throws {
        send(SIGKILL)
        try await ended(within: .seconds(10))
    }

    /// Ends it with SIGTERM and waits until it is gone.
    ///
    /// - Returns: its exit code.
    @discardableResult
    func stop(within limit: Duration = .seconds(20)) async throws -> Int32 {
        send(SIGTERM)
        try await ended(within: limit)
        return exitCode ?? -1
    }

    /// Writes a line to its standard input.
    func tell(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8)) }

    func send(_ signal: Int32) {
        if isRunning { Foundation.kill(pid, signal) }
    }

    private func ended(within limit: Duration) async throws {
        try await eventually("\(name) ends", within: limit) { self.isRunning ? nil : true }
        ChildProcesses.remove(pid)
    }
}

/// The children that still run when the tests end.
enum ChildProcesses {
    private static let pids = Mutex<Set<pid_t>>([])

    static let registerOnce: Void = {
        atexit { ChildProcesses.killAll() }
    }()

    static func add(_ pid: pid_t) { pids.withLock { _ = $0.insert(pid) } }
    static func remove(_ pid: pid_t) { pids.withLock { _ = $0.remove(pid) } }

    private static func killAll() {
        for pid in pids.withLock({ $0 }) { kill(pid, SIGKILL) }
    }
}
