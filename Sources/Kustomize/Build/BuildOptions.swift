/// What a build may do, and in which order its objects come out.
public struct BuildOptions: Sendable {
    /// From where a kustomization may read files.
    public enum LoadRestrictor: Sendable, Hashable {
        /// Files only from the folder of the kustomization or below; other kustomizations from anywhere in the tree.
        case rootOnly
        /// Files from anywhere in the tree.
        case none
    }

    /// The order of objects where the kustomization has no `sortOptions`.
    public enum Reorder: Sendable, Hashable {
        /// As they were read, depth first.
        case none
        /// By the fixed order of kinds, as `kubectl kustomize` prints them.
        case legacy
    }

    /// Ceilings on what one build may consume. Exceeding one is an error that names it.
    public struct Limits: Sendable {
        /// Kustomizations within kustomizations.
        public var depth = 128
        /// Kustomizations loaded in one build.
        public var kustomizations = 10_000
        /// Objects in the result of any step.
        public var objects = 100_000
        /// Bytes read in one build.
        public var bytes = 512 << 20

        public init() {}
    }

    /// From where files may be read.
    public var loadRestrictor: LoadRestrictor
    /// The order of the result.
    public var reorder: Reorder
    /// The ceilings.
    public var limits: Limits
    /// Whether the kustomization that is built may have fields nobody knows, which then say nothing. Those it includes
    /// may not.
    public var ignoresUnknownRootFields = false
    /// Whether all objects get the label `app.kubernetes.io/managed-by` with the version of kustomize that this follows.
    public var addsManagedByLabel = false

    public init(
        loadRestrictor: LoadRestrictor = .rootOnly, reorder: Reorder = .none, limits: Limits = Limits()
    ) {
        self.loadRestrictor = loadRestrictor
        self.reorder = reorder
        self.limits = limits
    }

    /// As kustomize-controller builds: the whole artifact may be read, objects in the order of the files.
    public static let controller: BuildOptions = {
        var options = BuildOptions(loadRestrictor: .none)
        options.ignoresUnknownRootFields = true
        return options
    }()
    /// As `kubectl kustomize` builds.
    public static let kubectl = BuildOptions(loadRestrictor: .rootOnly, reorder: .legacy)
}
