internal import ControllerRuntime

/// The flags of the source-controller that no other controller has, and those it reads from the environment, too.
enum SourceFlags {
    static let storagePath = Flag(
        "storage-path", default: "/data", environment: "STORAGE_PATH",
        help: "The folder where artifacts are kept; it must exist.")
    static let storageAddress = Flag(
        "storage-addr", default: ":9090", environment: "STORAGE_ADDRESS",
        help: "The address the artifact server binds to.")
    static let advertisedAddress = Flag(
        "storage-adv-addr", default: "", environment: "STORAGE_ADV_ADDR",
        help: "The host and port in the URLs of artifacts; empty takes that of --storage-addr.")
    static let retentionTime = Flag(
        "artifact-retention-ttl", default: Duration.seconds(60),
        help: "How long an artifact that is no longer current is kept.")
    static let retentionCount = Flag(
        "artifact-retention-records", default: 2,
        help: "How many artifacts of an object are kept at most, the current one included.")
    static let digestAlgorithm = Flag(
        "artifact-digest-algo", default: "sha256",
        help: "The function of artifact digests: 'sha256', 'sha384', 'sha512', 'sha1' or 'blake3'.")
    static let keyExchange = Flag(
        "ssh-kex-algos", default: [String](),
        help: "The SSH key exchange algorithms to offer, the best first; empty offers the library's.")
    static let hostKeys = Flag(
        "ssh-hostkey-algos", default: [String](),
        help: "The SSH host key algorithms to offer, the best first; empty offers those of the known hosts.")
    static let metricsAddress = Flag(
        "metrics-addr", default: ":8080", environment: "METRICS_ADDR", help: "The address the metric endpoint binds to."
    )

    /// Accepted, so that manifests stay as they are; the kinds they are about are not built yet.
    static let laterKinds: [any FlagDeclaration] = [
        Flag(
            "helm-index-max-size", default: Int64(52_428_800), help: later("The most bytes of a Helm repository index.")
        ),
        Flag("helm-chart-max-size", default: Int64(10_485_760), help: later("The most bytes of a Helm chart.")),
        Flag(
            "helm-chart-file-max-size", default: Int64(5_242_880),
            help: later("The most bytes of a file in a Helm chart.")
        ),
        Flag("helm-cache-max-size", default: 0, help: later("How many Helm repository indexes are kept in memory.")),
        Flag("helm-cache-ttl", default: "15m", help: later("How long an index is kept in memory.")),
        Flag("helm-cache-purge-interval", default: "1m", help: later("How often old indexes are dropped.")),
    ]

    static let all: [any FlagDeclaration] =
        [
            storagePath, storageAddress, advertisedAddress, retentionTime, retentionCount, digestAlgorithm, keyExchange,
            hostKeys, metricsAddress,
        ] + laterKinds

    private static func later(_ help: String) -> String {
        "\(help) Without effect yet: Helm sources are not supported."
    }
}
