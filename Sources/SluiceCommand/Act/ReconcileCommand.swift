internal import ArgumentParser
internal import DocumentModel
internal import KubernetesModel

/// `reconcile`: a run now.
struct ReconcileCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "reconcile", "Reconcile objects now instead of at their interval.",
            UnbuiltCommand.note(under: ["reconcile"]),
            examples: [
                ("Fetch a Git repository now", "reconcile source git platform"),
                ("Fetch the source of a Kustomization, then apply it", "reconcile kustomization apps --with-source"),
            ],
            subcommands: [
                ReconcileKustomizationCommand.self, ReconcileSourceCommand.self,
                ReconcileKindCommand<OfHelmRelease>.self, ReconcileKindCommand<OfReceiver>.self,
            ])
    }
}

/// `reconcile source`
struct ReconcileSourceCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "source", "Fetch sources now instead of at their interval.",
            examples: [("Fetch a Git repository now", "reconcile source git platform")],
            subcommands: [
                ReconcileKindCommand<OfGitRepository>.self, ReconcileKindCommand<OfOCIRepository>.self,
                ReconcileKindCommand<OfBucket>.self, ReconcileKindCommand<OfHelmRepository>.self,
                ReconcileKindCommand<OfHelmChart>.self,
            ])
    }
}

/// `reconcile KIND NAME` for a kind without flags of its own.
struct ReconcileKindCommand<Of: KindMarker>: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            Of.kind.name, aliases: Of.kind.aliases, "Reconcile a \(Of.kind.kind) now.",
            "Annotates the object and waits until its controller is done; fails when it ends up not ready.",
            examples: [("Reconcile one", "reconcile \(Of.kind.words) NAME")])
    }

    @Argument(
        help: "The name of the object.",
        completion: .custom(Completions.objects(of: Of.kind.groupVersionKind)))
    var name: String
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func run(in session: Session) async throws {
        try await Reconciliation(kind: Of.kind, session: session).run(name)
    }
}

/// `reconcile kustomization NAME`
struct ReconcileKustomizationCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            "kustomization", aliases: ["ks"], "Reconcile a Kustomization now.",
            "Annotates the object and waits until it is applied; fails when it ends up not ready.",
            examples: [
                ("Apply what was fetched last", "reconcile kustomization apps"),
                ("Fetch its source first", "reconcile kustomization apps --with-source"),
            ])
    }

    @Argument(
        help: "The name of the Kustomization.", completion: .custom(Completions.objects(of: .kustomization)))
    var name: String
    @Flag(help: "Reconcile its source first.")
    var withSource = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func run(in session: Session) async throws {
        let withSource = withSource
        try await Reconciliation(kind: .kustomization, session: session).run(name) { object in
            if withSource { try await Self.reconcileSource(of: object, in: session) }
        }
    }

    private static func reconcileSource(of object: KubernetesObject, in session: Session) async throws {
        let reference = object.value.at("spec", "sourceRef")
        let kindName = reference?["kind"]?.string ?? ""
        let candidates = [ToolkitKind.gitRepository, .ociRepository, .bucket]
        guard let kind = candidates.first(where: { $0.kind == kindName }), let name = reference?["name"]?.string else {
            throw CommandFailure("cannot reconcile source of kind \(kindName)")
        }
        let namespace = reference?["namespace"]?.string ?? object.namespace
        try await Reconciliation(kind: kind, session: session.inNamespace(namespace)).run(name)
    }
}
