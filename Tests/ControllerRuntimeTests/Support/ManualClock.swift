import Platform
import Synchronization

@testable import ControllerRuntime

/// A clock that tests turn by hand. Sleeping advances it, so that nothing waits.
final class ManualClock: Sendable {
    private let moment = Mutex(Duration.zero)

    var now: Duration { moment.withLock { $0 } }
    func advance(by duration: Duration) { moment.withLock { $0 += duration } }

    var source: TimeSource {
        TimeSource(
            now: { self.now }, wall: { Timestamp(seconds: 1_767_366_245).advanced(by: self.now) },
            sleep: { until in
                try Task.checkCancellation()
                self.moment.withLock { $0 = max($0, until) }
            })
    }
}
