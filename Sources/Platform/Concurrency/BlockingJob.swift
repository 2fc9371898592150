internal import Synchronization

/// Something a worker thread runs once.
protocol PoolJob: AnyObject, Sendable {
    func run()
}

/// A job whose task waits for the result, and which is dropped when the task is cancelled before it began.
final class BlockingJob<Output: Sendable>: PoolJob {
    private enum State {
        case fresh
        case waiting(CheckedContinuation<Output, any Error>)
        /// Begun, finished or cancelled: nobody waits for this object any more.
        case over
    }

    private let state = Mutex(State.fresh)
    private let work: @Sendable () throws -> Output

    init(_ work: @escaping @Sendable () throws -> Output) { self.work = work }

    /// - Returns: whether to submit the job; otherwise it was cancelled, and the waiting task has been told.
    func arm(_ continuation: CheckedContinuation<Output, any Error>) -> Bool {
        let isArmed = state.withLock { state in
            guard case .fresh = state, !Task.isCancelled else {
                state = .over
                return false
            }
            state = .waiting(continuation)
            return true
        }
        if !isArmed { continuation.resume(throwing: CancellationError()) }
        return isArmed
    }

    func cancel() { take()?.resume(throwing: CancellationError()) }

    func run() {
        guard let continuation = take() else { return }
        continuation.resume(with: Result { try work() })
    }

    private func take() -> CheckedContinuation<Output, any Error>? {
        state.withLock { state in
            defer { state = .over }
            guard case .waiting(let continuation) = state else { return nil }
            return continuation
        }
    }
}

/// A job that runs whatever happens.
final class CleanupJob: PoolJob {
    private let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    func run() { work() }
}
