internal import ArgumentParser
internal import DocumentModel
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// `create kustomization NAME`
struct CreateKustomizationCommand: AsyncParsableCommand, Sendable {
    static var configuration: CommandConfiguration {
        .command(
            "kustomization", aliases: ["ks"], "Create or update a Kustomization.", "Waits until it is applied.",
            examples: [
                (
                    "Apply a directory, prune what leaves it, and wait for its health",
                    "create kustomization apps --source platform --path ./apps --prune --wait"
                ),
                (
                    "Start after another one, with a health check",
                    """
                    create kustomization backend --source GitRepository/platform.flux-system --path ./backend \\
                      --depends-on infrastructure --health-check Deployment/backend.prod
                    """
                ),
                (
                    "Print the manifest for Git",
                    "create kustomization apps --source platform --path ./apps --prune --export"
                ),
            ])
    }

    @Argument(help: "The name of the object.") var name: String
    @Option(
        help: ArgumentHelp(
            "The source: [Kind/]name[.namespace], of kind GitRepository unless given.", valueName: "source"))
    var source: String?
    @Option(help: ArgumentHelp("The directory in the source; begins with ./", valueName: "path"))
    var path = "./"
    @Flag(help: "Delete what left the source.") var prune = false
    @Flag(help: "Wait for the health of everything applied.") var wait = false
    @Option(
        help: ArgumentHelp(
            "A workload to wait for: Kind/name.namespace; may be repeated.", valueName: "workload"))
    var healthCheck: [String] = []
    @Option(help: ArgumentHelp("How long health may take.", valueName: "duration"))
    var healthCheckTimeout = DurationArgument("2m")
    @Option(help: ArgumentHelp("Ignored.", visibility: .hidden)) var validation: String?
    @Option(
        help: ArgumentHelp(
            "A Kustomization that must be ready first: [namespace/]name; may be repeated.", valueName: "name"))
    var dependsOn: [String] = []
    @Option(help: ArgumentHelp("The ServiceAccount to act as.", valueName: "name"))
    var serviceAccount: String?
    @Option(
        help: ArgumentHelp("How Secrets are decrypted: sops.", valueName: "name"),
        transform: { try Self.decryptionProvider($0) })
    var decryptionProvider: Kustomization.Decryption.Provider?
    @Option(help: ArgumentHelp("The name of the Secret with keys.", valueName: "name"))
    var decryptionSecret: String?
    @Option(help: ArgumentHelp("The namespace of everything applied.", valueName: "name"))
    var targetNamespace: String?
    @Option(help: ArgumentHelp("How long to wait after a failure.", valueName: "duration"))
    var retryInterval: DurationArgument?
    @Option(help: ArgumentHelp("The name of the Secret with a kubeconfig.", valueName: "name"))
    var kubeconfigSecretRef: String?
    @OptionGroup var create: CreateFlags
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    private static func decryptionProvider(_ text: String) throws -> Kustomization.Decryption.Provider {
        guard let provider = Kustomization.Decryption.Provider(rawValue: text) else {
            throw ValidationError("decryption provider '\(text)' is not supported, must be one of: sops")
        }
        return provider
    }

    mutating func run() async throws {
        let kustomization = try kustomization(namespace: try global.namespace())
        let manifest = try Manifest.object(kustomization)
        let console = ToolEnvironment.current.console
        guard !create.export else { return console.text(Export.text(manifest)) }
        if validation != nil { console.warning("--validation is no longer used; everything is validated on apply") }
        console.generate("generating Kustomization")
        let session = try await global.session(followsContext: false)
        console.action("applying Kustomization")
        try await ObjectWriter(session: session).upsert(manifest, words: "Kustomization")
        console.waiting("waiting for Kustomization reconciliation")
        let waiting = Reconciliation(kind: .kustomization, session: session)
        let done = try await waiting.settled(name) { $0.isReadyObserved }
        guard done.conditionStatus("Ready") == "True" else { throw CommandFailure(done.readiness.message) }
        console.success("Kustomization \(name) is ready")
        console.success(ToolkitKind.kustomization.success(done))
    }

