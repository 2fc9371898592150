internal import KubernetesModel
package import ResourceStatus

/// The health of one target, as last read.
package struct HealthReading: Sendable, Hashable {
    package var target: HealthTarget
    package var reading: StatusReading
    /// Why it could not be read.
    package var error: String?
    /// Whether no further reading can help.
    package var isHopeless: Bool

    package init(_ target: HealthTarget, _ reading: StatusReading, error: String? = nil, isHopeless: Bool = false) {
        self.target = target
        self.reading = reading
        self.error = error
        self.isHopeless = isHopeless
    }

    /// The status with what is particular to the target.
    var status: ResourceStatus {
        reading.status == .notFound && target.mayVanish ? .current : reading.status
    }

    var line: String {
        let text = "\(target.object.subject) status: '\(status.rawValue)'"
        return error.map { "\(text): \($0)" } ?? text
    }
}

/// What readings mean for a wait. Pure.
package enum HealthVerdict: Sendable, Equatable {
    /// Everything is current.
    case healthy
    /// The wait is over, and not well.
    case failed(String)
    /// It goes on.
    case pending

    /// - Parameters:
    ///   - failsFast: whether one failed target ends the wait.
    ///   - isExpired: whether the time is up.
    package static func decide(
        _ readings: [HealthReading], failsFast: Bool, isExpired: Bool
    ) -> HealthVerdict {
        if let hopeless = readings.first(where: \.isHopeless) {
            let cause = hopeless.error.map { ": \($0)" } ?? ""
            return .failed("can't determine status for \(hopeless.target.object.subject)\(cause)")
        }
        let bad = readings.filter { $0.status != .current }
        if bad.isEmpty { return .healthy }
        let failed = bad.filter { $0.status == .failed }
        if isExpired { return .failed("timeout waiting for: \(list(bad))") }
        let isSettled = failed.count == bad.count
        guard !failed.isEmpty, failsFast || isSettled else { return .pending }
        return .failed("failed early due to stalled resources: \(list(failed))")
    }

    private static func list(_ readings: [HealthReading]) -> String {
        "[" + readings.map(\.line).sorted().joined(separator: ", ") + "]"
    }
}
