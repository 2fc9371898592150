package import KubernetesClient
internal import Logging
internal import Synchronization

extension Manager {
    /// The client of the process, acting as itself; nil when a test stands in for the cluster.
    package var client: KubernetesClient? { (cluster as? ClientCluster)?.client }

    /// The same API for the lease alone: with its own name, and answers that come before the lease runs out.
    var leaseCluster: any ClusterAPI {
        guard let client, let election = settings.election else { return cluster }
        return ClientCluster(client.variant(timeout: election.renewDeadline / 2, userAgentSuffix: "leader-election"))
    }
}

/// Logs what API servers warn of, each thing once.
final class WarningLog: Sendable {
    private static let limit = 1000
    private let seen = Mutex<Set<String>>([])
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    func note(_ warning: APIWarning) {
        let isNew = seen.withLock { seen in seen.count < Self.limit && seen.insert(warning.text).inserted }
        if isNew { logger.info("\(warning.text)", metadata: ["request": "\(warning.request)"]) }
    }
}
