internal import Synchronization

/// A switch that is thrown once and that any number of tasks can wait for.
final class StopSignal: Sendable {
    private struct State {
        var isRaised = false
        var nextID = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }
    private let state = Mutex(State())

    var isRaised: Bool { state.withLock(\.isRaised) }

    func raise() {
        let waiters = state.withLock { state in
            state.isRaised = true
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// Returns once it is raised, or when the task is cancelled.
    func wait() async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.isRaised || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}

/// Runs `body` until it ends or `stop` is raised, which cancels it; either way it has ended on return.
///
/// - Throws: what `body` throws, except cancellation that came from `stop`.
func running(until stop: StopSignal, _ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
        group.addTask {
            do { try await body() } catch  where stop.isRaised { return true }
            return true
        }
        group.addTask {
            await stop.wait()
            return false
        }
        _ = try await group.next()
        group.cancelAll()
        while let _ = try await group.next() {}
    }
}
