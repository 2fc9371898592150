internal import ControllerRuntime
internal import KubernetesModel
internal import ToolkitAPI

/// Which Kustomizations run when a source changes. Pure.
enum SourceFanOut {
    /// Whether a change of a source is worth runs: it appeared, went, or publishes another revision. A new archive of the same
    /// revision is not.
    static func matters(_ change: ObjectChange<ArtifactSource>) -> Bool {
        switch change {
        case .added, .deleted: true
        case .updated(let old, let new):
            new.artifact.map { $0.revision != old.artifact?.revision } ?? false
        }
    }

    /// The Kustomizations to run, each after those it depends on. Those that work on the revision already are left out;
    /// dependencies come along even if they have another source.
    ///
    /// - Throws: when dependencies form a ring; then nothing runs.
    static func keys(
        for source: ArtifactSource, among candidates: [Kustomization]
    ) throws(DependencyOrder.Cycle) -> [ObjectKey] {
        guard let artifact = source.artifact else { return [] }
        let concerned = candidates.filter { !isAtWork($0, on: artifact.revision) }.sorted { $0.key < $1.key }
        return try DependencyOrder.sort(concerned.map { ($0.key, $0.dependencyKeys) })
    }

    private static func isAtWork(_ kustomization: Kustomization, on revision: String) -> Bool {
        let conditions = kustomization.status.conditions
        return kustomization.status.lastAttemptedRevision == revision
            && (conditions.isTrue(.ready) || conditions.isTrue(.reconciling))
    }
}
