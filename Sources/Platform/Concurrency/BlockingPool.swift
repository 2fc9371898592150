/// A fixed number of threads for calls that block: C libraries, files, waits for processes.
///
/// Nothing that blocks may run on the cooperative pool; it comes here. Jobs run in the order they came. Whoever
/// submits one is suspended until it has run, so that no more jobs wait than there are tasks waiting for them.
/// Threads start when they are first needed and end with the pool.
public final class BlockingPool: Sendable {
    private let crew: WorkerCrew

    /// A pool of at most `threads` threads, named `label` in debuggers.
    public init(label: String, threads: Int) {
        crew = WorkerCrew(label: label, limit: max(1, threads))
    }

    deinit { crew.stop() }

    /// The pool that targets share when they have no reason for one of their own: as many threads as cores, at least 4.
    public static let shared = BlockingPool(label: "blocking", threads: max(4, ProcessorCount.current))

    /// Runs `work` on a thread of the pool and returns what it returned.
    ///
    /// - Throws: what `work` throws, or `CancellationError` when the task is cancelled before the work began.
    public func run<Output: Sendable>(_ work: @escaping @Sendable () throws -> Output) async throws -> Output {
        let job = BlockingJob(work)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard job.arm(continuation) else { return }
                crew.submit(job)
            }
        } onCancel: {
            job.cancel()
        }
    }

    /// As ``run(_:)``, for work that looks at a flag from time to time and stops when the task is cancelled.
    public func runCancellable<Output: Sendable>(
        _ work: @escaping @Sendable (CancellationFlag) throws -> Output
    ) async throws -> Output {
        let flag = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await run { try work(flag) }
        } onCancel: {
            flag.raise()
        }
    }

    /// Runs `work` on a thread of the pool even when the task is cancelled: for cleaning up.
    public func runAlways<Output: Sendable>(_ work: @escaping @Sendable () -> Output) async -> Output {
        await withCheckedContinuation { continuation in
            crew.submit(CleanupJob { continuation.resume(returning: work()) })
        }
    }
}
