internal import ControllerRuntime
internal import DocumentModel
internal import KubernetesModel
internal import Logging
internal import Platform
internal import ResourceApply
internal import ToolkitAPI

/// From manifests to the cluster.
extension KustomizationReconciler {
    /// How long an apply waits before it looks again when no watch tells.
    private static let stagePoll = Duration.seconds(2)

    func apply(
        _ run: KustomizationRun, _ objects: [KubernetesObject], _ build: BuildRecord, _ access: ClusterAccess,
        _ context: ReconcileContext<Kustomization>
    ) async throws -> ReconcileResult {
        try refuseEncrypted(objects, run)
        context.set(.reconciling, .true, .progressing, run.progress("Detecting drift"))
        if context.elapsed > .seconds(1) { try await context.patch() }
        let prepared = objects.map { prepare($0, run) }
        let step = try await applier(run, access).apply(prepared)
        return try await proceed(step, run, build, access, context)
    }

    func resumeApply(
        _ wait: ApplyWait, _ context: ReconcileContext<Kustomization>
    ) async throws -> ReconcileResult {
        let step = try await applier(wait.run, wait.access).advance(wait.progress)
        return try await proceed(step, wait.run, wait.build, wait.access, context)
    }

    private func applier(_ run: KustomizationRun, _ access: ClusterAccess) throws -> Applier {
        var options = ApplyOptions(ownership: ownership, switches: Self.switches)
        options.concurrency = settings.concurrency
        options.isForced = run.spec.force ?? false
        options.customStage = settings.customStage
        options.migratesVersions = settings.migratesVersions
        do { options.ignore = try (run.spec.ignore ?? []).map(Self.rule) } catch {
            throw ReconcileFailure(
                .reconciliationFailed, "spec.ignore: \(error)", retry: .after(run.retry), cause: error)
        }
        let isDue = memory.complete(run.key).map { now() - $0.comparedAt >= settings.fullPass } ?? false
        let known = isDue ? [:] : memory.settled(run.key)
        let view = SettledView(known: known, watches: watches, access: access)
        return Applier(api: access.api, options: options, settled: view, now: now)
    }

    private var ownership: TakeOver {
        TakeOver(fieldManager: KustomizeController.name, overriding: settings.overrideManagers)
    }

    static let switches = ObjectSwitches(group: APIGroup.kustomize)

    private static func rule(_ rule: Kustomization.IgnoreRule) throws -> IgnoreRule {
        let paths = try rule.paths.map { path throws(DocumentError) in try JSONPointer(path) }
        guard let target = rule.target else { return IgnoreRule(paths: paths) }
        let selector = try ObjectSelector(
            group: target.group, version: target.version, kind: target.kind, namespace: target.namespace,
            name: target.name, labels: target.labelSelector, annotations: target.annotationSelector)
        return IgnoreRule(paths: paths, selector: selector)
    }

    /// A Secret that is still encrypted would be applied as it is.
    private func refuseEncrypted(_ objects: [KubernetesObject], _ run: KustomizationRun) throws {
        let encrypted = objects.first { object in
            object.apiVersion == "v1" && object.kind == "Secret" && object.content["sops"] != nil
                && object.annotations[AnnotationName.decrypt]?.lowercased() != AnnotationName.disabled
        }
        guard let encrypted else { return }
        throw ReconcileFailure(
            .reconciliationFailed,
            "\(encrypted.subject) is SOPS encrypted, configuring decryption is required for this secret to be reconciled",
            retry: .after(run.retry))
    }

    /// Owner labels, the form that is applied, and the metadata everything gets.
    private func prepare(_ object: KubernetesObject, _ run: KustomizationRun) -> KubernetesObject {
        var object = object
        object.labels = object.labels.merging(run.ownerLabels) { _, own in own }
        object = Normalisation.normalise(object)
        guard let common = run.spec.commonMetadata else { return object }
        if let labels = common.labels { object.labels = object.labels.merging(labels) { _, common in common } }
        if let annotations = common.annotations {
            object.annotations = object.annotations.merging(annotations) { _, common in common }
        }
        return object
    }

