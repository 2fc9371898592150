internal import KubernetesModel
internal import Logging
internal import Platform
internal import Synchronization

/// Competes for the lease, renews it, and gives it up.
final class LeaderElector: Sendable {
    private let settings: ElectionSettings
    private let identity: String
    private let cluster: any ClusterAPI
    private let time: TimeSource
    private let logger: Logger
    private let election: Mutex<LeaderElection>
    /// The lease as this process wrote it last.
    private let lease = Mutex<KubernetesObject?>(nil)
    private let isMaster: Gauge
    private let slowPath: Counter
    private let announce: @Sendable (_ message: String) -> Void

    init(
        _ settings: ElectionSettings, identity: String, cluster: any ClusterAPI, metrics: MetricsRegistry,
        logger: Logger, time: TimeSource, announce: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.identity = identity
        self.cluster = cluster
        self.time = time
        self.logger = logger
        self.announce = announce
        election = Mutex(LeaderElection(identity: identity, settings: settings))
        isMaster = metrics.gauge(
            "leader_election_master_status",
            "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master. 'name' is the string used to identify the lease. Please make sure to group by name.",
            labels: ["name"])
        slowPath = metrics.counter(
            "leader_election_slowpath_total",
            "Total number of slow path exercised in renewing leader leases. 'name' is the string used to identify the lease. Please make sure to group by name.",
            labels: ["name"])
        isMaster.set(0, settings.leaseName)
    }

    /// Competes until `stop`, then gives the lease up if so set. Raises `leading` once this process leads.
    ///
    /// - Throws: ``LeadershipLost`` when the lease could not be renewed: no work may go on.
    func run(until stop: StopSignal, leading: StopSignal) async throws {
        logger.info("attempting to acquire leader lease", metadata: ["lock": "\(lock)"])
        while !stop.isRaised {
            switch await timedAttempt() {
            case .lead where !leading.isRaised:
                isMaster.set(1, settings.leaseName)
                logger.info("successfully acquired lease", metadata: ["lock": "\(lock)"])
                announce("\(identity) became leader")
                leading.raise()
            case .lost:
                isMaster.set(0, settings.leaseName)
                announce("\(identity) stopped leading")
                throw LeadershipLost()
            case .lead, .follow: break
            }
            await pause(until: stop)
        }
        if election.withLock(\.isLeader), settings.releasesOnCancel { await release() }
    }

    private var lock: String { "\(settings.leaseNamespace)/\(settings.leaseName)" }

    private var key: ObjectKey { ObjectKey(namespace: settings.leaseNamespace, name: settings.leaseName) }

    /// An attempt that ends when the lease runs out, however patient the requests in it are.
    private func timedAttempt() async -> LeaderElection.Verdict {
        guard let left = election.withLock({ $0.timeLeft(now: time.now()) }) else { return await attempt() }
        do { return try await withDeadline(left) { await self.attempt() } } catch {
            return election.withLock { $0.failed(now: time.now()) }
        }
    }

    private func attempt() async -> LeaderElection.Verdict {
        if let held = lease.withLock({ $0 }), election.withLock(\.isLeader) {
            // Nobody else writes a lease that is held: the version we wrote last is almost always still current.
            if let verdict = try? await renew(held) { return verdict }
            slowPath.add(1, settings.leaseName)
        }
        do throws(ClusterError) {
            return try await renew(try await cluster.get(LeaseRecord.kind, key))
        } catch {
            if error.code != .conflict, error.code != .alreadyExists {
                logger.error(
                    "cannot acquire or renew the lease", metadata: ["lock": "\(lock)", "error": "\(error.message)"])
            }
            return election.withLock { $0.failed(now: time.now()) }
        }
    }

    /// Does what the state machine wants with the lease as read.
    private func renew(_ object: KubernetesObject?) async throws(ClusterError) -> LeaderElection.Verdict {
        let action = election.withLock { election in
            election.decide(on: object.map(LeaseRecord.init), now: time.now(), wall: time.wall())
        }
        switch action {
        case .wait: return election.withLock { $0.failed(now: time.now()) }
        case .create(let record):
            var new = KubernetesObject(kind: LeaseRecord.kind, namespace: key.namespace, name: key.name)
            record.write(to: &new)
            return wrote(record, try await cluster.create(new))
        case .update(let record):
            guard var changed = object else { return .follow }
            record.write(to: &changed)
            return wrote(record, try await cluster.replace(changed))
        }
    }

    private func wrote(_ record: LeaseRecord, _ stored: KubernetesObject) -> LeaderElection.Verdict {
        lease.withLock { $0 = stored }
        return election.withLock { $0.wrote(record, now: time.now()) }
    }

    private func release() async {
        isMaster.set(0, settings.leaseName)
        for _ in 0..<3 {
            do throws(ClusterError) {
                guard var lease = try await cluster.get(LeaseRecord.kind, key),
                    let record = election.withLock({ $0.release(LeaseRecord(lease), wall: time.wall()) })
                else { return }
                record.write(to: &lease)
                _ = try await cluster.replace(lease)
                return announce("\(identity) stopped leading")
            } catch {
                if error.code == .conflict { continue }
                logger.error("cannot release the lease", metadata: ["lock": "\(lock)", "error": "\(error.message)"])
                return
            }
        }
    }

    /// Waits for the retry period, or until `stop`. Followers wait a little longer each, so that they do not all try at once.
    private func pause(until stop: StopSignal) async {
        let isLeader = election.withLock(\.isLeader)
        let delay = isLeader ? settings.retryPeriod : settings.retryPeriod * Double.random(in: 1...1.2)
        let deadline = time.now() + delay
        try? await running(until: stop) { [time] in try await time.sleep(deadline) }
    }
}

/// The lease went to somebody else, or could not be renewed in time.
struct LeadershipLost: Error, CustomStringConvertible {
    var description: String { "leader election lost" }
}
