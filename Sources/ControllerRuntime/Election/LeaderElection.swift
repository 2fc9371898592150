internal import Platform

/// Whether this process leads, decided from what it sees of the lease. Pure: the shell reads, writes and sleeps.
///
/// Clocks of replicas need not agree: a lease counts as expired when it has not changed for its duration by our own
/// monotonic clock.
struct LeaderElection {
    /// What to do with the lease now.
    enum Action: Equatable {
        /// Create it with this record.
        case create(LeaseRecord)
        /// Replace it with this record; a conflict means somebody else was faster.
        case update(LeaseRecord)
        /// Somebody else leads; look again after the retry period.
        case wait
    }

    /// What the shell must do after an attempt.
    enum Verdict: Equatable {
        case lead
        case follow
        /// The lease could not be renewed before the deadline: this process must stop.
        case lost
    }

    let identity: String
    let settings: ElectionSettings
    /// The lease as last seen, and when it last changed by our own clock.
    private var observed: (record: LeaseRecord, at: Duration)?
    private var lastRenewal: Duration?

    init(identity: String, settings: ElectionSettings) {
        self.identity = identity
        self.settings = settings
    }

    /// Whether this process holds a lease that has not run out.
    var isLeader: Bool { lastRenewal != nil }
    /// How long this process may still lead without a renewal; nil when it does not lead.
    func timeLeft(now: Duration) -> Duration? { lastRenewal.map { max($0 + settings.renewDeadline - now, .zero) } }
    /// Who leads, as last seen; empty for nobody.
    var leader: String { observed?.record.holder ?? "" }

    /// Decides on the lease as read; nil when there is none.
    mutating func decide(on record: LeaseRecord?, now: Duration, wall: Timestamp) -> Action {
        guard let record else {
            return .create(mine(acquired: wall, renewed: wall, transitions: 0))
        }
        if observed?.record != record { observed = (record, now) }
        let seen = observed?.at ?? now
        if record.holder == identity {
            return .update(mine(acquired: record.acquired, renewed: wall, transitions: record.transitions))
        }
        guard record.holder.isEmpty || seen + record.duration < now else { return .wait }
        return .update(mine(acquired: wall, renewed: wall, transitions: record.transitions + 1))
    }

    /// The lease was written: this process leads.
    mutating func wrote(_ record: LeaseRecord, now: Duration) -> Verdict {
        observed = (record, now)
        lastRenewal = now
        return .lead
    }

    /// The lease could not be read or written, or is somebody else's.
    mutating func failed(now: Duration) -> Verdict {
        guard let lastRenewal else { return .follow }
        guard leader == identity, lastRenewal + settings.renewDeadline > now else {
            self.lastRenewal = nil
            return .lost
        }
        return .lead
    }

    /// The record that gives leadership up; nil when this process does not hold it.
    func release(_ record: LeaseRecord, wall: Timestamp) -> LeaseRecord? {
        guard record.holder == identity else { return nil }
        return LeaseRecord(
            holder: "", duration: .seconds(1), acquired: wall, renewed: wall, transitions: record.transitions)
    }

    private func mine(acquired: Timestamp, renewed: Timestamp, transitions: Int64) -> LeaseRecord {
        LeaseRecord(
            holder: identity, duration: settings.leaseDuration, acquired: acquired, renewed: renewed,
            transitions: transitions)
    }
}
