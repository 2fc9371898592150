extension CommonFlags {
    /// The flags of a controller with these groups, and its own.
    static func all(
        concurrent: Int, groups: Set<CommonFlagGroup>, own: [any FlagDeclaration]
    ) -> [any FlagDeclaration] {
        var flags: [any FlagDeclaration] = [
            metricsAddress, healthAddress, CommonFlags.concurrent(concurrent), apiQueriesPerSecond, apiBurst,
            logEncoding, logLevel, leaderElection, leaseRelease, leaseDuration, leaseRenewDeadline, leaseRetryPeriod,
            minimumRetryDelay, maximumRetryDelay, featureGates, watchAllNamespaces, watchConfigsLabelSelector,
            tokenCacheSize, tokenCacheDuration, defaultServiceAccount,
        ]
        for group in CommonFlagGroup.allCases where groups.contains(group) { flags += group.flags }
        // A controller may give a common flag another default or meaning.
        let names = Set(own.map(\.name))
        flags.removeAll { names.contains($0.name) }
        if !names.contains(eventsAddress.name) { flags.append(eventsAddress) }
        return flags + own
    }
}

extension CommonFlagGroup {
    fileprivate var flags: [any FlagDeclaration] {
        switch self {
        case .dependencies: [CommonFlags.requeueDependency]
        case .sharding: [CommonFlags.watchLabelSelector]
        case .jitter: [CommonFlags.intervalJitter]
        case .crossNamespace: [CommonFlags.noCrossNamespaceReferences]
        case .remoteClusters:
            [
                CommonFlags.defaultKubeConfigServiceAccount, CommonFlags.insecureKubeConfigExec,
                CommonFlags.insecureKubeConfigTLS,
            ]
        case .applying: [CommonFlags.httpRetry, CommonFlags.overrideManagers]
        }
    }
}
