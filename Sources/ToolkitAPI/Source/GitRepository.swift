public import KubernetesModel

/// A Git repository that is polled and published as an artifact.
public struct GitRepository: CustomResource {
    public static let definition = ResourceDefinition(
        groupVersionKind: GroupVersionKind(group: APIGroup.source, version: "v1", kind: "GitRepository"),
        plural: "gitrepositories", shortNames: ["gitrepo"], categories: ["all", "fluxcd", "fluxcd-sources"])

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
        /// `http`, `https` or `ssh` URL; the scp form is refused at admission.
        public var url: String
        /// The poll period; `0s` means never again.
        public var interval: APIDuration
        /// The deadline of one checkout; see ``effectiveTimeout``.
        public var timeout: APIDuration?
        /// What to check out; nil is branch `master`.
        public var ref: Reference?
        /// The Secret with credentials.
        public var secretRef: LocalObjectReference?
        /// Where credentials come from; nil is ``Provider/generic``.
        public var provider: Provider?
        /// The ServiceAccount whose workload identity is used, with a cloud provider.
        public var serviceAccountName: String?
        /// The Secret with the proxy's address and credentials.
        public var proxySecretRef: LocalObjectReference?
        /// Which signatures must hold.
        public var verify: Verification?
        /// More ignore patterns, in the syntax of `.gitignore`. Unset and empty differ.
        public var ignore: String?
        /// Whether submodules are checked out too.
        public var recurseSubmodules: Bool?
        /// Other GitRepositories whose artifacts are copied in.
        public var include: [Include]?
        /// The directories to check out; nil or empty is all.
        public var sparseCheckout: [String]?
        /// Whether reconciliation pauses.
        public var suspend: Bool?

        public init(url: String, interval: APIDuration) {
            self.url = url
            self.interval = interval
        }
    }

    /// What the controller observed.
    public struct Status: ReconciledStatus {
        public var conditions: [Condition] = []
        public var observedGeneration: Int64?
        public var lastHandledReconcileAt: String?
        /// What is served now.
        public var artifact: Artifact?
        /// The artifacts copied in, in the order of `spec.include`.
        public var includedArtifacts: [Artifact]?
        /// `spec.ignore` of the artifact.
        public var observedIgnore: String?
        /// `spec.recurseSubmodules` of the artifact.
        public var observedRecurseSubmodules: Bool?
        /// `spec.include` of the artifact.
        public var observedInclude: [Include]?
        /// `spec.sparseCheckout` of the artifact.
        public var observedSparseCheckout: [String]?
        /// The verification mode that last succeeded.
        public var sourceVerificationMode: VerificationMode?

        public init() {}
    }
}

extension GitRepository.Spec {
    /// The deadline of one checkout: `timeout`, else 60 s.
    public var effectiveTimeout: Duration { timeout?.duration ?? .seconds(60) }
    /// Whether reconciliation pauses.
    public var isSuspended: Bool { suspend ?? false }
}
