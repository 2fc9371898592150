/// Runs jobs that may be added at any time: before it runs, or while it does.
final class JobGroup: Sendable {
    typealias Job = @Sendable () async throws -> Void

    private let jobs: AsyncStream<Job>
    private let feed: AsyncStream<Job>.Continuation

    init() { (jobs, feed) = AsyncStream.makeStream() }

    func add(_ job: @escaping Job) { feed.yield(job) }

    /// Runs the jobs until cancelled, or until one of them throws, which ends the others.
    func run() async throws {
        let failed = StopSignal()
        let failure = FirstError()
        // A group whose child throws does not end the loop that feeds it: hence the signal.
        try await running(until: failed) { [jobs] in
            await withDiscardingTaskGroup { group in
                for await job in jobs {
                    group.addTask {
                        do { try await job() } catch {
                            guard !Task.isCancelled else { return }
                            failure.keep(error)
                            failed.raise()
                        }
                    }
                }
            }
        }
        if let error = failure.error { throw error }
    }
}
