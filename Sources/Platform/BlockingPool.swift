/// A fixed number of threads for calls that block: C libraries, files, waits for processes.
///
/// Nothing that blocks may run on the cooperative pool; it comes here. The queue is bounded.
public final class BlockingPool: Sendable {
    /// A pool of `threads` threads, named `label` in debuggers, with at most `queueLimit` jobs waiting.
    public init(label: String, threads: Int, queueLimit: Int = 1024) {
        fatalError("skeleton")
    }

    /// The pool that targets share when they have no reason for one of their own: as many threads as cores, at least 4.
    public static let shared = BlockingPool(label: "blocking", threads: 4)

    /// Runs `work` on a thread of the pool and returns what it returned.
    ///
    /// - Throws: what `work` throws, or `CancellationError` when the task is cancelled before the work began.
    public func run<Output: Sendable>(_ work: @escaping @Sendable () throws -> Output) async throws -> Output {
        fatalError("skeleton")
    }
}
