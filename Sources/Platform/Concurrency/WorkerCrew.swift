internal import DequeModule
internal import Glibc
internal import Synchronization

/// The threads of a ``BlockingPool`` and the jobs that wait for them.
///
/// The threads hold the crew, not the pool, so that the pool's end can end them.
final class WorkerCrew: Sendable {
    private struct State {
        var jobs: Deque<any PoolJob> = []
        var threads = 0
        var idle = 0
        var isStopped = false
    }

    private let label: String
    private let limit: Int
    private let state = Mutex(State())
    /// Counts what idle threads have to look at: one for each job, and one for each thread at the end.
    private let wakeups = Semaphore()

    init(label: String, limit: Int) {
        self.label = label
        self.limit = limit
    }

    func submit(_ job: any PoolJob) {
        let needsThread = state.withLock { state in
            state.jobs.append(job)
            guard state.idle < state.jobs.count, state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        wakeups.signal()
        if needsThread { start() }
    }

    /// Ends the threads once the jobs that wait are done.
    func stop() {
        let threads = state.withLock { state in
            state.isStopped = true
            return state.threads
        }
        for _ in 0..<threads { wakeups.signal() }
    }

    private func start() {
        let isStarted = OSThread.start(name: label) { [self] in work() }
        guard !isStarted else { return }
        // Without memory for one more thread, those there are share the jobs; without any, this one does.
        let isAlone = state.withLock { state in
            state.threads -= 1
            return state.threads == 0
        }
        if isAlone { while let job = next() { job.run() } }
    }

    private func work() {
        while true {
            state.withLock { $0.idle += 1 }
            wakeups.wait()
            let job = state.withLock { state in
                state.idle -= 1
                return state.jobs.popFirst()
            }
            if let job {
                job.run()
            } else if state.withLock({ $0.isStopped }) {
                return
            }
        }
    }

    private func next() -> (any PoolJob)? { state.withLock { $0.jobs.popFirst() } }
}
