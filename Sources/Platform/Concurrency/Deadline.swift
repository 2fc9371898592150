/// Work was cancelled because its time was up.
public struct DeadlineExceeded: Error, Sendable, Hashable, CustomStringConvertible {
    /// How long the work was allowed to take.
    public let timeout: Duration

    public init(timeout: Duration) { self.timeout = timeout }

    public var description: String { "timed out after \(GoDuration.format(timeout))" }
}

/// Runs `operation` and cancels it once `timeout` is over. On return the operation has ended, whatever the outcome.
///
/// - Parameter timeout: nil runs the operation without a deadline.
/// - Throws: ``DeadlineExceeded`` when time was up before the operation ended by itself; otherwise what it throws.
public func withDeadline<Output: Sendable, Time: Clock>(
    _ timeout: Duration?, clock: Time = ContinuousClock(), operation: @escaping @Sendable () async throws -> Output
) async throws -> Output where Time.Duration == Duration {
    guard let timeout else { return try await operation() }
    return try await withThrowingTaskGroup(of: Racer<Output>.self) { group in
        group.addTask { .finished(try await operation()) }
        group.addTask {
            try await clock.sleep(for: timeout)
            return .timeIsUp
        }
        defer { group.cancelAll() }
        if case .finished(let output) = try await group.next() { return output }
        group.cancelAll()
        do {
            // It may have ended by itself in the same instant: its result is as good as any.
            if case .finished(let output) = try await group.next() { return output }
        } catch {}  // how it took the cancellation says nothing more than the deadline does
        throw DeadlineExceeded(timeout: timeout)
    }
}

private enum Racer<Output: Sendable>: Sendable {
    case finished(Output)
    case timeIsUp
}
