public import KubernetesModel
public import Logging

/// Everything of one controller process that its reconcilers share: client, caches, queues, events, metrics, servers.
///
/// Register controllers and services, then let ``ControllerProcess`` run it. Informers may be added while it runs.
public final class Manager: Sendable {
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

    init() { fatalError("not built") }

    /// Runs `controller` once this process leads.
    public func register<R: Reconciler>(_ controller: Controller<R>) { fatalError("not built") }

    /// Runs `body` beside the controllers until the process stops, by cancelling it. Its error ends the process.
    public func addService(
        _ name: String, _ phase: ServicePhase = .whenStarted, _ body: @escaping @Sendable () async throws -> Void
    ) { fatalError("not built") }

    /// Adds a check under its name to `/readyz`; throwing means not ready.
    public func addReadinessCheck(_ name: String, _ check: @escaping @Sendable () async throws -> Void) {
        fatalError("not built")
    }

    /// The shared informer of a custom kind in the process's namespaces. `labels` selects; the process's shard selector
    /// applies only to kinds it reconciles.
    public func informer<Resource: CustomResource>(of kind: Resource.Type, labels: String = "") -> Informer<Resource> {
        fatalError("not built")
    }

    /// The shared informer of the metadata of any kind.
    public func metadataInformer(of kind: GroupVersionKind, labels: String = "") -> Informer<ObjectMetadata> {
        fatalError("not built")
    }

    /// Starts watching `scope` now, or with the process when it does not run yet, and keeps what `transform` makes of each
    /// object; nil leaves an object out. Asking again for the same scope gives the same informer.
    public func watch<Item: Sendable>(
        _ scope: WatchScope, _ transform: @escaping @Sendable (KubernetesObject) throws -> Item?
    ) -> Informer<Item> { fatalError("not built") }

    /// Ends a watch started with ``watch(_:_:)`` and frees its cache.
    public func endWatch(_ scope: WatchScope) { fatalError("not built") }

    /// Runs an object of a registered kind soon. `trigger` says why, such as `GitRepository/apps/web`.
    public func enqueue(_ kind: GroupKind, _ keys: [ObjectKey], trigger: String) { fatalError("not built") }

    /// A counter, gauge or histogram of one object is dropped with `metrics`; this drops what the runtime counts.
    public func forgetMetrics(of kind: GroupKind, _ key: ObjectKey) { fatalError("not built") }
}

/// When a service of a process runs.
public enum ServicePhase: Sendable, Hashable {
    /// As soon as caches are synced, whoever leads.
    case whenStarted
    /// Once this process leads.
    case whenLeading
}
