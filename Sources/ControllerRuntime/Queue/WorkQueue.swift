internal import Synchronization

/// What becomes of an item when the work on it ends.
enum Disposition: Sendable, Equatable {
    /// Nothing is planned; earlier failures are forgotten.
    case forget
    /// It runs again after that long; earlier failures are forgotten.
    case after(Duration)
    /// It runs again with the delay of one more failure.
    case retry
}

/// Runs work on items, one run an item at a time, at most so many at once.
final class WorkQueue<Key: Hashable & Sendable>: Sendable {
    private struct State {
        var queue: WorkQueueState<Key>
        var isShutDown = false
    }
    private enum Step {
        case run(Key)
        case wait(until: Duration?)
        case stop
    }

    private let state: Mutex<State>
    private let wakeup = Wakeup()
    private let time: TimeSource
    private let metrics: WorkQueueMetrics?

    init(minimumDelay: Duration, maximumDelay: Duration, time: TimeSource, metrics: WorkQueueMetrics? = nil) {
        state = Mutex(State(queue: WorkQueueState(minimumDelay: minimumDelay, maximumDelay: maximumDelay)))
        self.time = time
        self.metrics = metrics
        metrics?.attach { [weak self] now in self?.observe(now: now) ?? WorkQueueObservation() }
    }

    /// Plans a run of `key`, now or after `delay`.
    func add(_ key: Key, after delay: Duration = .zero, priority: Int = 0) {
        let now = time.now()
        state.withLock { $0.queue.add(key, at: now + delay, priority: priority, now: now) }
        if delay == .zero { metrics?.added() }
        wakeup.signal()
    }

    /// Takes no more items; work that runs is finished.
    func shutDown() {
        state.withLock { $0.isShutDown = true }
        wakeup.signal()
    }

    /// Runs `work` on each item in turn, until ``shutDown()`` or cancellation, and returns when the last run has ended.
    func run(concurrency: Int, _ work: @escaping @Sendable (Key) async -> Disposition) async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                switch step(concurrency) {
                case .run(let key):
                    group.addTask {
                        let started = self.time.now()
                        let disposition = await work(key)
                        self.finish(key, disposition, started: started)
                    }
                case .wait(nil): await wakeup.wait()
                case .wait(let deadline?): await wakeup.wait(until: deadline, time)
                case .stop: return
                }
            }
        }
    }

    private func step(_ concurrency: Int) -> Step {
        let now = time.now()
        let (step, waited) = state.withLock { state -> (Step, Duration?) in
            if state.isShutDown { return (.stop, nil) }
            guard state.queue.activeCount < concurrency else { return (.wait(until: nil), nil) }
            switch state.queue.next(now: now) {
            case .run(let key, let waited): return (.run(key), waited)
            case .sleep(let deadline): return (.wait(until: deadline), nil)
            case .idle: return (.wait(until: nil), nil)
            }
        }
        if let waited { metrics?.started(waited: waited) }
        return step
    }

    private func finish(_ key: Key, _ disposition: Disposition, started: Duration) {
        let now = time.now()
        state.withLock { state in
            switch disposition {
            case .forget: state.queue.forget(key)
            case .after(let delay):
                state.queue.forget(key)
                state.queue.add(key, at: now + delay, now: now)
            case .retry: state.queue.retry(key, now: now)
            }
            state.queue.done(key)
        }
        metrics?.finished(took: now - started, isRetry: disposition == .retry)
        wakeup.signal()
    }

    private func observe(now: Duration) -> WorkQueueObservation {
        state.withLock { state in
            let ages = state.queue.started.map { now - $0 }
            return WorkQueueObservation(
                depth: state.queue.depth(now: now), unfinished: ages.reduce(.zero, +), longest: ages.max() ?? .zero)
        }
    }
}

/// A queue at the moment of a scrape.
struct WorkQueueObservation: Sendable {
    /// Items that are due, by priority.
    var depth: [Int: Int] = [:]
    /// The time spent so far on items being worked on, together.
    var unfinished = Duration.zero
    /// The longest of them.
    var longest = Duration.zero
}
