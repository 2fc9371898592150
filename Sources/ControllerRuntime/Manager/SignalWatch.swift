internal import Dispatch
internal import Glibc
internal import Logging
internal import Synchronization

/// Turns the first SIGTERM or SIGINT into a graceful stop; the second ends the process at once with 1.
final class SignalWatch {
    private let sources: [any DispatchSourceSignal]

    init(logger: Logger, _ stop: @escaping @Sendable () -> Void) {
        let counter = SignalCounter(logger: logger, stop: stop)
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { counter.received(number) }
            source.resume()
            return source
        }
    }

    func end() {
        for source in sources { source.cancel() }
    }
}

private final class SignalCounter: Sendable {
    private let count = Atomic(0)
    private let logger: Logger
    private let stop: @Sendable () -> Void

    init(logger: Logger, stop: @escaping @Sendable () -> Void) {
        self.logger = logger
        self.stop = stop
    }

    func received(_ number: Int32) {
        guard count.wrappingAdd(1, ordering: .relaxed).oldValue == 0 else { exit(1) }
        logger.info("stopping: received \(number == SIGTERM ? "SIGTERM" : "SIGINT"); a second signal ends at once")
        stop()
    }
}
