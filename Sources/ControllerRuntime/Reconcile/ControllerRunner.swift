internal import KubernetesModel
internal import Logging
internal import Platform
internal import Synchronization

/// What a runner shares with the rest of the process.
struct RunnerEnvironment: Sendable {
    let settings: ManagerSettings
    let cluster: any ClusterAPI
    let events: EventRecorder
    let hub: WaitHub
    let metrics: MetricsRegistry
    let logger: Logger
    let time: TimeSource
}

/// A controller that runs, of whatever kind.
protocol AnyRunner: Sendable {
    var kind: GroupKind { get }
    func enqueue(_ keys: [ObjectKey], trigger: String)
    func forgetMetrics(_ key: ObjectKey)
    /// Works until ``shutDown()``, and returns when the last run has ended.
    func run() async
    func shutDown()
}

/// Runs one controller: queue, runs one at a time an object, closing of each run.
final class ControllerRunner<R: Reconciler>: AnyRunner {
    typealias Resource = R.Resource

    let controller: Controller<R>
    let informer: Informer<Resource>
    let environment: RunnerEnvironment
    let metrics: ReconcileMetrics
    private let queue: WorkQueue<ObjectKey>
    private let ledger = Mutex(RunLedger())

    var kind: GroupKind { Resource.groupVersionKind.groupKind }
    var name: String { Resource.groupVersionKind.kind.lowercased() }
    private var concurrency: Int { controller.concurrency ?? environment.settings.concurrency }

    init(_ controller: Controller<R>, informer: Informer<Resource>, _ environment: RunnerEnvironment) {
        self.controller = controller
        self.informer = informer
        self.environment = environment
        let settings = environment.settings
        metrics = ReconcileMetrics(
            Resource.definition, concurrency: controller.concurrency ?? settings.concurrency, environment.metrics)
        queue = WorkQueue(
            minimumDelay: settings.minimumRetryDelay, maximumDelay: settings.maximumRetryDelay, time: environment.time,
            metrics: WorkQueueMetrics(
                Resource.groupVersionKind.kind.lowercased(), environment.metrics, environment.time))
    }

    /// Connects the queue with the informers.
    func attach(to manager: Manager) {
        for index in controller.indexes { informer.add(index) }
        environment.hub.register(kind) { [weak self] key, changed in self?.wake(key, changed) }
        informer.onChange { [weak self] key, change in self?.changed(key, change) }
        informer.onUnreadable { [weak self] key, _ in self?.queue.add(key) }
        for watch in controller.watches {
            watch.attach(manager, informer) { [weak self] keys, trigger in self?.enqueue(keys, trigger: trigger) }
        }
    }

    func enqueue(_ keys: [ObjectKey], trigger: String) {
        for key in keys {
            ledger.withLock { $0.trigger(key, trigger) }
            queue.add(key)
        }
    }

    func forgetMetrics(_ key: ObjectKey) { metrics.forget(key) }
    func shutDown() { queue.shutDown() }
    func run() async { await queue.run(concurrency: concurrency) { await self.process($0) } }

    private func changed(_ key: ObjectKey, _ change: ObjectChange<Resource>) {
        guard controller.trigger.holds(change) else { return }
        ledger.withLock { $0.trigger(key, "\(Resource.groupVersionKind.kind)/\(key)") }
        if case .added(_, isInitial: true) = change {
            queue.add(key, priority: WorkPriority.initial)
        } else {
            queue.add(key)
        }
    }

    private func wake(_ key: ObjectKey, _ target: ObjectKey) {
        ledger.withLock { $0.changed(key, target) }
        queue.add(key)
    }

    private func process(_ key: ObjectKey) async -> Disposition {
        environment.hub.stop(kind, key)
        guard let resource = informer[key] else {
            if let reason = informer.unreadable(key) { return await refuse(key, reason) }
            return vanish(key)
        }
        let token = environment.hub.beginRun()
        defer { environment.hub.endRun(token) }
        let start = environment.time.now()
        let (wait, began) = ledger.withLock { $0.begin(key, now: start) }
        metrics.began()
        let run = ControllerRun(runner: self, resource: resource, wait: wait, began: began, start: start)
        let verdict = await run.perform()
        let took = environment.time.now() - start
        metrics.ended(verdict.result, isTerminal: verdict.isTerminal, took: took)
        if !verdict.isGone { metrics.observe(key, took: took) } else { metrics.forget(key) }
        if let waiting = verdict.waiting { return suspendRun(key, waiting, began: began, token) }
        return verdict.disposition
    }

    /// Frees the worker until a target changes or the limit passes.
    private func suspendRun(_ key: ObjectKey, _ waiting: Waiting, began: Duration, _ token: UInt64) -> Disposition {
        let expires = environment.time.now() + waiting.limit
        ledger.withLock { $0.wait(key, RunLedger.Pending(memo: waiting.memo, expires: expires, began: began)) }
        let changed = environment.hub.wait(kind, key, for: waiting.targets, since: token)
        guard changed.isEmpty else {
            ledger.withLock { ledger in for target in changed { ledger.changed(key, target) } }
            return .after(.zero)
        }
        return .after(max(.zero, waiting.limit))
    }

    /// The object is gone: nothing of it stays behind.
    private func vanish(_ key: ObjectKey) -> Disposition {
        ledger.withLock { $0.forget(key) }
        metrics.forget(key)
        return .forget
    }

    /// An object that cannot be read stalls, and stops nothing else.
    private func refuse(_ key: ObjectKey, _ reason: String) async -> Disposition {
        ledger.withLock { $0.forget(key) }
        let refusal = UnreadableObject(
            kind: Resource.groupVersionKind, key: key, reason: reason, fieldManager: controller.fieldManager)
        let isDone = await refusal.stall(
            environment.cluster, logger: logger(for: key), now: environment.time.wall().rfc3339())
        return isDone ? .forget : .retry
    }

    /// A logger whose lines name the object and the run.
    func logger(for key: ObjectKey) -> Logger {
        var logger = environment.logger
        let kind = Resource.groupVersionKind
        logger[metadataKey: "controller"] = .string(name)
        logger[metadataKey: "controllerGroup"] = .string(kind.group)
        logger[metadataKey: "controllerKind"] = .string(kind.kind)
        logger[metadataKey: kind.kind] = .dictionary(["name": .string(key.name), "namespace": .string(key.namespace)])
        logger[metadataKey: "namespace"] = .string(key.namespace)
        logger[metadataKey: "name"] = .string(key.name)
        logger[metadataKey: "reconcileID"] = .string(UniqueID.random())
        return logger
    }
}

/// The order in which due items run.
enum WorkPriority {
    /// Objects of the first list: real changes go first.
    static let initial = -100
}
