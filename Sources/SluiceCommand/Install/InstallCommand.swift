internal import ArgumentParser
internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// `install`
struct InstallCommand: AsyncParsableCommand, Sendable {
    static var configuration: CommandConfiguration {
        .command(
            "install", "Install the definitions and the controllers in a cluster, or bring them up to date.",
            examples: [
                ("Install", "install"),
                ("Write the manifests to a file for Git", "install --export > gotk-components.yaml"),
                (
                    "Pull the images from a registry of your own",
                    "install --registry registry.example.com/sluice --image-pull-secret regcred"
                ),
                ("Run on nodes with taints", "install --toleration-keys node.example.com/controllers"),
            ])
    }

    @Flag(help: "Print the manifests and touch nothing.") var export = false
    @Option(name: .shortAndLong, help: ArgumentHelp("The version to install; this tool's alone.", valueName: "version"))
    var version: String?
    @Option(help: ArgumentHelp("The controllers, with commas between them.", valueName: "names"))
    var components: [String] = []
    @Option(help: ArgumentHelp("Further controllers, with commas between them.", valueName: "names"))
    var componentsExtra: [String] = []
    @Option(help: ArgumentHelp("The prefix of the images.", valueName: "prefix")) var registry = "sluice"
    @Option(help: ArgumentHelp("The name of the Secret for the registry.", valueName: "name"))
    var imagePullSecret: String?
    @Option(help: ArgumentHelp("Credentials to put into that Secret.", valueName: "user:password"))
    var registryCreds: String?
    @Flag(inversion: .prefixedNo, help: "Reconcile objects of all namespaces.") var watchAllNamespaces = true
    @Option(help: ArgumentHelp("debug, info or error.", valueName: "level")) var logLevel = "info"
    @Flag(inversion: .prefixedNo, help: "Deny ingress that the controllers do not need.") var networkPolicy = true
    @Option(help: ArgumentHelp("The DNS domain of the cluster.", valueName: "domain"))
    var clusterDomain = "cluster.local"
    @Option(help: ArgumentHelp("Taints to tolerate, with commas between them.", valueName: "keys"))
    var tolerationKeys: [String] = []
    @Flag(help: "Take over an installation of another tool without asking.") var force = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    mutating func run() async throws {
        let command = self
        let settings = try command.settings()
        let manifests = InstallManifests(settings: settings)
        let console = ToolEnvironment.current.console
        if command.export { return console.text(try manifests.text()) }
        console.generate("generating manifests")
        let objects = try manifests.objects()
        if command.global.verbose { console.text(try manifests.text()) }
        console.success("manifests build completed")
        let session = try await command.global.session().inNamespace(settings.namespace)
        try await withDeadline(session.timeout + .milliseconds(500)) {
            try await command.install(objects, settings, in: session)
        }
    }

    func settings() throws -> InstallSettings {
        var settings = InstallSettings(namespace: try global.namespace())
        let chosen = components.splittingAtCommas()
        if !chosen.isEmpty { settings.components = chosen.removingDuplicates() }
        settings.components += componentsExtra.splittingAtCommas()
        settings.registry = registry
        settings.imagePullSecret = imagePullSecret
        settings.watchesAllNamespaces = watchAllNamespaces
        settings.networkPolicy = networkPolicy
        settings.logLevel = logLevel
        settings.clusterDomain = clusterDomain
        settings.tolerationKeys = tolerationKeys.splittingAtCommas()
        try settings.check()
        if let registryCreds {
            guard imagePullSecret != nil else {
                throw CommandFailure("--registry-creds requires --image-pull-secret to be set")
            }
            guard registryCreds.split(separator: ":", omittingEmptySubsequences: false).count == 2 else {
                throw CommandFailure("invalid --registry-creds format, expected 'user:password'")
            }
        }
        let own = "v\(SluiceVersion.current)"
        if let version, version != "latest", version != own {
            throw CommandFailure("version \(version) cannot be installed: this program carries the manifests of \(own)")
        }
        return settings
    }

    private func install(
        _ objects: [KubernetesObject], _ settings: InstallSettings, in session: Session
    ) async throws {
        let console = session.console
        console.action("installing components in \(settings.namespace) namespace")
        try await checkPresent(in: session)
        let changes: [ManifestApply.Change]
        do { changes = try await ManifestApply(cluster: session.cluster).apply(objects) } catch {
            throw CommandFailure("install failed: \(error)")
        }
        console.line(changes.map(\.description).joined(separator: "\n"))
        if let name = settings.imagePullSecret, let registryCreds {
            console.action("generating image pull secret \(name)")
            let secret = PullSecret.object(
                name: name, namespace: settings.namespace, registry: settings.registry, credentials: registryCreds)
            try await ObjectWriter(session: session).upsert(secret: secret)
        }
        console.waiting("verifying installation")
        let rollout = Rollout(session: session, pollInterval: .seconds(5))
        var isReady = true
        for component in settings.components where await !rollout.wait(for: session.key(component)) { isReady = false }
        guard isReady else { throw CommandFailure("install failed") }
        console.success("install finished")
    }

    /// Leaves installations alone that keep themselves in step with Git, and asks before taking over others'.
    private func checkPresent(in session: Session) async throws {
        guard let information = try await ClusterInformation.read(from: session.cluster) else { return }
        guard !information.isBootstrapped else {
            throw CommandFailure(
                "this cluster has already been bootstrapped with Flux \(information.version)! Please use "
                    + "'\(ProgramName.current) bootstrap' to upgrade")
        }
        guard information.isManagedByOthers, !force else { return }
        session.console.note(
            "Flux \(information.version) has been installed on this cluster with \(information.manager)!")
        try await session.console.confirm(
            "Are you sure you want to override the \(information.manager) installation", orUse: "--force",
            otherwise: "installation cancelled")
    }
}

/// Credentials for a registry, as kubelets read them.
enum PullSecret {
    static func object(name: String, namespace: String, registry: String, credentials: String) -> KubernetesObject {
        let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let host = registry.split(separator: "/").first.map(String.init) ?? registry
        let login: Value = [
            "username": .string(parts.first ?? ""), "password": .string(parts.last ?? ""),
            "auth": .string(Base64.encode(Array(credentials.utf8))),
        ]
        var data = SecretData()
        data[".dockerconfigjson"] = JSON.text(["auths": .object([host: login])])
        return data.secret(name: name, namespace: namespace, type: "kubernetes.io/dockerconfigjson")
    }
}
