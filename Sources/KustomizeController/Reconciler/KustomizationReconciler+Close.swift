internal import ControllerRuntime
internal import KubernetesModel
internal import Logging
internal import Platform
internal import ResourceApply
internal import ResourceStatus
internal import ToolkitAPI

/// Prune, health, and the end of a run.
extension KustomizationReconciler {
    /// How often health is read when no watch tells.
    static let healthPoll = Duration.seconds(5)
    /// How often it is read all the same when watches tell.
    static let healthBackstop = Duration.seconds(30)

    /// Deletes what left the source.
    func prune(
        _ run: KustomizationRun, _ applied: AppliedManifests, _ access: ClusterAccess,
        _ context: ReconcileContext<Kustomization>
    ) async throws {
        let inventory = InventoryBook.inventory(of: applied.entries)
        let stale: [ChangeSetEntry]
        do throws(InventoryID.Malformed) {
            stale = try InventoryBook.stale(run.inventory, inventory)
        } catch {
            record(.reconciliationFailed, run, applied.buildDigest, context)
            throw ReconcileFailure(.reconciliationFailed, error.description, retry: .after(run.retry))
        }
        context.status.inventory = inventory
        guard run.spec.prune, !stale.isEmpty else { return }
        let remover = Remover(api: access.api, switches: Self.switches, concurrency: settings.concurrency)
        let outcome = await remover.remove(stale, ownedBy: OwnerLabels(run.ownerLabels))
        guard outcome.errors.isEmpty, !outcome.isCancelled else {
            let left = outcome.entries.filter { $0.action != .deleted && $0.action != .skipped }
            context.status.inventory = InventoryBook.adding(left, to: inventory)
            if outcome.isCancelled { throw CancellationError() }
            record(.pruneFailed, run, applied.buildDigest, context)
            throw ReconcileFailure(
                .pruneFailed, "delete failed, errors: " + outcome.errors.map { "\($0);" }.joined(),
                retry: .after(run.retry))
        }
        emit(.info, applied.mask.mask(outcome.entries.changeList), context)
        context.logger.info(
            "garbage collection completed",
            metadata: [
                "output": ChangeLog.metadata(
                    outcome.entries, applied.mask, isGrouped: settings.groupsChangeLog)
            ])
    }

    /// Reads the health of the targets, and ends the run or waits on.
    func check(
        _ wait: HealthWait, _ context: ReconcileContext<Kustomization>
    ) async throws -> ReconcileResult {
        let known = Dictionary(
            memory.settled(wait.run.key).values.map { ($0.object, $0) }, uniquingKeysWith: { $1 })
        let board = HealthBoard(
            watches: watches, access: wait.access, known: known, expressions: wait.run.healthExpressions)
        let result = await board.read(wait.targets)
        try Task.checkCancellation()
        let verdict = HealthVerdict.decide(
            result.readings, failsFast: settings.failsFast, isExpired: now() >= wait.deadline)
        switch verdict {
        case .healthy: return pass(wait, context)
        case .failed(let message): throw fail(wait, message, context)
        case .pending: return .waiting(try await waitOn(wait, result, context))
        }
    }

    private func waitOn(
        _ wait: HealthWait, _ result: HealthBoard.Result, _ context: ReconcileContext<Kustomization>
    ) async throws -> Waiting {
        var wait = wait
        if !wait.isAnnounced {
            let text = wait.run.progress("Running health checks")
            context.set(.healthy, .unknown, .progressing, text)
            try await context.report(text, ready: "Reconciliation in progress")
            wait.isAnnounced = true
        }
        let open = result.readings.filter { $0.reading.status != .current }.map { reading in
            let target = reading.target
            // What an expression says may change with any change of the object.
            return wait.run.healthExpressions.decides(target.object.kind)
                ? WaitTarget(target.object.kind, target.object.key) : target.waitTarget
        }
        let poll = result.isWatched ? Self.healthBackstop : Self.healthPoll
        let left = max(wait.deadline - now(), .milliseconds(10))
        return Waiting(on: open, limit: min(poll, left), phase: .progressing, memo: wait)
    }

    private func pass(_ wait: HealthWait, _ context: ReconcileContext<Kustomization>) -> ReconcileResult {
        let text = "Health check passed in \(GoDuration.format(now() - wait.began))"
        if !wait.run.wasHealthy || (wait.run.isNewRevision && wait.applied.hasChanges) { emit(.info, text, context) }
        // The time it took is no news while nothing else is.
        let isNews = !wait.applied.isFromMemory || !context.status.conditions.isTrue(.healthy)
        if isNews { context.set(.healthy, .true, .succeeded, text) }
        return finish(wait.run, wait.applied, context)
    }

    private func fail(
        _ wait: HealthWait, _ message: String, _ context: ReconcileContext<Kustomization>
    ) -> ReconcileFailure {
        let message = wait.applied.mask.mask(message)
        context.set(.healthy, .false, .healthCheckFailed, message)
        record(.healthCheckFailed, wait.run, wait.applied.buildDigest, context)
        return ReconcileFailure(
            .healthCheckFailed, "health check failed after \(GoDuration.format(now() - wait.began)): \(message)",
            retry: .after(wait.run.retry))
    }

    /// Everything is applied and healthy.
    func finish(
        _ run: KustomizationRun, _ applied: AppliedManifests, _ context: ReconcileContext<Kustomization>
    ) -> ReconcileResult {
        let isMoveOnly = applied.isFromMemory && run.isNewRevision
        context.update { status in
            status.lastAttemptedRevision = run.revision
            status.lastAppliedRevision = run.revision
            status.lastAppliedOriginRevision = run.originRevision.isEmpty ? nil : run.originRevision
        }
        record(.reconciliationSucceeded, run, applied.buildDigest, context)
        if !isMoveOnly { announceSuccess(run, context) }
        return .success(
            .reconciliationSucceeded, "Applied revision: \(run.revision)",
            next: .jittered(run.spec.interval.duration))
    }

    private func announceSuccess(_ run: KustomizationRun, _ context: ReconcileContext<Kustomization>) {
        let took = GoDuration.format(now() - run.began)
        context.emit(
            ReconcileEvent(
                .info, .reconciliationSucceeded,
                "Reconciliation finished in \(took), next run in \(GoDuration.format(run.spec.interval.duration))",
                metadata: ["\(APIGroup.kustomize)/commit_status": "update"]))
    }
}
