/// What the runtime reads from the common flags.
public struct ManagerSettings: Sendable {
    /// The name of the controller, such as `source-controller`.
    public var name: String
    /// Addresses to serve on, `host:port` or `:port`; `0` or empty serves nothing.
    public var metricsAddress = ":8080"
    public var healthAddress = ":9440"
    /// URL of the event sink; empty for none.
    public var eventsAddress = ""
    /// Runs at once, per kind.
    public var concurrency = 4
    /// How long to wait for a dependency nobody reports.
    public var requeueDependency = Duration.seconds(30)
    /// The back-off of failed runs.
    public var minimumRetryDelay = Duration.milliseconds(750)
    public var maximumRetryDelay = Duration.seconds(15 * 60)
    /// The percentage by which intervals vary, 0 to 99.
    public var intervalJitter = 5
    /// The one namespace to watch; nil for all.
    public var watchNamespace: String?
    /// The shard: only objects of reconciled kinds with these labels; empty for all.
    public var watchLabelSelector = ""
    /// The ConfigMaps and Secrets whose changes make their referrers run.
    public var watchConfigsLabelSelector = "reconcile.fluxcd.io/watch=Enabled"
    /// Leader election; nil leads at once.
    public var election: ElectionSettings?
    /// How long a graceful stop may take.
    public var gracePeriod = Duration.seconds(30)
    /// The namespace the process runs in, for its lease and its own events.
    public var ownNamespace = ""

    public init(name: String) { self.name = name }
}

/// How a process becomes the leader of its replicas.
public struct ElectionSettings: Sendable, Hashable {
    public var leaseName: String
    public var leaseNamespace: String
    public var leaseDuration = Duration.seconds(35)
    public var renewDeadline = Duration.seconds(30)
    public var retryPeriod = Duration.seconds(5)
    /// Whether a graceful stop gives the lease up at once.
    public var releasesOnCancel = true

    public init(leaseName: String, leaseNamespace: String) {
        self.leaseName = leaseName
        self.leaseNamespace = leaseNamespace
    }
}
