internal import Artifacts
internal import ControllerRuntime
internal import Git
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

extension GitRepositoryEngine {
    /// Makes the artifact of a revision, unless it is there already.
    func store(
        _ revision: GitRevision, _ entries: [SourceEntry], _ included: [IncludedRepository],
        _ settings: ContentSettings, _ run: SourceRun<GitRepository>
    ) async throws {
        let name = revision.description
        if let artifact = run.context.status.artifact, artifact.revision == name,
            ContentSettings(run.context.status) == settings
        {
            run.note(.artifactUpToDate, "artifact up-to-date with remote revision: '\(name)'")
            return markStored(name, run)
        }
        let all = try await IncludeStep(run: run, included: included).merge(into: entries)
        try await makeFolder(run)
        let content = try await select(all, run)
        let artifact = try await archive(content, revision, run)
        run.context.update { status in
            status.artifact = artifact
            status.observe(run.source.spec, included: included.map(\.artifact))
        }
        run.context.remove(.storageOperationFailed)
        markStored(name, run)
    }

    private func makeFolder(_ run: SourceRun<GitRepository>) async throws {
        let folder = "\(run.storage.settings.root)/\(run.source.owner.folder)"
        do {
            try await BlockingPool.shared.run { try FileSystem.createDirectory(folder, mode: 0o700) }
        } catch let error as FileError {
            throw run.failure(
                .storageOperationFailed, .directoryCreationFailed, "failed to create artifact directory: \(error)",
                cause: error)
        }
    }

    private func select(_ entries: [SourceEntry], _ run: SourceRun<GitRepository>) async throws -> SourceContent {
        let ignore = run.source.spec.ignore
        do {
            return try await BlockingPool.shared.run { try SourceContent(of: entries, ignoring: ignore) }
        } catch let problem as IgnoreFileProblem {
            throw ReconcileFailure(
                .sourceIgnoreError, "failed to load source ignore patterns: \(problem)", cause: problem)
        }
    }

    private func archive(
        _ content: SourceContent, _ revision: GitRevision, _ run: SourceRun<GitRepository>
    ) async throws -> Artifact {
        do {
            return try await run.storage.store(
                "\(revision.commit).tar.gz", of: run.source.owner, revision: revision.description
            ) { try content.write(to: $0) }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw run.failure(
                .storageOperationFailed, .archiveOperationFailed, "unable to archive artifact to storage: \(error)",
                cause: error)
        }
    }
}
