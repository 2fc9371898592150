internal import Artifacts
internal import ControllerRuntime
internal import KubernetesModel
internal import Logging
internal import Platform
internal import ToolkitAPI

/// What every source goes through: scratch folder → storage → the kind's own steps → notice.
struct SourceReconciler<Engine: SourceEngine>: Reconciler {
    typealias Resource = Engine.Resource

    let engine: Engine
    let storage: ArtifactStorage
    /// How long to wait for another source that nobody reports.
    let dependencyInterval: Duration

    func reconcile(
        _ source: Resource, in context: ReconcileContext<Resource>
    ) async throws -> ReconcileResult {
        try Self.refuseUnbuilt(source)
        return try await withScratchFolder(source, context) { scratch in
            let run = SourceRun(source: source, context: context, storage: storage, scratch: scratch)
            try await StorageStep(run: run).perform()
            switch try await engine.publish(run) {
            case .current(let news):
                announce(news, run)
                return .success(.succeeded, news, next: .jittered(source.interval))
            case .waiting(let targets, let reason, let message):
                return .waiting(wait(on: targets, reason, message))
            }
        }
    }

    func isSuspended(_ source: Resource) -> Bool { source.isSuspended }

    /// Removes every artifact of a deleted source.
    func finalize(
        _ source: Resource, in context: ReconcileContext<Resource>
    ) async throws -> FinalizeResult {
        do {
            if try await storage.removeAll(of: source.owner) {
                context.emit(
                    ReconcileEvent(
                        .trace, .garbageCollectionSucceeded, "garbage collected artifacts for deleted resource"))
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw ReconcileFailure(
                .garbageCollectionFailed, "garbage collection for deleted resource failed: \(error)", cause: error)
        }
        context.status.artifact = nil
        return .finished
    }
}

extension SourceReconciler {
    /// A field that is not built yet is refused by name, never ignored.
    private static func refuseUnbuilt(_ source: Resource) throws {
        let fields = source.spec.unbuiltFields
        guard !fields.isEmpty else { return }
        let names = fields.map { "spec.\($0)" }.joined(separator: ", ")
        throw ReconcileFailure(
            .unsupportedField,
            "this version of source-controller does not support \(names) of a \(Resource.groupVersionKind.kind); remove it",
            retry: .onlyWhenSpecChanges)
    }

    /// Runs `body` with an empty folder and removes it afterwards.
    private func withScratchFolder(
        _ source: Resource, _ context: ReconcileContext<Resource>,
        _ body: (String) async throws -> ReconcileResult
    ) async throws -> ReconcileResult {
        let name = "\(source.owner.kind)-\(source.metadata.namespace)-\(source.metadata.name)"
        let result: Result<ReconcileResult, any Error>
        do {
            result = try await withTemporaryDirectory(prefix: String(name.prefix(200))) { path in
                context.remove(.storageOperationFailed)
                do { return .success(try await body(path)) } catch { return .failure(error) }
            }
        } catch {
            let message = "failed to create temporary working directory: \(error)"
            context.set(.storageOperationFailed, .true, .directoryCreationFailed, message)
            throw ReconcileFailure(.directoryCreationFailed, message, cause: error)
        }
        return try result.get()
    }

    /// A change of a source that is waited for wakes the waiter; the limit is the backstop.
    private func wait(on targets: [ObjectKey], _ reason: ConditionReason, _ message: String) -> Waiting {
        let kind = Resource.groupVersionKind.groupKind
        return Waiting(
            on: targets.map { WaitTarget(kind, $0) }, limit: dependencyInterval, phase: .blocked(reason, message),
            event: .trace)
    }

    /// Tells of a new artifact, or that the source works again.
    private func announce(_ news: String, _ run: SourceRun<Resource>) {
        let now = run.context.status
        guard let artifact = now.artifact else { return }
        let reason: ConditionReason
        if artifact.digest != run.source.status.artifact?.digest {
            reason = .newArtifact
        } else if hadFailed(run.source.status), !hadFailed(now) {
            reason = .succeeded
        } else {
            return
        }
        let group = Resource.groupVersionKind.group
        run.context.logger.info("\(news)")
        run.context.emit(
            ReconcileEvent(
                .info, reason, news,
                metadata: ["\(group)/revision": artifact.revision, "\(group)/digest": artifact.digest]))
    }

    private func hadFailed(_ status: Resource.Status) -> Bool {
        Resource.failureConditions.contains { status.conditions.isTrue($0) }
    }
}
