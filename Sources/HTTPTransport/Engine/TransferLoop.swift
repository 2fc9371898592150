internal import Platform
internal import Synchronization

/// Drives transfers on one thread of its own, which starts with the first of them.
final class TransferLoop: Sendable {
    /// What tasks ask of the loop.
    enum Command: Sendable {
        case start(Transfer)
        /// There is room for bytes again, or there are bytes to send.
        case resume(Transfer)
        case cancel(Transfer)
    }

    private struct Inbox {
        var commands: [Command] = []
        var hasStarted = false
        var isStopped = false
    }

    private let name: String
    private let multi: MultiHandle?
    private let inbox = Mutex(Inbox())

    init(name: String) {
        self.name = name
        multi = MultiHandle()
    }

    /// Hands a command to the thread.
    func submit(_ command: Command) {
        let needsThread = inbox.withLock { inbox in
            inbox.commands.append(command)
            defer { inbox.hasStarted = true }
            return !inbox.hasStarted
        }
        guard let multi else { return fail() }
        if needsThread { start(multi) }
        multi.wake()
    }

    /// Ends all transfers, and the thread.
    func stop() {
        inbox.withLock { $0.isStopped = true }
        multi?.wake()
    }

    private func start(_ multi: MultiHandle) {
        let isStarted = OSThread.start(name: name, stackSize: 512 << 10) { [self] in
            SignalMask.blockBrokenPipe()
            var run = TransferRun(multi)
            while let commands = take() {
                for command in commands { run.obey(command) }
                run.turn()
            }
            run.end()
        }
        guard !isStarted else { return }
        inbox.withLock { $0.hasStarted = false }
        fail()
    }

    /// Without a thread nothing can be sent: says so to everybody who waits.
    private func fail() {
        let commands = inbox.withLock { inbox in
            defer { inbox.commands = [] }
            return inbox.commands
        }
        for case .start(let transfer) in commands {
            transfer.end(.failure(HTTPError(.other, "the system has no thread or memory left for HTTP requests")))
        }
    }

    /// What has come in since the last time; nil when the loop ends.
    private func take() -> [Command]? {
        inbox.withLock { inbox in
            guard !inbox.isStopped else { return nil }
            defer { inbox.commands = [] }
            return inbox.commands
        }
    }
}
