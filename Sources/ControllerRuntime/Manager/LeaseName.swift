internal import Cryptography

/// The name of the lease replicas compete for.
enum LeaseName {
    /// Replicas of different shards do not compete: the selector's digest tells them apart.
    static func make(controller: String, shardSelector: String) -> String {
        let name = "\(controller)-leader-election"
        return shardSelector.isEmpty ? name : "\(name)-\(Digest.of(shardSelector).hex.prefix(8))"
    }

}
