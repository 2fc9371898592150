/// The flags that several controllers share, with the defaults they have in common.
public enum CommonFlags {
    public static let metricsAddress = Flag(
        "metrics-addr", default: ":8080", help: "The address the metric endpoint binds to.")
    public static let healthAddress = Flag(
        "health-addr", default: ":9440", help: "The address the health endpoint binds to.")
    public static let requeueDependency = Flag(
        "requeue-dependency", default: Duration.seconds(30),
        help: "How often an object whose dependencies are not ready is looked at again.")
    public static let apiQueriesPerSecond = Flag(
        "kube-api-qps", default: 50.0, help: "The most queries per second sent to the Kubernetes API.")
    public static let apiBurst = Flag(
        "kube-api-burst", default: 300, help: "The most queries sent to the Kubernetes API at once.")
    public static let logEncoding = Flag(
        "log-encoding", default: "json", help: "The format of log lines: 'json' or 'console'.")
    public static let logLevel = Flag(
        "log-level", default: "info", help: "The least severe lines to log: 'trace', 'debug', 'info' or 'error'.")
    public static let leaderElection = Flag(
        "enable-leader-election", default: false,
        help: "Elect a leader among the replicas, so that one of them is active.")
    public static let leaseRelease = Flag(
        "leader-election-release-on-cancel", default: true,
        help: "Give up leadership on a graceful stop instead of letting it run out.")
    public static let leaseDuration = Flag(
        "leader-election-lease-duration", default: Duration.seconds(35),
        help: "How long other replicas wait before they take over a leadership that is not renewed.")
    public static let leaseRenewDeadline = Flag(
        "leader-election-renew-deadline", default: Duration.seconds(30),
        help: "How long the leader tries to renew its leadership before it gives up.")
    public static let leaseRetryPeriod = Flag(
        "leader-election-retry-period", default: Duration.seconds(5),
        help: "How long a replica waits between attempts to lead or to renew.")
    public static let minimumRetryDelay = Flag(
        "min-retry-delay", default: Duration.milliseconds(750),
        help: "The delay after the first failure of an object; it doubles with each further one.")
    public static let maximumRetryDelay = Flag(
        "max-retry-delay", default: Duration.seconds(15 * 60), help: "The longest delay after failures of an object.")
    public static let featureGates = Flag(
        "feature-gates", default: [String](), help: "A comma separated list of 'Gate=true' or 'Gate=false'.")
    public static let watchAllNamespaces = Flag(
        "watch-all-namespaces", default: true,
        help:
            "Watch custom resources in all namespaces; if false, only in that of the environment variable RUNTIME_NAMESPACE."
    )
    public static let watchLabelSelector = Flag(
        "watch-label-selector", default: "",
        help: "Watch only custom resources with these labels, such as 'sharding.fluxcd.io/key=shard1'.")
    public static let watchConfigsLabelSelector = Flag(
        "watch-configs-label-selector", default: "reconcile.fluxcd.io/watch=Enabled",
        help: "Watch ConfigMaps and Secrets with these labels.")
    public static let intervalJitter = Flag(
        "interval-jitter-percentage", default: UInt8(5),
        help: "The percentage by which intervals vary, so that objects do not run all at once; 0 turns it off.")
    public static let tokenCacheSize = Flag(
        "token-cache-max-size", default: 100, help: "The most access tokens kept; 0 keeps none.")
    public static let tokenCacheDuration = Flag(
        "token-cache-max-duration", default: Duration.seconds(3600),
        help: "The longest an access token is kept; at most one hour.")
    public static let defaultServiceAccount = Flag(
        "default-service-account", default: "", help: "The service account of objects that name none.")
    public static let defaultKubeConfigServiceAccount = Flag(
        "default-kubeconfig-service-account", default: "",
        help: "The service account for the workload identity of remote clusters whose configuration names none.")
    public static let noCrossNamespaceReferences = Flag(
        "no-cross-namespace-refs", default: false, help: "Refuse references to objects in other namespaces.")
    public static let insecureKubeConfigExec = Flag(
        "insecure-kubeconfig-exec", default: false, help: "Let a kubeconfig in a Secret run programs.")
    public static let insecureKubeConfigTLS = Flag(
        "insecure-kubeconfig-tls", default: false,
        help: "Let a kubeconfig in a Secret switch off the verification of certificates.")
    public static let httpRetry = Flag(
        "http-retry", default: 9, help: "How often the download of an artifact is tried again.")
    public static let overrideManagers = Flag(
        "override-manager", default: RepeatedStrings(),
        help: "A field manager whose fields are taken over; may be repeated.")

    /// `--concurrent` with a controller's own default.
    public static func concurrent(_ count: Int) -> Flag<Int> {
        Flag("concurrent", default: count, help: "How many objects of a kind reconcile at once.")
    }

    /// `--events-addr`: where events are sent.
    public static let eventsAddress = Flag(
        "events-addr", default: "", environment: "EVENTS_ADDR",
        help: "The URL events are posted to; empty posts none.")
}

/// Common flags that not every controller has.
public enum CommonFlagGroup: Sendable, Hashable, CaseIterable {
    /// `--requeue-dependency`
    case dependencies
    /// `--watch-label-selector`
    case sharding
    /// `--interval-jitter-percentage`
    case jitter
    /// `--no-cross-namespace-refs`
    case crossNamespace
    /// `--default-kubeconfig-service-account`, `--insecure-kubeconfig-exec`, `--insecure-kubeconfig-tls`
    case remoteClusters
    /// `--http-retry`, `--override-manager`
    case applying
}
