internal import KubernetesModel
internal import Platform
internal import ResourceApply
internal import ToolkitAPI

/// What one run is about: the Kustomization and the artifact it applies. Never changes during the run.
struct KustomizationRun: Sendable {
    let kustomization: Kustomization
    let artifact: Artifact
    /// How to tell the health of custom kinds.
    let healthExpressions: HealthExpressions
    /// When the inner run began, on the monotonic clock.
    let began: Duration
    /// The inventory when the run began.
    let inventory: Kustomization.Inventory?
    /// Whether the last health check passed.
    let wasHealthy: Bool

    var key: ObjectKey { kustomization.key }
    var spec: Kustomization.Spec { kustomization.spec }
    var revision: String { artifact.revision }
    var originRevision: String { artifact.metadata?["org.opencontainers.image.revision"] ?? "" }
    var path: String { BuildPath.clean(spec.path ?? "") }
    var retry: Duration { spec.effectiveRetryInterval }
    /// Whether the revision was applied before.
    var isNewRevision: Bool { kustomization.status.lastAppliedRevision != revision }

    /// The text of Reconciling while a step goes on.
    func progress(_ step: String) -> String {
        "\(step) for revision \(revision) with a timeout of \(GoDuration.format(spec.effectiveTimeout))"
    }

    /// The labels by which the Kustomization knows its objects.
    var ownerLabels: [String: String] {
        [LabelName.kustomizationName: key.name, LabelName.kustomizationNamespace: key.namespace]
    }

    /// A digest of what else but the artifact the result depends on.
    func inputs(_ variables: SubstitutionVariables, _ access: ClusterAccess) -> Int {
        var hasher = Hasher()
        hasher.combine(spec)
        hasher.combine(variables.values)
        hasher.combine(access.identity)
        return hasher.finalize()
    }
}

/// What was applied, now or in an earlier run that still holds.
struct AppliedManifests: Sendable {
    var entries: [ChangeSetEntry]
    var buildDigest: String
    /// Objects that remove themselves when they are done.
    var vanishing: Set<ObjectIdentity>
    var mask: SecretMask
    /// Whether this run compared nothing, since nothing it depends on changed.
    var isFromMemory: Bool

    /// Whether an object was created or changed.
    var hasChanges: Bool { entries.contains(where: \.isChange) }
}

/// An apply that waits for objects to become ready or to be gone.
struct ApplyWait: Sendable {
    var run: KustomizationRun
    var access: ClusterAccess
    var build: BuildRecord
    var progress: ApplyProgress
}

/// What is remembered of a build while it is applied.
struct BuildRecord: Sendable {
    var inputs: Int
    var digest: String
    var footprint: BuildFootprint
    var vanishing: Set<ObjectIdentity>
    var mask: SecretMask
}

/// A health check that goes on.
struct HealthWait: Sendable {
    var run: KustomizationRun
    var access: ClusterAccess
    var applied: AppliedManifests
    var targets: [HealthTarget]
    var began: Duration
    var deadline: Duration
    /// Whether the cluster was told that checks run.
    var isAnnounced = false
}

/// A deletion whose objects are not gone yet.
struct TerminationWait: Sendable {
    var access: ClusterAccess
    var targets: [HealthTarget]
    var deadline: Duration
}
