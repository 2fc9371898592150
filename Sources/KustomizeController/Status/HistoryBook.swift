internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// How the history of a Kustomization grows. Pure.
enum HistoryBook {
    /// How many entries are kept.
    static let limit = 5

    /// One run, as the history tells it.
    struct Run {
        /// Of the build.
        var digest: String
        /// The reason of Ready.
        var reason: ConditionReason
        var took: Duration
        var revision: String
        var originRevision: String
        /// RFC 3339.
        var now: String
    }

    /// The history with one more run: the same build with the same outcome is counted, anything else goes in front.
    static func adding(_ run: Run, to history: [Kustomization.Snapshot]?) -> [Kustomization.Snapshot] {
        var history = history ?? []
        var metadata = ["revision": run.revision]
        if !run.originRevision.isEmpty { metadata["originRevision"] = run.originRevision }
        var snapshot = Kustomization.Snapshot(
            digest: run.digest, firstReconciled: run.now, lastReconciled: run.now,
            lastReconciledDuration: GoDuration.format(run.took), lastReconciledStatus: run.reason.rawValue,
            totalReconciliations: 1, metadata: metadata)
        let same = history.firstIndex { $0.digest == run.digest && $0.lastReconciledStatus == run.reason.rawValue }
        if let same {
            let old = history.remove(at: same)
            snapshot.firstReconciled = old.firstReconciled
            snapshot.totalReconciliations = max(0, old.totalReconciliations) &+ 1
        }
        history.insert(snapshot, at: 0)
        return Array(history.prefix(limit))
    }
}
