package import HTTPTransport
public import KubernetesModel
public import Logging
internal import Platform
internal import Synchronization

/// Everything of one controller process that its reconcilers share: caches, queues, events, metrics, servers.
///
/// Register controllers and services, then let ``ControllerProcess`` run it. Informers may be added while it runs.
public final class Manager: Sendable {
    struct Registrations {
        var informers: [WatchScope: any Sendable] = [:]
        var watchStops: [WatchScope: StopSignal] = [:]
        /// What must be there before controllers start.
        var syncs: [@Sendable (Duration) async throws -> Void] = []
        /// Whether controllers run, and later watches hold nothing up.
        var hasStarted = false
        var runners: [GroupKind: any AnyRunner] = [:]
    }

    /// What the process was told on its command line.
    public let flags: FlagValues
    /// Which optional behaviour is on.
    public let gates: FeatureGates
    /// The process's settings as the runtime reads them from the common flags.
    public let settings: ManagerSettings
    /// The unnamed logger.
    public let logger: Logger
    /// The metrics served on `--metrics-addr`.
    public let metrics: MetricsRegistry

    let cluster: any ClusterAPI
    let environment: RunnerEnvironment
    let readiness = HealthChecks("readyz")
    let liveness = HealthChecks("healthz")
    let registrations = Mutex(Registrations())
    let watches = JobGroup()
    let services = JobGroup()
    let leaderServices = JobGroup()
    /// Told where a server listens; for tests.
    let listening: @Sendable (_ server: String, _ port: Int) -> Void

    package init(
        settings: ManagerSettings, flags: FlagValues = FlagValues(), gates: FeatureGates = FeatureGates(),
        cluster: any ClusterAPI, http: @escaping @Sendable (HTTPRequest) async throws -> Int,
        logger: Logger, metrics: MetricsRegistry = MetricsRegistry(),
        listening: @escaping @Sendable (String, Int) -> Void = { _, _ in }
    ) {
        self.settings = settings
        self.flags = flags
        self.gates = gates
        self.cluster = cluster
        self.logger = logger
        self.metrics = metrics
        self.listening = listening
        ProcessMetrics.register(in: metrics)
        let sink =
            settings.eventsAddress.isEmpty
            ? nil
            : EventSink(
                url: settings.eventsAddress, component: settings.name, instance: HostName.current, send: http,
                time: .system, logger: logger.named("events"))
        environment = RunnerEnvironment(
            settings: settings, cluster: cluster,
            events: EventRecorder(
                component: settings.name, cluster: cluster, sink: sink, logger: logger.named("events"), time: .system),
            hub: WaitHub(), metrics: metrics, logger: logger, time: .system)
    }

    /// Runs `controller` once this process leads.
    public func register<R: Reconciler>(_ controller: Controller<R>) {
        let informer: Informer<R.Resource> = informer(of: R.Resource.self, labels: settings.watchLabelSelector)
        let runner = ControllerRunner(controller, informer: informer, environment)
        registrations.withLock { $0.runners[runner.kind] = runner }
        runner.attach(to: self)
    }

    /// Runs `body` beside the controllers until the process stops, by cancelling it. Its error ends the process.
    public func addService(
        _ name: String, _ phase: ServicePhase = .whenStarted, _ body: @escaping @Sendable () async throws -> Void
    ) {
        let group = phase == .whenStarted ? services : leaderServices
        group.add { do { try await body() } catch { throw ServiceFailure(name: name, cause: error) } }
    }

    /// Adds a check under its name to `/readyz`; throwing means not ready.
    public func addReadinessCheck(_ name: String, _ check: @escaping @Sendable () async throws -> Void) {
        readiness.add(name, check)
    }

    /// Runs objects of a registered kind soon. `trigger` says why, such as `GitRepository/apps/web`; it ends a wait.
    public func enqueue(_ kind: GroupKind, _ keys: [ObjectKey], trigger: String) {
        registrations.withLock { $0.runners[kind] }?.enqueue(keys, trigger: trigger)
    }

    /// Emits an event about any object, outside a run.
    public func emit(_ event: ReconcileEvent, about kind: GroupVersionKind, _ metadata: ObjectMetadata) {
        let subject = EventSubject(
            kind: kind, key: metadata.key, uid: metadata.uid, resourceVersion: metadata.resourceVersion)
        environment.events.record(event, about: subject, annotations: metadata.annotations)
    }
}

/// When a service of a process runs.
public enum ServicePhase: Sendable, Hashable {
    /// As soon as caches are synced, whoever leads.
    case whenStarted
    /// Once this process leads.
    case whenLeading
}

/// A service of the process failed.
struct ServiceFailure: Error, CustomStringConvertible {
    let name: String
    let cause: any Error
    var description: String { "\(name): \(cause)" }
}

extension Logger {
    /// A logger of the process under this name, at the same level.
    func named(_ name: String) -> Logger {
        var logger = Logger(label: name)
        logger.logLevel = logLevel
        return logger
    }
}