    /// The object the flags describe.
    func kustomization(namespace: String) throws -> Kustomization {
        try NameRules.check(objectName: name)
        guard !path.isEmpty else { throw CommandFailure("path is required") }
        guard path.hasPrefix("./") else { throw CommandFailure("path must begin with ./") }
        guard let source, !source.isEmpty else { throw CommandFailure("source is required") }
        var spec = Kustomization.Spec(
            interval: APIDuration(create.interval.duration), sourceRef: try ObjectName.source(source), prune: prune)
        spec.path = path
        spec.targetNamespace = targetNamespace
        let dependencies = dependsOn.splittingAtCommas()
        if !dependencies.isEmpty { spec.dependsOn = dependencies.map(ObjectName.dependency) }
        spec.kubeConfig = kubeconfigSecretRef.map {
            KubeConfigReference(secretRef: SecretKeyReference(name: $0))
        }
        try setHealth(of: &spec)
        spec.serviceAccountName = serviceAccount
        spec.decryption = decryptionProvider.map { provider in
            Kustomization.Decryption(
                provider: provider, secretRef: decryptionSecret.map { LocalObjectReference(name: $0) })
        }
        spec.retryInterval = retryInterval.flatMap { $0.duration > .zero ? APIDuration($0.duration) : nil }
        let metadata = ObjectMetadata(name: name, namespace: namespace, labels: try create.labels)
        return Kustomization(metadata: metadata, spec: spec)
    }

    private func setHealth(of spec: inout Kustomization.Spec) throws {
        let checks = healthCheck.splittingAtCommas()
        if wait {
            spec.wait = true
        } else if !checks.isEmpty {
            spec.healthChecks = try checks.map(ObjectName.healthCheck)
        } else {
            return
        }
        spec.timeout = APIDuration(healthCheckTimeout.duration)
    }
}

/// Objects as flags name them.
enum ObjectName {
    /// `[Kind/]name[.namespace]`
    static func source(_ text: String) throws -> Kustomization.SourceReference {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let kindName = parts.count == 2 ? parts[0] : "GitRepository"
        let supported: [Kustomization.SourceReference.Kind] = [.OCIRepository, .GitRepository, .Bucket]
        guard let kind = supported.first(where: { $0.rawValue.lowercased() == kindName.lowercased() }) else {
            let names = supported.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure("source kind '\(kindName)' is not supported, must be one of: \(names)")
        }
        let (name, namespace) = nameAndNamespace(parts.last ?? "")
        guard !name.isEmpty else {
            throw CommandFailure("source \"\(text)\" has no name; write [Kind/]name[.namespace]")
        }
        return Kustomization.SourceReference(kind: kind, name: name, namespace: namespace)
    }

    /// `[namespace/]name`
    static func dependency(_ text: String) -> DependencyReference {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        return parts.count == 2
            ? DependencyReference(name: parts[1], namespace: parts[0]) : DependencyReference(name: text)
    }

    /// `Kind/name.namespace`
    static func healthCheck(_ text: String) throws -> NamespacedObjectKindReference {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let form = CommandFailure("invalid health check '\(text)' must be in the format 'kind/name.namespace'")
        guard parts.count == 2 else { throw form }
        guard ["Deployment", "DaemonSet", "StatefulSet", "HelmRelease"].contains(parts[0]) else {
            throw CommandFailure(
                "invalid health check kind '\(parts[0])' can be HelmRelease, Deployment, DaemonSet or StatefulSet")
        }
        let names = parts[1].split(separator: ".").map(String.init)
        guard names.count == 2 else { throw form }
        let version = parts[0] == "HelmRelease" ? "\(APIGroup.helm)/v2" : nil
        return NamespacedObjectKindReference(
            apiVersion: version, kind: parts[0], name: names[0], namespace: names[1])
    }

    /// `name[.namespace]`
    private static func nameAndNamespace(_ text: String) -> (String, String?) {
        guard let dot = text.firstIndex(of: ".") else { return (text, nil) }
        let namespace = String(text[text.index(after: dot)...])
        return (String(text[..<dot]), namespace.isEmpty ? nil : namespace)
    }
}
