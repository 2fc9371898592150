public import KubernetesModel

/// A directory of a source that is built with kustomize and kept applied to a cluster.
public struct Kustomization: CustomResource {
    public static let definition = ResourceDefinition(
        groupVersionKind: GroupVersionKind(group: APIGroup.kustomize, version: "v1", kind: "Kustomization"),
        plural: "kustomizations", shortNames: ["ks"], categories: ["all", "fluxcd", "fluxcd-appliers"])

    public var metadata: ObjectMetadata
    public var spec: Spec
    public var status: Status

    public init(metadata: ObjectMetadata, spec: Spec, status: Status = Status()) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// What the user asks for.
    public struct Spec: Codable, Sendable, Hashable {
        /// The period of the next run after a success.
        public var interval: APIDuration
        /// The delay after a failed run; see ``effectiveRetryInterval``.
        public var retryInterval: APIDuration?
        /// How long health checks and termination may take; see ``effectiveTimeout``.
        public var timeout: APIDuration?
        /// The source whose artifact is built.
        public var sourceRef: SourceReference
        /// The directory inside the artifact; nil or empty is its root. `./a`, `a` and `/a` are the same.
        public var path: String?
        /// Whether what left the source is deleted.
        public var prune: Bool
        /// What the finalizer does; nil is ``DeletionPolicy/MirrorPrune``.
        public var deletionPolicy: DeletionPolicy?
        /// Whether reconciliation pauses.
        public var suspend: Bool?
        /// Kustomizations that must be ready first.
        public var dependsOn: [DependencyReference]?
        /// The ServiceAccount to impersonate.
        public var serviceAccountName: String?
        /// The remote cluster to apply to; nil is this one.
        public var kubeConfig: KubeConfigReference?
        /// The namespace of everything built.
        public var targetNamespace: String?
        /// Goes before the name of everything built.
        public var namePrefix: String?
        /// Goes after the name of everything built.
        public var nameSuffix: String?
        /// Labels and annotations for everything built.
        public var commonMetadata: CommonMetadata?
        /// Inline patches.
        public var patches: [Patch]?
        /// Image replacements.
        public var images: [Image]?
        /// Kustomize components, relative to `path`.
        public var components: [String]?
        /// Whether component paths that do not exist are dropped instead of failing the build.
        public var ignoreMissingComponents: Bool?
        /// What kustomize notes on the objects about their making.
        public var buildMetadata: [BuildMetadata]?
        /// What happens to the build before it is applied.
        public var postBuild: PostBuild?
        /// How Secrets are decrypted.
        public var decryption: Decryption?
        /// Whether objects are recreated when an immutable field changed.
        public var force: Bool?
        /// Whether everything applied is health-checked; `healthChecks` is then ignored.
        public var wait: Bool?
        /// The objects whose health is waited for.
        public var healthChecks: [NamespacedObjectKindReference]?
        /// CEL expressions that tell the health of custom kinds.
        public var healthCheckExprs: [CustomHealthCheck]?
        /// Fields whose drift is left alone.
        public var ignore: [IgnoreRule]?

        public init(interval: APIDuration, sourceRef: SourceReference, prune: Bool) {
            self.interval = interval
            self.sourceRef = sourceRef
            self.prune = prune
        }
    }

    /// What the controller observed.
    public struct Status: ReconciledStatus {
        public var conditions: [Condition] = []
        public var observedGeneration: Int64?
        public var lastHandledReconcileAt: String?
        /// The revision whose health checks passed last.
        public var lastAppliedRevision: String?
        /// What that revision was made from, by the artifact's metadata.
        public var lastAppliedOriginRevision: String?
        /// The revision that was fetched last.
        public var lastAttemptedRevision: String?
        /// What was applied.
        public var inventory: Inventory?
        /// The last runs, newest first.
        public var history: [Snapshot]?

        public init() {}
    }
}

extension Kustomization.Spec {
    /// `timeout`, else `interval` minus 30 s; never below 30 s.
    public var effectiveTimeout: Duration {
        max(timeout?.duration ?? (interval.duration - .seconds(30)), .seconds(30))
    }
    /// `retryInterval`, else `interval`.
    public var effectiveRetryInterval: Duration { retryInterval?.duration ?? interval.duration }
    /// `deletionPolicy`, else ``Kustomization/DeletionPolicy/MirrorPrune``.
    public var effectiveDeletionPolicy: Kustomization.DeletionPolicy { deletionPolicy ?? .MirrorPrune }
    /// Whether reconciliation pauses.
    public var isSuspended: Bool { suspend ?? false }
}
