package import ControllerRuntime
internal import KubernetesModel
internal import Platform
internal import ResourceApply
package import ToolkitAPI

/// Keeps a directory of a source applied to a cluster: source → dependencies → artifact → build → apply → prune → health.
///
/// A run that finds nothing changed since the last one compares nothing: what was applied is watched, and its drift starts a run
/// when it happens. A run that must wait frees its worker and is resumed by what it waits for.
package struct KustomizationReconciler: Reconciler {
    let settings: ReconcilerSettings
    let sources: any SourceReader
    let dependencies: DependencyCheck
    let artifacts: any ArtifactOpener
    let variables: VariableReader
    let clusters: any TargetClusters
    let memory: RunMemory
    let watches: OwnedWatches
    let drift: DriftQueue
    let now: @Sendable () -> Duration

    package func isSuspended(_ kustomization: Kustomization) -> Bool { kustomization.spec.isSuspended }

    package func reconcile(
        _ kustomization: Kustomization, in context: ReconcileContext<Kustomization>
    ) async throws -> ReconcileResult {
        memory.begin(kustomization.key)
        defer {
            if let drifted = memory.end(kustomization.key) { drift.add(kustomization.key, trigger: drifted.subject) }
        }
        if let result = try await resume(kustomization, context) { return result }
        try await announceCancelledCheck(context)
        try refuseUnbuilt(kustomization)
        let expressions = try healthExpressions(kustomization)
        let artifact = try await artifact(of: kustomization, context)
        if let waiting = try await dependencyWait(kustomization, artifact, context) { return .waiting(waiting) }
        return try await carryOut(run(kustomization, artifact, expressions, context), context)
    }

    private func run(
        _ kustomization: Kustomization, _ artifact: Artifact, _ expressions: HealthExpressions,
        _ context: ReconcileContext<Kustomization>
    ) -> KustomizationRun {
        KustomizationRun(
            kustomization: kustomization, artifact: artifact, healthExpressions: expressions, began: now(),
            inventory: context.status.inventory,
            wasHealthy: context.status.conditions.isTrue(.healthy))
    }

    /// Goes on with a wait of an earlier run; nil when there is none.
    private func resume(
        _ kustomization: Kustomization, _ context: ReconcileContext<Kustomization>
    ) async throws -> ReconcileResult? {
        guard case .resumed(let resumption) = context.wait else { return nil }
        switch resumption.memo {
        case let wait as ApplyWait where wait.run.kustomization.metadata.generation == kustomization.metadata.generation:
            setEventMetadata(wait.run.artifact, context)
            return try await masking(wait.build.mask) { try await resumeApply(wait, context) }
        case let wait as HealthWait
        where wait.run.kustomization.metadata.generation == kustomization.metadata.generation:
            setEventMetadata(wait.run.artifact, context)
            return try await masking(wait.applied.mask) { try await check(wait, context) }
        default: return nil
        }
    }

    /// Everything after the preliminaries.
    private func carryOut(
        _ run: KustomizationRun, _ context: ReconcileContext<Kustomization>
    ) async throws -> ReconcileResult {
        if let known = try await unchanged(run) { return try await conclude(run, known.applied, known.access, context) }
        try await context.report(run.progress("Fetching manifests"), ready: "Reconciliation in progress")
        let files = try await fetch(run)
        context.status.lastAttemptedRevision = run.revision
        let access = try await access(run)
        context.set(.reconciling, .true, .progressing, run.progress("Building manifests"))
        let variables = try await variables(run)
        return try await masking(variables.mask) {
            let built = try await build(run, files, variables)
            let mask = Self.mask(variables.mask, built)
            return try await masking(mask) {
                let record = BuildRecord(
                    inputs: run.inputs(variables, access), digest: built.digest,
                    footprint: BuildFootprint(filesRead: built.filesRead),
                    vanishing: Set(built.objects.filter(HealthTarget.removesItself).map(ObjectIdentity.init)),
                    mask: mask)
                return try await apply(run, built.objects, record, access, context)
            }
        }
    }

    /// Inventory, prune, health: what follows once everything is applied.
    func conclude(
        _ run: KustomizationRun, _ applied: AppliedManifests, _ access: ClusterAccess,
        _ context: ReconcileContext<Kustomization>
    ) async throws -> ReconcileResult {
        try await prune(run, applied, access, context)
        let targets = HealthTargets.targets(
            of: run.kustomization, applied: applied.entries, vanishing: applied.vanishing)
        guard !targets.isEmpty else {
            context.remove(.healthy)
            return finish(run, applied, context)
        }
        let moment = now()
        let wait = HealthWait(
            run: run, access: access, applied: applied, targets: targets, began: moment,
            deadline: moment + run.spec.effectiveTimeout)
        return try await check(wait, context)
    }
}
