internal import Artifacts
internal import ControllerRuntime
internal import Cryptography
internal import Git
internal import KubernetesClient
internal import KubernetesModel
internal import Logging
internal import Platform
internal import ToolkitAPI

/// The source-controller: fetches sources and publishes them as artifacts over HTTP.
public enum SourceController {
    /// The name of program, lease and field manager.
    public static let name = "source-controller"

    /// The program's whole life: reads the command line, works until a signal, ends the process.
    public static func run() async -> Never {
        await ControllerProcess(
            name: name, concurrent: 2, groups: [.dependencies, .sharding, .jitter], flags: SourceFlags.all,
            gates: [.cacheSecretsAndConfigMaps, .objectLevelWorkloadIdentity], build: build
        ).run()
    }

    /// Registers the controllers of all kinds, and the artifact server for when this process leads.
    static func build(_ manager: Manager) async throws {
        guard let client = manager.client else {
            throw SettingsProblem(description: "there is no client for a cluster")
        }
        let storage = ArtifactStorage(try settings(manager.flags))
        let address = manager.flags[SourceFlags.storageAddress]
        let server = try ArtifactServer(root: storage.settings.root, address: address, logger: manager.logger) { port in
            manager.logger.info("starting artifact server", metadata: ["port": .stringConvertible(port)])
        }
        manager.addService("artifact server", .whenLeading) { try await server.run() }
        manager.register(gitRepositories(manager, storage, GitClient(http: client.http)))
    }

    /// The controller of GitRepositories.
    static func gitRepositories(
        _ manager: Manager, _ storage: ArtifactStorage, _ git: any GitFetching
    ) -> Controller<SourceReconciler<GitRepositoryEngine>> {
        let engine = GitRepositoryEngine(
            git: git, secrets: secrets(manager),
            includes: ClusterIncludes { try await manager.object(GitRepository.groupVersionKind, $0) },
            hostKeyAlgorithms: manager.flags[SourceFlags.hostKeys],
            keyExchangeAlgorithms: manager.flags[SourceFlags.keyExchange])
        return Controller(
            SourceReconciler(
                engine: engine, storage: storage, dependencyInterval: manager.settings.requeueDependency),
            policy: .source(fetching: .includeUnavailable, isVerified: true), fieldManager: name,
            finalizer: FinalizerName.toolkit)
    }

    private static func secrets(_ manager: Manager) -> ClusterSecrets {
        guard manager.gates.isOn(.cacheSecretsAndConfigMaps) else {
            return ClusterSecrets { try await manager.object(ClusterSecrets.kind, $0) }
        }
        let cache = manager.watch(WatchScope(ClusterSecrets.kind, namespace: manager.settings.watchNamespace)) { $0 }
        return ClusterSecrets { cache[$0] }
    }

    /// - Throws: ``SettingsProblem`` that names the flag.
    static func settings(_ flags: FlagValues) throws -> StorageSettings {
        let root = flags[SourceFlags.storagePath]
        guard try FileSystem.status(root)?.kind == .directory else {
            throw SettingsProblem(description: "--storage-path: there is no folder \"\(root)\"; create it")
        }
        let algorithm = flags[SourceFlags.digestAlgorithm]
        guard let function = DigestAlgorithm(rawValue: algorithm) else {
            let known = DigestAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsProblem(description: "--artifact-digest-algo must be one of \(known), not \"\(algorithm)\"")
        }
        guard flags[SourceFlags.retentionCount] > 0, flags[SourceFlags.retentionTime] >= .zero else {
            throw SettingsProblem(
                description: "--artifact-retention-records must be at least 1 and --artifact-retention-ttl not negative"
            )
        }
        var settings = StorageSettings(
            root: root,
            advertisedAddress: StorageSettings.advertised(
                flags[SourceFlags.advertisedAddress], listening: flags[SourceFlags.storageAddress]))
        settings.retentionTime = flags[SourceFlags.retentionTime]
        settings.retentionCount = flags[SourceFlags.retentionCount]
        settings.digestAlgorithm = function
        return settings
    }
}

/// A flag that cannot be obeyed.
struct SettingsProblem: Error, CustomStringConvertible {
    let description: String
}
