/// Runs jobs that may be added at any time: before it runs, or while it does.
final class JobGroup: Sendable {
    typealias Job = @Sendable () async throws -> Void

    private let jobs: AsyncStream<Job>
    private let feed: AsyncStream<Job>.Continuation

    init() { (jobs, feed) = AsyncStream.makeStream() }

    func add(_ job: @escaping Job) { feed.yield(job) }

    /// Runs the jobs until cancelled, or until one of them throws.
    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for await job in jobs { group.addTask { try await job() } }
        }
    }
}
