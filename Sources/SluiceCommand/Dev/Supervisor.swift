internal import Glibc
internal import Platform
internal import Synchronization

/// Keeps one program running: starts it again, with longer and longer pauses, whenever it dies.
final class Supervisor: Sendable {
    private struct State {
        var child: ChildProcess?
        var isStopping = false
        var isOver = false
    }

    let name: String
    private let launch: ChildProcess.Launch
    private let pidFile: String
    private let console: Console
    private let state = Mutex(State())
    /// Threads for processes that are waited for, one each.
    private let pool = BlockingPool(label: "child", threads: 1)
    private let backoff = Backoff(initial: .seconds(1), factor: 2, limit: .seconds(30))
    private let grace: Duration = .seconds(10)

    init(name: String, launch: ChildProcess.Launch, pidFile: String, console: Console) {
        self.name = name
        self.launch = launch
        self.pidFile = pidFile
        self.console = console
    }

    /// Starts the program and keeps it running until ``stop()``.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be started at all.
    func run() async throws {
        defer { state.withLock { $0.isOver = true } }
        var failures = 0
        while let child = try await start() {
            let started = ContinuousClock.now
            let exit = await pool.runAlways { child.wait() }
            state.withLock { $0.child = nil }
            await removePidFile()
            guard !isStopping else { return }
            // One that ran for a while starts over with short pauses.
            failures = ContinuousClock.now - started > .seconds(60) ? 0 : failures
            let pause = backoff.delay(attempt: failures)
            failures += 1
            console.failure(
                "\(name) died with \(exit); starting again in \(GoDuration.format(pause)) (log: \(launch.logFile))")
            try await pauseUnlessStopped(pause)
        }
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    /// - Returns: nil when it shall not run any more.
    private func start() async throws -> ChildProcess? {
        let launch = launch
        guard !isStopping else { return nil }
        let child = try await pool.run { try ChildProcess.start(launch) }
        let isWanted = state.withLock { state in
            state.child = child
            return !state.isStopping
        }
        if !isWanted { child.signal(SIGTERM) }
        let pidFile = pidFile
        let text = Array("\(child.pid)\n".utf8)
        try await BlockingPool.shared.run { try FileSystem.writeAtomically(text, to: pidFile) }
        return child
    }

    private func pauseUnlessStopped(_ pause: Duration) async throws {
        let end = ContinuousClock.now + pause
        while !isStopping, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(50)) }
    }

    private func removePidFile() async {
        let pidFile = pidFile
        await BlockingPool.shared.runAlways {
            do throws(FileError) { try FileSystem.removeFile(pidFile) } catch {}  // gone already is as good
        }
    }

    /// Asks the program to end, and makes it end when it does not within ten seconds. Returns once it has.
    func stop() async {
        let child = state.withLock { state in
            state.isStopping = true
            return state.child
        }
        child?.signal(SIGTERM)
        let end = ContinuousClock.now + grace
        while !state.withLock({ $0.isOver }) {
            if ContinuousClock.now >= end { kill() }
            do { try await Task.sleep(for: .milliseconds(10)) } catch { return kill() }
        }
    }

    /// Ends the program at once.
    func kill() {
        let child = state.withLock { state in
            state.isStopping = true
            return state.child
        }
        child?.signal(SIGKILL)
    }
}
