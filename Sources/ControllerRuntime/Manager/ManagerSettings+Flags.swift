/// Why a command line that can be read cannot be obeyed. The process ends with 1.
struct SettingsError: Error, CustomStringConvertible {
    let description: String
}

extension ManagerSettings {
    /// What the common flags say.
    ///
    /// - Parameters:
    ///   - environment: reads a variable.
    ///   - podNamespace: the namespace of the mounted service account; nil outside a cluster.
    /// - Throws: ``SettingsError`` that names the flag and what it wants.
    init(
        name: String, concurrent: Int, flags: FlagValues, environment: (String) -> String?, podNamespace: String?
    ) throws(SettingsError) {
        self.init(name: name)
        metricsAddress = flags[CommonFlags.metricsAddress]
        healthAddress = flags[CommonFlags.healthAddress]
        eventsAddress = flags[CommonFlags.eventsAddress]
        concurrency = flags[CommonFlags.concurrent(concurrent)]
        requeueDependency = flags[CommonFlags.requeueDependency]
        minimumRetryDelay = flags[CommonFlags.minimumRetryDelay]
        maximumRetryDelay = flags[CommonFlags.maximumRetryDelay]
        intervalJitter = Int(flags[CommonFlags.intervalJitter])
        watchLabelSelector = flags[CommonFlags.watchLabelSelector]
        watchConfigsLabelSelector = flags[CommonFlags.watchConfigsLabelSelector]
        let runtimeNamespace = environment("RUNTIME_NAMESPACE") ?? ""
        if !flags[CommonFlags.watchAllNamespaces], !runtimeNamespace.isEmpty { watchNamespace = runtimeNamespace }
        ownNamespace = podNamespace ?? runtimeNamespace
        try check()
        if flags[CommonFlags.leaderElection] { election = try Self.election(name, flags, ownNamespace) }
    }

    private func check() throws(SettingsError) {
        guard concurrency > 0 else { throw SettingsError(description: "--concurrent must be at least 1") }
        guard intervalJitter < 100 else {
            throw SettingsError(description: "--interval-jitter-percentage must be below 100, not \(intervalJitter)")
        }
        for (flag, delay) in [
            ("min-retry-delay", minimumRetryDelay), ("max-retry-delay", maximumRetryDelay),
            ("requeue-dependency", requeueDependency),
        ] where delay <= .zero {
            throw SettingsError(description: "--\(flag) must be longer than 0s")
        }
        for (flag, selector) in [
            ("watch-label-selector", watchLabelSelector), ("watch-configs-label-selector", watchConfigsLabelSelector),
        ] {
            if let problem = LabelSelectorCheck.problem(in: selector) {
                throw SettingsError(
                    description: "--\(flag): cannot use \"\(selector)\" as a label selector: \(problem)")
            }
        }
    }

    private static func election(
        _ name: String, _ flags: FlagValues, _ namespace: String
    ) throws(SettingsError) -> ElectionSettings {
        guard !namespace.isEmpty else {
            throw SettingsError(
                description:
                    "--enable-leader-election needs the namespace for the lease: run in a pod, or set RUNTIME_NAMESPACE"
            )
        }
        let leaseName = LeaseName.make(controller: name, shardSelector: flags[CommonFlags.watchLabelSelector])
        var election = ElectionSettings(leaseName: leaseName, leaseNamespace: namespace)
        election.leaseDuration = flags[CommonFlags.leaseDuration]
        election.renewDeadline = flags[CommonFlags.leaseRenewDeadline]
        election.retryPeriod = flags[CommonFlags.leaseRetryPeriod]
        election.releasesOnCancel = flags[CommonFlags.leaseRelease]
        guard election.leaseDuration > election.renewDeadline, election.renewDeadline > election.retryPeriod,
            election.retryPeriod > .zero
        else {
            throw SettingsError(
                description: "leader election needs lease duration > renew deadline > retry period > 0s")
        }
        return election
    }
}
