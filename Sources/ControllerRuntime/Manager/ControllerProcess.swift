/// A controller's whole `main`: flags, logger, manager, signals, exit code.
///
/// ```swift
/// await ControllerProcess(
///     name: "source-controller", concurrent: 2, groups: [.dependencies, .sharding, .jitter],
///     flags: StorageFlags.all, gates: [.cacheSecretsAndConfigMaps, .objectLevelWorkloadIdentity]
/// ) { manager in
///     manager.register(Controller(GitRepositoryReconciler(manager), policy: .source, fieldManager: manager.settings.name))
/// }.run()
/// ```
public struct ControllerProcess: Sendable {
    let name: String
    let concurrent: Int
    let groups: Set<CommonFlagGroup>
    let flags: [any FlagDeclaration]
    let gates: [FeatureGate]
    let gracePeriod: @Sendable (FlagValues) -> Duration
    let build: @Sendable (Manager) async throws -> Void

    /// - Parameters:
    ///   - name: the program, which names lease, events and field managers.
    ///   - concurrent: the default of `--concurrent`.
    ///   - groups: which common flags it has beyond those every controller has.
    ///   - flags: its own flags.
    ///   - gates: the feature gates it knows; any other name is fatal.
    ///   - gracePeriod: how long a graceful stop may take.
    ///   - build: registers controllers, watches and services. What it throws is logged under `setup`; exit 1.
    public init(
        name: String, concurrent: Int, groups: Set<CommonFlagGroup>, flags: [any FlagDeclaration] = [],
        gates: [FeatureGate], gracePeriod: @escaping @Sendable (FlagValues) -> Duration = { _ in .seconds(30) },
        build: @escaping @Sendable (Manager) async throws -> Void
    ) {
        self.name = name
        self.concurrent = concurrent
        self.groups = groups
        self.flags = flags
        self.gates = gates
        self.gracePeriod = gracePeriod
        self.build = build
    }

    /// Runs until a signal or a fatal error, and ends the process: 0 after a graceful stop or `--help`, 2 for a bad flag, 1
    /// for everything else.
    public func run() async -> Never { fatalError("not built") }
}
