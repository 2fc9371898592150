import Synchronization

/// A clock that moves a tenth of a second with each look, and as far as a test says.
final class ManualTime: Sendable {
    private let moment = Mutex(Duration.zero)

    func look() -> Duration {
        moment.withLock { moment in
            moment += .milliseconds(100)
            return moment
        }
    }

    func advance(_ duration: Duration) { moment.withLock { $0 += duration } }
}
