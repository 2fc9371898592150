internal import DequeModule
internal import Synchronization

/// Lets one task through at a time, in the order they came.
final class SerialGate: Sendable {
    private struct State {
        var isTaken = false
        var nextID = 0
        var waiting: Deque<(id: Int, continuation: CheckedContinuation<Bool, Never>)> = []
    }
    private let state = Mutex(State())

    /// Runs `body` when nobody else is inside.
    ///
    /// - Throws: ``KubernetesError`` with `cancelled`, or what `body` throws.
    func run<Output: Sendable>(_ body: () async throws(KubernetesError) -> Output) async throws(KubernetesError)
        -> Output
    {
        guard await enter() else { throw KubernetesError.cancelled }
        defer { leave() }
        return try await body()
    }

    private func enter() async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if !state.isTaken {
                        state.isTaken = true
                        return true
                    }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let left = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            left?.continuation.resume(returning: false)
        }
    }

    private func leave() {
        let next = state.withLock { state in
            let next = state.waiting.popFirst()
            if next == nil { state.isTaken = false }
            return next
        }
        next?.continuation.resume(returning: true)
    }
}
