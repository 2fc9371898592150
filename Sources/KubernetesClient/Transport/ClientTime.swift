internal import Platform

/// Where the client reads time from and how it sleeps, so that tests can turn the clock by hand.
struct ClientTime: Sendable {
    /// The monotonic clock.
    let now: @Sendable () -> Duration
    /// The wall clock.
    let wall: @Sendable () -> Timestamp
    /// - Throws: `CancellationError`.
    let sleep: @Sendable (Duration) async throws -> Void

    /// The clocks of the machine.
    static let system = ClientTime(
        now: { MonotonicTime.now() }, wall: { Timestamp.now() }, sleep: { try await Task.sleep(for: $0) })
}
