internal import Artifacts
internal import ControllerRuntime
internal import KubernetesModel
internal import Logging
internal import Platform
internal import ToolkitAPI

/// The first step of every source: collects what is old, and makes sure that what the status promises is really there.
struct StorageStep<Resource: SourceResource>: Sendable {
    /// How long one collection may take.
    static var sweepLimit: Duration { .seconds(5) }

    let run: SourceRun<Resource>

    func perform() async throws {
        await sweep()
        let promised = run.context.status.artifact
        let kept = try await checked(promised)
        guard var artifact = kept else {
            run.context.status.artifact = nil
            run.context.remove(.artifactInStorage)
            return try await run.announceBuild(promised == nil ? nil : "disappeared from storage")
        }
        artifact.url = run.storage.url(of: artifact.path)
        run.context.status.artifact = artifact
    }

    /// Collects old artifacts. A failure is no reason to stop: the next run tries again.
    private func sweep() async {
        let (storage, owner) = (run.storage, run.source.owner)
        let current = run.context.status.artifact?.path
        do {
            let sweep = try await withDeadline(Self.sweepLimit) {
                try await storage.sweep(owner, current: current)
            }
            guard sweep.removed > 0 else { return }
            run.note(.garbageCollectionSucceeded, "garbage collected \(sweep.removed) artifacts")
        } catch {
            run.context.logger.error(
                "cannot collect old artifacts; trying again in the next run", metadata: ["error": "\(error)"])
        }
    }

    /// The artifact, if its file is what its digest says.
    private func checked(_ artifact: Artifact?) async throws -> Artifact? {
        guard let artifact else { return nil }
        do {
            switch try await run.storage.verify(artifact) {
            case nil: return artifact
            case .missing: return nil
            case .altered(let cause):
                await discard(artifact, cause)
                return nil
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            // The file may be fine: only one that was read and differs is removed.
            throw run.failure(
                .storageOperationFailed, .statOperationFailed, "cannot check the artifact in storage: \(error)",
                cause: error)
        }
    }

    private func discard(_ artifact: Artifact, _ cause: String) async {
        let message = "failed to verify integrity of artifact: \(cause)"
        run.context.logger.error("\(message)")
        run.context.emit(ReconcileEvent(.error, .artifactVerificationFailed, message))
        do { try await run.storage.remove(artifact) } catch {
            run.context.logger.error("cannot remove an altered artifact", metadata: ["error": "\(error)"])
        }
    }
}
