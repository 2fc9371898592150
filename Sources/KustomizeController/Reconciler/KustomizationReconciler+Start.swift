internal import ControllerRuntime
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// What comes before the inner run: configuration, source, dependencies.
extension KustomizationReconciler {
    /// Fields that are not built yet are refused, never ignored.
    func refuseUnbuilt(_ kustomization: Kustomization) throws {
        let fields = kustomization.spec.unbuiltFields
        guard !fields.isEmpty else { return }
        let names = fields.map { "spec.\($0)" }.joined(separator: ", ")
        throw ReconcileFailure(
            .unsupportedField, "\(names) is not supported yet; remove it from Kustomization \(kustomization.key)",
            retry: .onlyWhenSpecChanges)
    }

    /// How to tell the health of custom kinds.
    func healthExpressions(_ kustomization: Kustomization) throws -> HealthExpressions {
        do throws(InvalidExpression) {
            return try HealthExpressions(kustomization.spec.healthCheckExprs ?? [])
        } catch {
            throw Self.invalid(error)
        }
    }

    /// Only another spec can heal an expression.
    private static func invalid(_ error: InvalidExpression) -> ReconcileFailure {
        ReconcileFailure(
            .invalidCELExpression,
            "Reconciliation failed terminally due to configuration error: \(error.description)",
            retry: .onlyWhenSpecChanges)
    }

    /// What the source publishes.
    func artifact(
        of kustomization: Kustomization, _ context: ReconcileContext<Kustomization>
    ) async throws -> Artifact {
        let reference = kustomization.spec.sourceRef
        let key = kustomization.sourceKey
        try checkAccess(kustomization, key)
        let source: ArtifactSource?
        do throws(SourceUnreadable) { source = try await sources.source(reference.kind, key) } catch {
            try Task.checkCancellation()
            throw ReconcileFailure(
                .artifactFailed, "unable to get source '\(key)': \(error)", retry: .backoff, event: nil)
        }
        guard let source else {
            throw ReconcileFailure(
                .artifactFailed, "\(reference.kind.resourceName) \"\(key.name)\" not found",
                retry: .after(kustomization.spec.effectiveRetryInterval), event: nil)
        }
        guard let artifact = source.artifact else {
            throw ReconcileFailure(
                .artifactFailed,
                "Source artifact not found, retrying in \(GoDuration.format(settings.dependencyInterval))",
                retry: .after(settings.dependencyInterval), event: nil)
        }
        setEventMetadata(artifact, context)
        return artifact
    }

    private func checkAccess(_ kustomization: Kustomization, _ key: ObjectKey) throws {
        let kind = kustomization.spec.sourceRef.kind
        let head = "can't access '\(kind.rawValue)/\(key)'"
        if settings.refusesCrossNamespace, key.namespace != kustomization.metadata.namespace {
            throw ReconcileFailure(
                .accessDenied, "\(head), cross-namespace references have been blocked", retry: .onlyWhenSpecChanges)
        }
        if kind == .ExternalArtifact, !settings.allowsExternalArtifacts {
            throw ReconcileFailure(
                .accessDenied, "\(head), ExternalArtifact feature gate is disabled", retry: .onlyWhenSpecChanges)
        }
    }

    func setEventMetadata(_ artifact: Artifact, _ context: ReconcileContext<Kustomization>) {
        let origin = artifact.metadata?["org.opencontainers.image.revision"] ?? ""
        context.eventMetadata["\(APIGroup.kustomize)/revision"] = artifact.revision
        if !origin.isEmpty { context.eventMetadata["\(APIGroup.kustomize)/originRevision"] = origin }
    }

    /// The wait for a dependency that is not ready; nil when all are.
    func dependencyWait(
        _ kustomization: Kustomization, _ artifact: Artifact, _ context: ReconcileContext<Kustomization>
    ) async throws -> Waiting? {
        let block: DependencyCheck.Block?
        do {
            block = try await dependencies.block(
                kustomization, revision: artifact.revision, isAdditive: settings.addsConditionsToExpressions)
        } catch let error as InvalidExpression {
            throw Self.invalid(error)
        }
        guard let block else { return nil }
        let interval = settings.dependencyInterval
        let isKnown = context.status.conditions[.ready]?.message == block.message
        if !isKnown {
            context.emit(
                ReconcileEvent(
                    .info, .dependencyNotReady,
                    "Dependencies do not meet ready condition, retrying in \(GoDuration.format(interval))"))
        }
        let target = DependencyCheck.target(block, for: kustomization, revision: artifact.revision)
        return Waiting(on: [target], limit: interval, phase: .blocked(.dependencyNotReady, block.message))
    }

    /// Says, where the operator wants it, that a health check was given up for something newer.
    func announceCancelledCheck(_ context: ReconcileContext<Kustomization>) async throws {
        guard settings.announcesCancelledChecks, case .superseded(let memo, let trigger) = context.wait,
            let wait = memo as? HealthWait
        else { return }
        setEventMetadata(wait.run.artifact, context)
        context.set(.ready, .false, .healthCheckCanceled, "New reconciliation triggered by \(trigger)")
        context.emit(
            ReconcileEvent(
                .info, .healthCheckCanceled,
                "Health checks canceled due to new reconciliation triggered by \(trigger)"))
        try await context.patch()
    }
}

extension ConditionReason {
    /// The spec asks for something that is not built yet.
    static let unsupportedField = ConditionReason("UnsupportedField")
}
