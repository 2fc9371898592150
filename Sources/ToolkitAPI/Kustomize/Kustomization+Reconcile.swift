extension Kustomization {
    /// What happens to the build before it is applied.
    public struct PostBuild: Codable, Sendable, Hashable {
        /// Variables; they win over `substituteFrom`.
        public var substitute: [String: String]?
        /// Where more variables come from; later ones win.
        public var substituteFrom: [SubstituteReference]?
        /// When to substitute; nil is ``SubstituteStrategy/WithVariables``.
        public var substituteStrategy: SubstituteStrategy?

        public init() {}
    }

    /// When to substitute.
    public enum SubstituteStrategy: String, Codable, Sendable, Hashable, CaseIterable {
        /// Only when there is a variable.
        case WithVariables
        /// Always, so that defaults apply too.
        case Always
    }

    /// A ConfigMap or Secret whose data are variables.
    public struct SubstituteReference: Codable, Sendable, Hashable {
        /// The kinds that hold variables.
        public enum Kind: String, Codable, Sendable, Hashable, CaseIterable { case Secret, ConfigMap }

        public var kind: Kind
        public var name: String
        /// Whether it may be missing.
        public var optional: Bool?

        public init(kind: Kind, name: String, optional: Bool? = nil) {
            self.kind = kind
            self.name = name
            self.optional = optional
        }
    }

    /// How Secrets are decrypted.
    public struct Decryption: Codable, Sendable, Hashable {
        /// The tools that can have encrypted them.
        public enum Provider: String, Codable, Sendable, Hashable, CaseIterable { case sops }

        public var provider: Provider
        /// The Secret with private keys and credentials.
        public var secretRef: LocalObjectReference?
        /// The ServiceAccount whose workload identity reaches the key service.
        public var serviceAccountName: String?

        public init(
            provider: Provider = .sops, secretRef: LocalObjectReference? = nil, serviceAccountName: String? = nil
        ) {
            self.provider = provider
            self.secretRef = secretRef
            self.serviceAccountName = serviceAccountName
        }
    }

    /// CEL expressions that tell the health of a custom kind.
    public struct CustomHealthCheck: Codable, Sendable, Hashable {
        public var apiVersion: String
        public var kind: String?
        /// True when the object is as its spec asks.
        public var current: String
        public var inProgress: String?
        public var failed: String?

        public init(
            apiVersion: String, kind: String? = nil, current: String, inProgress: String? = nil, failed: String? = nil
        ) {
            self.apiVersion = apiVersion
            self.kind = kind
            self.current = current
            self.inProgress = inProgress
            self.failed = failed
        }
    }

    /// Fields whose drift is left alone.
    public struct IgnoreRule: Codable, Sendable, Hashable {
        /// JSON pointers.
        public var paths: [String]
        /// The objects it is about; nil is all.
        public var target: Selector?

        public init(paths: [String], target: Selector? = nil) {
            self.paths = paths
            self.target = target
        }
    }

    /// What was applied.
    public struct Inventory: Codable, Sendable, Hashable {
        /// One applied object.
        public struct Entry: Codable, Sendable, Hashable {
            /// `namespace_name_group_kind`.
            public var id: String
            /// The API version, without the group.
            public var v: String

            public init(id: String, v: String) {
                self.id = id
                self.v = v
            }
        }

        public var entries: [Entry]

        public init(entries: [Entry]) { self.entries = entries }
    }

    /// One line of the history: what was built, how it went, how often.
    public struct Snapshot: Codable, Sendable, Hashable {
        /// `sha256:<hex>` of the build.
        public var digest: String
        /// RFC 3339.
        public var firstReconciled: String
        /// RFC 3339.
        public var lastReconciled: String
        /// In Go's notation.
        public var lastReconciledDuration: String
        /// The reason of Ready.
        public var lastReconciledStatus: String
        public var totalReconciliations: Int64
        /// `revision`, and `originRevision` where there is one.
        public var metadata: [String: String]?

        public init(
            digest: String, firstReconciled: String, lastReconciled: String, lastReconciledDuration: String,
            lastReconciledStatus: String, totalReconciliations: Int64, metadata: [String: String]? = nil
        ) {
            self.digest = digest
            self.firstReconciled = firstReconciled
            self.lastReconciled = lastReconciled
            self.lastReconciledDuration = lastReconciledDuration
            self.lastReconciledStatus = lastReconciledStatus
            self.totalReconciliations = totalReconciliations
            self.metadata = metadata
        }
    }
}
