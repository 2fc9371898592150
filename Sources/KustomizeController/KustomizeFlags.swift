internal import ControllerRuntime
internal import ResourceApply

/// The flags of the kustomize-controller that no other controller has.
enum KustomizeFlags {
    static let concurrentApply = Flag(
        "concurrent-ssa", default: 4, help: "How many objects of one Kustomization are compared at once.")
    static let noRemoteBases = Flag(
        "no-remote-bases", default: false,
        help: "Refuse remote bases. Without effect: they are always refused, whatever their form.")
    static let customStage = Flag(
        "custom-apply-stage-kinds", default: "",
        help: "A comma list of 'group/Kind' that are applied in a stage before everything else but definitions.")
    static let defaultDecryptionAccount = Flag(
        "default-decryption-service-account", default: "",
        help: "The service account whose workload identity decrypts where none is named.")
    static let ageSecret = Flag(
        "sops-age-secret", default: "",
        help: "The Secret with age keys for Kustomizations that name none. Without effect yet: decryption is refused.")
    static let vaultConfig = Flag(
        "sops-vault-configmap", default: "",
        help: "The ConfigMap with Vault logins. Without effect yet: decryption is refused.")

    static let all: [any FlagDeclaration] = [
        concurrentApply, noRemoteBases, customStage, defaultDecryptionAccount, ageSecret, vaultConfig,
    ]
}

/// The feature gates of the kustomize-controller.
extension FeatureGate {
    static let disableStatusPollerCache = FeatureGate("DisableStatusPollerCache", isOnByDefault: true)
    static let strictSubstitutions = FeatureGate("StrictPostBuildSubstitutions", isOnByDefault: true)
    static let disableFailFast = FeatureGate("DisableFailFastBehavior")
    static let groupChangeLog = FeatureGate("GroupChangeLog")
    static let migrateAPIVersion = FeatureGate("MigrateAPIVersion")

    static let kustomize: [FeatureGate] = [
        .cacheSecretsAndConfigMaps, .objectLevelWorkloadIdentity, .disableConfigWatchers, .additiveCELDependencyCheck,
        .externalArtifact, .directSourceFetch, .cancelHealthCheckOnNewRevision, .disableStatusPollerCache,
        .strictSubstitutions, .disableFailFast, .groupChangeLog, .migrateAPIVersion,
    ]
}

/// A flag that cannot be obeyed.
struct SettingsProblem: Error, CustomStringConvertible {
    let description: String
}

extension ReconcilerSettings {
    /// What flags and gates say.
    ///
    /// - Throws: ``SettingsProblem`` that names the flag and what it wants.
    init(_ manager: Manager) throws {
        self.init()
        let (flags, gates) = (manager.flags, manager.gates)
        guard flags[KustomizeFlags.concurrentApply] > 0 else {
            throw SettingsProblem(description: "--concurrent-ssa must be at least 1")
        }
        if !flags[KustomizeFlags.defaultDecryptionAccount].isEmpty, !gates.isOn(.objectLevelWorkloadIdentity) {
            throw SettingsProblem(
                description:
                    "--default-decryption-service-account needs --feature-gates=ObjectLevelWorkloadIdentity=true")
        }
        dependencyInterval = manager.settings.requeueDependency
        refusesCrossNamespace = flags[CommonFlags.noCrossNamespaceReferences]
        concurrency = flags[KustomizeFlags.concurrentApply]
        overrideManagers = flags[CommonFlags.overrideManagers].values
        customStage = StageKind.parse(flags[KustomizeFlags.customStage])
        isStrict = gates.isOn(.strictSubstitutions)
        failsFast = !gates.isOn(.disableFailFast)
        migratesVersions = gates.isOn(.migrateAPIVersion)
        groupsChangeLog = gates.isOn(.groupChangeLog)
        announcesCancelledChecks = gates.isOn(.cancelHealthCheckOnNewRevision)
        allowsExternalArtifacts = gates.isOn(.externalArtifact)
        addsConditionsToExpressions = gates.isOn(.additiveCELDependencyCheck)
    }
}
