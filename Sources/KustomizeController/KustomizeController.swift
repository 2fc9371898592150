internal import Artifacts
package import ControllerRuntime
internal import HTTPTransport
internal import KubernetesClient
internal import KubernetesModel
internal import Logging
internal import Platform
internal import ResourceApply
internal import ToolkitAPI

/// The kustomize-controller: builds directories of sources and keeps them applied.
public enum KustomizeController {
    /// The name of program, lease and field manager of what is applied.
    public static let name = "kustomize-controller"
    /// The field manager of the controller's own writes to Kustomizations, which must differ from that of what it applies.
    static let statusManager = "gotk-kustomize-controller"

    /// The program's whole life: reads the command line, works until a signal, ends the process.
    public static func run() async -> Never {
        await ControllerProcess(
            name: name, concurrent: 4,
            groups: [.dependencies, .sharding, .jitter, .crossNamespace, .remoteClusters, .applying],
            flags: KustomizeFlags.all, gates: FeatureGate.kustomize, build: build
        ).run()
    }

    private static func build(_ manager: Manager) async throws {
        guard let client = manager.client else {
            throw SettingsProblem(description: "there is no client for a cluster")
        }
        let http = client.http
        let configs = configs(manager)
        var settings = ClientClusters.Settings()
        settings.defaultAccount = manager.flags[CommonFlags.defaultServiceAccount]
        settings.allowances = KubeconfigAllowances(
            exec: manager.flags[CommonFlags.insecureKubeConfigExec],
            insecureTLS: manager.flags[CommonFlags.insecureKubeConfigTLS])
        let clusters = ClientClusters(own: client, http: http, configs: configs, settings: settings)
        let opener = try await artifacts(manager, http)
        try register(manager, Collaborators(artifacts: opener, configs: configs, clusters: clusters))
    }

    private static func configs(_ manager: Manager) -> ClusterConfigs {
        guard manager.gates.isOn(.cacheSecretsAndConfigMaps) else {
            return ClusterConfigs { try await manager.object($0, $1) }
        }
        let namespace = manager.settings.watchNamespace
        let secrets = manager.watch(WatchScope(ConfigKind.secret, namespace: namespace)) { $0 }
        let maps = manager.watch(WatchScope(ConfigKind.configMap, namespace: namespace)) { $0 }
        return ClusterConfigs { kind, key in kind == ConfigKind.secret ? secrets[key] : maps[key] }
    }

    private static func artifacts(_ manager: Manager, _ http: HTTPClient) async throws -> CachedArtifacts {
        let root = ProcessEnvironment.value("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let folder = try await BlockingPool.shared.run { try ScratchFolder.make(below: root, prefix: name) }
        manager.addService("artifact cache") {
            while !Task.isCancelled {
                do { try await Task.sleep(for: .seconds(86_400)) } catch { break }
            }
            await BlockingPool.shared.runAlways { do throws(FileError) { try FileSystem.removeTree(folder) } catch {} }
        }
        return CachedArtifacts(
            cache: ArtifactCache(http: http, directory: folder, retries: manager.flags[CommonFlags.httpRetry]))
    }
}

/// What a controller of Kustomizations works with beside its manager.
package struct Collaborators: Sendable {
    let artifacts: any ArtifactOpener
    let configs: any ConfigReader
    let clusters: any TargetClusters

    package init(artifacts: any ArtifactOpener, configs: any ConfigReader, clusters: any TargetClusters) {
        self.artifacts = artifacts
        self.configs = configs
        self.clusters = clusters
    }
}

extension KustomizeController {
    /// Registers the controller with its watches.
    package static func register(_ manager: Manager, _ collaborators: Collaborators) throws {
        let settings = try ReconcilerSettings(manager)
        let kind = Kustomization.groupVersionKind.groupKind
        let kustomizations = manager.informer(of: Kustomization.self, labels: manager.settings.watchLabelSelector)
        let memory = RunMemory()
        let drift = DriftQueue { owner, trigger in manager.enqueue(kind, [owner], trigger: trigger) }
        manager.addService("drift queue", .whenLeading) { try await drift.serve() }
        let ownership = TakeOver(fieldManager: name, overriding: settings.overrideManagers)
        let digest = OwnedDigest(ownership: ownership, switches: KustomizationReconciler.switches)
        let watches = OwnedWatches(manager, digest: digest) { record, isGone in
            guard kustomizations[record.owner]?.spec.isSuspended == false,
                memory.see(record.owner, record.object, isGone ? nil : record)
            else { return }
            drift.add(record.owner, trigger: record.object.subject)
        }
        // One that goes without its finalizer leaves nothing behind here either.
        kustomizations.onChange { key, change in
            guard case .deleted = change else { return }
            memory.forget(key)
            drift.forget(key)
            watches.release(key)
        }
        let sources = CachedSources(manager, isDirect: manager.gates.isOn(.directSourceFetch)) { source, change in
            fanOut(source, change, kustomizations, manager)
        }
        let reconciler = KustomizationReconciler(
            settings: settings, sources: sources,
            dependencies: DependencyCheck { key in
                try await manager.object(Kustomization.groupVersionKind, key).map { try Kustomization($0) }
            }, artifacts: collaborators.artifacts, variables: VariableReader(configs: collaborators.configs),
            clusters: collaborators.clusters, memory: memory, watches: watches, drift: drift, now: MonotonicTime.now)
        manager.register(
            Controller(
                reconciler, policy: policy, fieldManager: statusManager, finalizer: FinalizerName.toolkit,
                indexes: [KustomizationIndexes.source, KustomizationIndexes.configuration],
                watches: configurationWatches(manager)))
    }

    /// Reconciling and Stalled come and go with the outcome; Ready is the outcome itself.
    static let policy = ConditionPolicy(
        owned: [.ready, .reconciling, .stalled, .healthy], unclassifiedReason: .reconciliationFailed)

    private static func configurationWatches(_ manager: Manager) -> [Watch<Kustomization>] {
        guard !manager.gates.isOn(.disableConfigWatchers) else { return [] }
        let labels = manager.settings.watchConfigsLabelSelector
        return [ConfigKind.secret, ConfigKind.configMap].map { KustomizationIndexes.watch($0, labels: labels) }
    }

    /// Runs the Kustomizations of a source that publishes something new, in the order of their dependencies.
    private static func fanOut(
        _ source: ArtifactSource, _ change: ObjectChange<ArtifactSource>, _ kustomizations: Informer<Kustomization>,
        _ manager: Manager
    ) {
        guard SourceFanOut.matters(change) else { return }
        let candidates = kustomizations.items(in: KustomizationIndexes.source.name, at: source.index)
        do throws(DependencyOrder.Cycle) {
            let keys = try SourceFanOut.keys(for: source, among: candidates)
            manager.enqueue(
                Kustomization.groupVersionKind.groupKind, keys, trigger: "\(source.kind.rawValue)/\(source.key)")
        } catch {
            manager.logger.error(
                "cannot reconcile the Kustomizations of a source",
                metadata: ["source": "\(source.index)", "error": "\(error)"])
        }
    }
}
