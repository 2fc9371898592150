internal import Glibc
internal import Logging
internal import Platform

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
    ///   - flags: its own flags; one of a common name replaces that.
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
    public func run() async -> Never {
        signal(SIGPIPE, SIG_IGN)
        let values: FlagValues
        do throws(FlagSyntaxError) {
            switch try parse(Array(CommandLine.arguments.dropFirst())) {
            case .help:
                StandardStream.error.write(usage)
                exit(0)
            case .run(let parsed): values = parsed
            }
        } catch {
            StandardStream.error.write("\(error)\n\(usage)")
            exit(2)
        }
        exit(await serve(values))
    }

    func parse(_ arguments: [String]) throws(FlagSyntaxError) -> FlagParser.Outcome {
        try FlagParser(declarations).parse(arguments, environment: ProcessEnvironment.value)
    }

    private var declarations: [any FlagDeclaration] {
        CommonFlags.all(concurrent: concurrent, groups: groups, own: flags)
    }

    var usage: String {
        var examples = [
            "\(name) --watch-all-namespaces=true --log-level=info --enable-leader-election",
            "\(name) --metrics-addr=:8080 --health-addr=:9440 --concurrent=\(concurrent * 2)",
            "KUBECONFIG=~/.kube/config \(name) --log-encoding=console --log-level=debug",
        ]
        if groups.contains(.sharding) {
            examples.append("\(name) --watch-label-selector=sharding.fluxcd.io/key=shard1")
        }
        return FlagHelp.text(program: name, examples: examples, flags: declarations)
    }

    private func serve(_ values: FlagValues) async -> Int32 {
        let setup: Logger
        do {
            setup = try installLogger(values)
        } catch {
            StandardStream.error.write("\(error)\n")
            return 1
        }
        do {
            let manager = try await makeManager(values, setup)
            try await build(manager)
            manager.addService("memory") { await ResidentMemory.keepLow() }
            let stop = RunSwitch()
            let signals = SignalWatch(logger: setup) { stop.raise() }
            defer { signals.end() }
            setup.info("starting manager")
            do {
                try await manager.run(until: stop, abandon: LastResort.exit(setup))
            } catch {
                setup.error("problem running manager", metadata: ["error": "\(error)"])
                return 1
            }
            return 0
        } catch {
            setup.error("unable to start \(name)", metadata: ["error": "\(error)"])
            return 1
        }
    }

    private func installLogger(_ values: FlagValues) throws -> Logger {
        guard let level = LogLevel(rawValue: values[CommonFlags.logLevel]) else {
            throw SettingsError(
                description: "--log-level must be trace, debug, info or error, not \"\(values[CommonFlags.logLevel])\"")
        }
        guard let encoding = LogEncoding(rawValue: values[CommonFlags.logEncoding]) else {
            throw SettingsError(
                description: "--log-encoding must be json or console, not \"\(values[CommonFlags.logEncoding])\"")
        }
        ControllerLogHandler.install(level, encoding)
        return Logger(label: "setup")
    }

    /// The gates the command line gives, each logged.
    func readGates(_ values: FlagValues, _ setup: Logger) throws -> FeatureGates {
        let given = values[CommonFlags.featureGates]
        let gates = try FeatureGateParser.parse(given, known: self.gates)
        for gate in given where !gate.isEmpty {
            setup.info("loading feature gate", metadata: ["gate": .string(gate)])
        }
        let identity = values[CommonFlags.defaultServiceAccount]
        if !identity.isEmpty, !groups.contains(.applying), !gates.isOn(.objectLevelWorkloadIdentity) {
            throw SettingsError(
                description:
                    "invalid configuration: --default-service-account needs --feature-gates=ObjectLevelWorkloadIdentity=true"
            )
        }
        let remote = values[CommonFlags.defaultKubeConfigServiceAccount]
        if !remote.isEmpty, !gates.isOn(.objectLevelWorkloadIdentity) {
            throw SettingsError(
                description:
                    "invalid configuration: --default-kubeconfig-service-account needs --feature-gates=ObjectLevelWorkloadIdentity=true"
            )
        }
        return gates
    }
}