    private func proceed(
        _ step: ApplyStep, _ run: KustomizationRun, _ build: BuildRecord, _ access: ClusterAccess,
        _ context: ReconcileContext<Kustomization>
    ) async throws -> ReconcileResult {
        switch step {
        case .waiting(let progress):
            memory.keep(run.key, progress.outcome.settled, complete: nil)
            // What is applied is tracked at once: a wait may end without ever coming back here.
            let applied = progress.outcome.entries + progress.outcome.partial
            context.status.inventory = InventoryBook.adding(applied, to: run.inventory)
            watch(run, access, isReachable: true)
            let left = progress.deadline.map { max($0 - now(), .milliseconds(10)) } ?? Self.stagePoll
            let wait = ApplyWait(run: run, access: access, build: build, progress: progress)
            return .waiting(
                Waiting(
                    on: progress.awaited.map(\.waitTarget), limit: min(left, Self.stagePoll), phase: .progressing,
                    memo: wait))
        case .finished(let outcome):
            try await close(outcome, run, build, access, context)
            let applied = AppliedManifests(
                entries: outcome.entries, buildDigest: build.digest, vanishing: build.vanishing, mask: build.mask,
                isFromMemory: false)
            return try await conclude(run, applied, access, context)
        }
    }

    /// Remembers what was applied, and tells about it.
    private func close(
        _ outcome: ApplyOutcome, _ run: KustomizationRun, _ build: BuildRecord, _ access: ClusterAccess,
        _ context: ReconcileContext<Kustomization>
    ) async throws {
        remember(outcome, run, build, access)
        watch(run, access, isReachable: outcome.failure == nil)
        guard let failure = outcome.failure else {
            context.status.inventory = InventoryBook.inventory(of: outcome.entries)
            return announce(outcome.entries, build.mask, context)
        }
        if failure.isCancelled { throw CancellationError() }
        // What was applied must be known even though the run failed, and what was known must stay known.
        context.status.inventory = InventoryBook.adding(outcome.entries + outcome.partial, to: run.inventory)
        record(.reconciliationFailed, run, build.digest, context)
        throw ReconcileFailure(
            .reconciliationFailed, failure.message, retry: .after(run.retry), cause: failure.cause)
    }

    private func remember(
        _ outcome: ApplyOutcome, _ run: KustomizationRun, _ build: BuildRecord, _ access: ClusterAccess
    ) {
        guard outcome.failure == nil else { return memory.keep(run.key, outcome.settled, complete: nil) }
        let prior = memory.complete(run.key)
        let wasCompared = prior.map { now() - $0.comparedAt >= settings.fullPass } ?? true
        let complete = CompleteRun(
            inputs: build.inputs, artifactDigest: run.artifact.digest, revision: run.revision,
            footprint: build.footprint, buildDigest: build.digest, entries: outcome.entries,
            identity: access.identity, comparedAt: wasCompared ? now() : prior?.comparedAt ?? now(),
            vanishing: build.vanishing)
        memory.keep(run.key, outcome.settled, complete: complete)
    }

    private func watch(_ run: KustomizationRun, _ access: ClusterAccess, isReachable: Bool) {
        let keys = memory.settled(run.key).values.map {
            watches.key($0.object, apiVersion: $0.apiVersion, as: access)
        }
        watches.use(Set(keys), by: run.key, through: access, isReachable: isReachable)
    }

    private func announce(
        _ entries: [ChangeSetEntry], _ mask: SecretMask, _ context: ReconcileContext<Kustomization>
    ) {
        let changes = entries.filter(\.isChange)
        guard !changes.isEmpty else { return }
        emit(.info, mask.mask(changes.changeList), context)
        context.logger.info(
            "server-side apply completed",
            metadata: ["output": ChangeLog.metadata(entries, mask, isGrouped: settings.groupsChangeLog)])
    }

    /// An event with the reason Ready has now.
    func emit(_ severity: EventSeverity, _ message: String, _ context: ReconcileContext<Kustomization>) {
        let reason = context.status.conditions[.ready]?.reason ?? ConditionReason(severity.rawValue)
        context.emit(ReconcileEvent(severity, reason, message))
    }

    /// Writes the run into the history.
    func record(
        _ reason: ConditionReason, _ run: KustomizationRun, _ digest: String,
        _ context: ReconcileContext<Kustomization>
    ) {
        let entry = HistoryBook.Run(
            digest: digest, reason: reason, took: now() - run.began, revision: run.revision,
            originRevision: run.originRevision, now: Timestamp.now().rfc3339())
        context.update { $0.history = HistoryBook.adding(entry, to: $0.history) }
    }
}
