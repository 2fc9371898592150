internal import Artifacts
internal import ControllerRuntime
internal import KubernetesModel
internal import Kustomize
internal import Platform
internal import ResourceApply
internal import ToolkitAPI

/// From the artifact to manifests.
extension KustomizationReconciler {
    /// What an earlier run applied, when everything it depends on is as it was: spec, variables, target, the files it read, and
    /// every object in the cluster. Nil when something must be compared.
    func unchanged(_ run: KustomizationRun) async throws -> (applied: AppliedManifests, access: ClusterAccess)? {
        guard let prior = memory.complete(run.key), now() - prior.comparedAt < settings.fullPass else { return nil }
        let access = try await access(run)
        let variables = try await variables(run)
        let view = SettledView(known: memory.settled(run.key), watches: watches, access: access)
        guard prior.inputs == run.inputs(variables, access), view.holds(for: prior.entries) else { return nil }
        if prior.artifactDigest != run.artifact.digest {
            // Which components are missing is not among what a build looked at.
            guard run.spec.ignoreMissingComponents != true else { return nil }
            let files = try await masking(variables.mask) { try await fetch(run) }
            guard try await onBlockingThread({ prior.footprint.holds(in: files.files) }) else {
                return nil
            }
        }
        memory.move(run.key, to: run.revision, artifactDigest: run.artifact.digest)
        let entries = prior.entries.map { entry in
            ChangeSetEntry(entry.object, version: entry.version, action: .unchanged)
        }
        let applied = AppliedManifests(
            entries: entries, buildDigest: prior.buildDigest, vanishing: prior.vanishing, mask: variables.mask,
            isFromMemory: true)
        return (applied, access)
    }

    /// Opens the artifact and checks that the path is in it.
    func fetch(_ run: KustomizationRun) async throws -> OpenArtifact {
        let files: OpenArtifact
        do {
            files = try await artifacts.open(run.artifact)
        } catch let error as ArtifactError where error.code == .notFound {
            let interval = settings.dependencyInterval
            throw ReconcileFailure(
                .artifactFailed,
                "Source is not ready, artifact not found, retrying in \(GoDuration.format(interval))",
                retry: .after(interval), event: nil, cause: error)
        } catch {
            try Task.checkCancellation()
            throw ReconcileFailure(.artifactFailed, String(describing: error), retry: .after(run.retry), cause: error)
        }
        let isThere = try await onBlockingThread { BuildPath.exists(run.path, in: files.files) }
        guard isThere else {
            throw ReconcileFailure(
                .artifactFailed, "kustomization path not found: there is no \"\(run.path)\" in the artifact",
                retry: .after(run.retry))
        }
        return files
    }

    func access(_ run: KustomizationRun) async throws -> ClusterAccess {
        do throws(TargetUnusable) { return try await clusters.access(for: run.kustomization) } catch {
            try Task.checkCancellation()
            throw ReconcileFailure(.reconciliationFailed, error.description, retry: .after(run.retry))
        }
    }

    func variables(_ run: KustomizationRun) async throws -> SubstitutionVariables {
        do {
            return try await variables.variables(of: run.kustomization)
        } catch let failure as BuildFailure {
            throw ReconcileFailure(.buildFailed, failure.description, retry: .after(run.retry))
        }
    }

    func build(
        _ run: KustomizationRun, _ files: OpenArtifact, _ variables: SubstitutionVariables
    ) async throws -> BuiltManifests {
        let builder = ManifestBuilder(
            spec: run.spec, path: run.path, variables: variables, isStrict: settings.isStrict)
        do {
            return try await onBlockingThread { try builder.build(files.files) }
        } catch let failure as BuildFailure {
            throw ReconcileFailure(.buildFailed, failure.description, retry: .after(run.retry))
        }
    }

    private func onBlockingThread<Output: Sendable>(
        _ work: @escaping @Sendable () throws -> Output
    ) async throws -> Output {
        try await BlockingPool.shared.run(work)
    }

    /// Everything secret that a message of this run could quote.
    static func mask(_ variables: SecretMask, _ built: BuiltManifests) -> SecretMask {
        var mask = variables
        for object in built.objects { mask.insert(secretsOf: object) }
        return mask
    }

    /// Runs `body`; a failure that leaves it quotes no secret.
    func masking<Output>(_ mask: SecretMask, _ body: () async throws -> Output) async throws -> Output {
        do { return try await body() } catch var failure as ReconcileFailure {
            failure.message = mask.mask(failure.message)
            if !mask.isEmpty { failure.cause = nil }
            throw failure
        }
    }
}
