internal import KubernetesModel
internal import Platform
internal import Synchronization

/// Makes Kustomizations run whose objects drifted: at once, and ever later when the same one drifts again and again, since then
/// somebody else wants it otherwise.
final class DriftQueue: Sendable {
    private struct Record {
        var count = 0
        var last = Duration.zero
        /// When it runs; nil when it ran.
        var due: Duration?
        var trigger = ""
    }

    /// How long must be quiet until drift counts as new.
    static let quiet = Duration.seconds(300)
    private static let backoff = Backoff(initial: .seconds(1), limit: .seconds(300))

    private let now: @Sendable () -> Duration
    private let run: @Sendable (ObjectKey, _ trigger: String) -> Void
    private let records = Mutex<[ObjectKey: Record]>([:])

    init(
        now: @escaping @Sendable () -> Duration = MonotonicTime.now,
        run: @escaping @Sendable (ObjectKey, _ trigger: String) -> Void
    ) {
        self.now = now
        self.run = run
    }

    /// An object of `owner` drifted; `trigger` names it.
    func add(_ owner: ObjectKey, trigger: String) {
        let moment = now()
        let isDue = records.withLock { records -> Bool in
            var record = records[owner] ?? Record()
            defer { records[owner] = record }
            guard record.due == nil else { return false }
            if moment - record.last > Self.quiet { record.count = 0 }
            record.count += 1
            record.last = moment
            record.trigger = trigger
            guard record.count > 3 else { return true }
            record.due = moment + Self.backoff.baseDelay(attempt: record.count - 4)
            return false
        }
        if isDue { run(owner, trigger) }
    }

    func forget(_ owner: ObjectKey) { records.withLock { $0[owner] = nil } }

    /// Runs those whose time has come.
    func runDue() {
        let moment = now()
        let due = records.withLock { records in
            records.filter { $0.value.due.map { $0 <= moment } ?? false }.map { key, record in
                records[key]?.due = nil
                return (key, record.trigger)
            }
        }
        for (key, trigger) in due { run(key, trigger) }
    }

    /// Works until cancelled.
    func serve() async throws {
        while true {
            try await Task.sleep(for: .seconds(1))
            runDue()
        }
    }
}
