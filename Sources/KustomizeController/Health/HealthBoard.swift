internal import ControllerRuntime
internal import KubernetesModel
internal import Platform
internal import ResourceApply
internal import ResourceStatus

/// Reads the health of targets: from the watch of applied objects where that is enough, else from the API.
struct HealthBoard: Sendable {
    let watches: OwnedWatches
    let access: ClusterAccess
    /// The versions this run saw or wrote; a watch that is behind them is not asked.
    let known: [ObjectIdentity: SettledObject]

    struct Result: Sendable {
        var readings: [HealthReading]
        /// Whether every target is watched, so that nothing must be polled.
        var isWatched: Bool
    }

    func read(_ targets: [HealthTarget]) async -> Result {
        var readings: [HealthReading] = []
        var open: [HealthTarget] = []
        for target in targets {
            if let reading = watched(target) { readings.append(reading) } else { open.append(target) }
        }
        if !open.isEmpty { readings += await HealthReader(api: access.api).read(open) }
        return Result(readings: readings, isWatched: targets.allSatisfy(isCovered))
    }

    private func watched(_ target: HealthTarget) -> HealthReading? {
        guard let settled = known[target.object], let record = record(settled) else { return nil }
        guard !record.version.isOlder(than: ObjectVersion(settled.resourceVersion)) else { return nil }
        if record.needsPods, record.status == .inProgress { return nil }
        return HealthReading(target, StatusReading(record.status, "seen by the watch"))
    }

    private func isCovered(_ target: HealthTarget) -> Bool {
        guard let settled = known[target.object], let record = record(settled) else { return false }
        return !record.needsPods
    }

    private func record(_ settled: SettledObject) -> OwnedRecord? {
        watches.record(settled.object, watches.key(settled.object, apiVersion: settled.apiVersion, as: access))
    }
}

extension HealthTarget {
    /// What wakes a Kustomization that waits for the target: a state that may end the wait.
    var waitTarget: WaitTarget {
        WaitTarget(object.kind, object.key, as: OwnedRecord.self) { $0.status != .inProgress }
    }
}
