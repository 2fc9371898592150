internal import ControllerRuntime
internal import KubernetesModel
internal import ToolkitAPI

/// Reads other GitRepositories, past every cache.
protocol IncludeReader: Sendable {
    /// The repository; nil when there is none.
    func repository(_ key: ObjectKey) async throws -> GitRepository?
}

/// Another repository whose artifact is copied in.
struct IncludedRepository: Sendable {
    let include: GitRepository.Include
    let artifact: Artifact
}

/// What became of the search for all includes of a repository.
enum IncludeSearch: Sendable {
    case found([IncludedRepository])
    case unavailable(ObjectKey, ConditionReason, String)
}

/// Repositories from the API.
struct ClusterIncludes: IncludeReader {
    let read: @Sendable (ObjectKey) async throws -> KubernetesObject?

    func repository(_ key: ObjectKey) async throws -> GitRepository? {
        try await read(key).map { try GitRepository($0) }
    }
}

extension GitRepositoryEngine {
    /// Finds the artifact of every include, and announces when they are others than before.
    func resolveIncludes(of run: SourceRun<GitRepository>) async throws -> IncludeSearch {
        var found: [IncludedRepository] = []
        for include in run.source.spec.include ?? [] {
            let name = include.repository.name
            let key = ObjectKey(namespace: run.key.namespace, name: name)
            guard let repository = try await includes.repository(key) else {
                return unavailable(key, .notFound, "could not get resource for include '\(name)': not found", run)
            }
            guard let artifact = repository.status.artifact else {
                return unavailable(key, .noArtifact, "no artifact available for include '\(name)'", run)
            }
            found.append(IncludedRepository(include: include, artifact: artifact))
        }
        run.context.remove(.includeUnavailable)
        try await announceChange(found.map(\.artifact), run)
        return .found(found)
    }

    private func unavailable(
        _ key: ObjectKey, _ reason: ConditionReason, _ message: String, _ run: SourceRun<GitRepository>
    ) -> IncludeSearch {
        run.context.set(.includeUnavailable, .true, reason, message)
        return .unavailable(key, reason, message)
    }

    private func announceChange(_ artifacts: [Artifact], _ run: SourceRun<GitRepository>) async throws {
        let before = run.context.status.includedArtifacts
        let isSame = artifacts.elementsEqual(before ?? []) { $0.revision == $1.revision && $0.digest == $1.digest }
        guard !isSame else { return }
        let message = "included artifacts differ from last observed includes"
        if before != nil { run.context.set(.artifactOutdated, .true, .includeChange, message) }
        try await run.announceBuild(message)
    }
}
