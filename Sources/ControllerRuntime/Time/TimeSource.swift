internal import Platform

/// Where the runtime reads time from and how it sleeps, so that tests can turn the clock by hand.
///
/// A moment of the monotonic clock is the duration since an arbitrary start.
struct TimeSource: Sendable {
    /// The monotonic clock.
    let now: @Sendable () -> Duration
    /// The wall clock.
    let wall: @Sendable () -> Timestamp
    /// Returns at that moment of the monotonic clock.
    ///
    /// - Throws: `CancellationError`.
    let sleep: @Sendable (_ until: Duration) async throws -> Void

    /// The clocks of the machine.
    static let system: TimeSource = {
        let start = ContinuousClock.now
        return TimeSource(
            now: { ContinuousClock.now - start }, wall: { Timestamp.now() },
            sleep: { try await Task.sleep(until: start + $0, clock: .continuous) })
    }()
}
