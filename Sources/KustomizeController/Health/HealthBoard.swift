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
    /// What is asked instead of the rules of the toolkit.
    let expressions: HealthExpressions

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
        if !open.isEmpty { readings += await reader.read(open) }
        return Result(readings: readings, isWatched: targets.allSatisfy(isCovered))
    }

    /// Expressions come before the rules of the toolkit; that for Jobs stays where the controller acts as itself.
    private var reader: HealthReader {
        let (expressions, isOwn) = (expressions, access.isOwn)
        return HealthReader(
            api: access.api,
            custom: { object in
                let isJob = object.groupVersionKind.groupKind == GroupKind(group: "batch", kind: "Job")
                return isJob && isOwn ? nil : expressions.read(object)
            })
    }

    private func watched(_ target: HealthTarget) -> HealthReading? {
        guard !expressions.decides(target.object.kind) else { return nil }
        guard let settled = known[target.object], let record = record(settled) else { return nil }
        guard !record.version.isOlder(than: ObjectVersion(settled.resourceVersion)) else { return nil }
        if record.needsPods, record.status == .inProgress { return nil }
        return HealthReading(target, StatusReading(record.status, "seen by the watch"))
    }

    private func isCovered(_ target: HealthTarget) -> Bool {
        guard let settled = known[target.object], let record = record(settled) else { return false }
        return !record.needsPods || expressions.decides(target.object.kind)
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
