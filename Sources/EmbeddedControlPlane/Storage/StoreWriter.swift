internal import KubernetesModel
internal import Platform
internal import Synchronization

/// The one thread that writes: takes all writes that wait, commits them together, shows them, answers them.
final class StoreWriter: Sendable {
    private struct Pending: Sendable {
        var write: Write
        var answer: CheckedContinuation<Result<StoredObject, WriteFailure>, Never>
    }

    private struct Queue {
        var pending: [Pending] = []
        var isStopped = false
        var isRunning = false
        /// Those who wait for the end.
        var stopping: [CheckedContinuation<Void, Never>] = []
    }

    private let queue = Mutex(Queue())
    private let wakeup = Semaphore()
    /// Guard: once the writing thread is started it alone uses this, and closes it at its end.
    private nonisolated(unsafe) var file: StateFile?

    init(_ file: StateFile) { self.file = file }

    func start(_ store: ObjectStore) -> Bool {
        queue.withLock { $0.isRunning = true }
        let isStarted = OSThread.start(name: "store-writer") { [self] in
            while drain(into: store) { wakeup.wait() }
            finish()
        }
        if !isStarted { queue.withLock { $0.isRunning = false } }
        return isStarted
    }

    /// Returns once what waits is written and the file is closed.
    func stop() async {
        await withCheckedContinuation { continuation in
            let isOver = queue.withLock { queue in
                queue.isStopped = true
                if queue.isRunning { queue.stopping.append(continuation) }
                return !queue.isRunning
            }
            if isOver { continuation.resume() } else { wakeup.signal() }
        }
    }

    private func finish() {
        file = nil
        let stopping = queue.withLock { queue in
            queue.isRunning = false
            defer { queue.stopping = [] }
            return queue.stopping
        }
        for continuation in stopping { continuation.resume() }
    }

    func submit(_ write: Write) async -> Result<StoredObject, WriteFailure> {
        await withCheckedContinuation { continuation in
            let isAccepted = queue.withLock { queue in
                guard !queue.isStopped else { return false }
                queue.pending.append(Pending(write: write, answer: continuation))
                return true
            }
            if isAccepted {
                wakeup.signal()
            } else {
                continuation.resume(returning: .failure(.storage("the control plane is stopping")))
            }
        }
    }

    /// Writes what waits. False when the thread is to end.
    private func drain(into store: ObjectStore) -> Bool {
        let (batch, isStopped) = queue.withLock { queue in
            defer { queue.pending = [] }
            return (queue.pending, queue.isStopped)
        }
        if !batch.isEmpty { write(batch, into: store) }
        return !isStopped
    }

    private func write(_ batch: [Pending], into store: ObjectStore) {
        var plan = WritePlan(store)
        let results = batch.map { plan.add($0.write) }
        do throws(SQLiteError) {
            if !plan.changes.isEmpty { try file?.commit(plan.changes, revision: plan.revision) }
        } catch {
            for (pending, result) in zip(batch, results) {
                pending.answer.resume(returning: result.flatMap { _ in .failure(.storage(error.description)) })
            }
            return
        }
        store.show(plan.changes, revision: plan.revision)
        for (pending, result) in zip(batch, results) { pending.answer.resume(returning: result) }
    }
}

/// Decides what a batch of writes does, each on top of those before it.
private struct WritePlan {
    private struct Place: Hashable {
        var resource: ResourceKey
        var key: ObjectKey
    }

    private let store: ObjectStore
    private var planned: [Place: StoredObject?] = [:]
    private(set) var changes: [Change] = []
    private(set) var revision: Int64

    init(_ store: ObjectStore) {
        self.store = store
        revision = store.revision
    }

    mutating func add(_ write: Write) -> Result<StoredObject, WriteFailure> {
        let place = Place(resource: write.resource, key: write.key)
        let current = planned[place] ?? store.object(write.resource, write.key)
        guard (current?.version ?? 0) == write.expected else { return .failure(.conflict(current)) }
        revision += 1
        switch write.action {
        case .put(let state):
            let object = state.at(version: revision)
            return .success(record(place, object, previous: current, isDeletion: false))
        case .delete:
            guard let current else { return .failure(.conflict(nil)) }
            return .success(record(place, current.at(version: revision), previous: current, isDeletion: true))
        }
    }

    private mutating func record(_ place: Place, _ object: StoredObject, previous: StoredObject?, isDeletion: Bool)
        -> StoredObject
    {
        planned[place] = .some(isDeletion ? nil : object)
        changes.append(Change(resource: place.resource, object: object, previous: previous, isDeletion: isDeletion))
        return object
    }
}

extension ObjectStore {
    /// Makes committed changes visible and wakes those who watch.
    fileprivate func show(_ changes: [Change], revision: Int64) {
        let waiters = state.withLock { state in
            var touched: Set<ResourceKey> = []
            for change in changes {
                state.tables[change.resource, default: Table(compacted: state.firstRevision)].apply(change)
                touched.insert(change.resource)
            }
            state.revision = revision
            return touched.flatMap { key in state.tables[key].map { Array($0.waiters.values) } ?? [] }
                + Array(state.globalWaiters.values)
        }
        for waiter in waiters { waiter.wake() }
    }
}
