internal import ArgumentParser
internal import KubernetesClient

/// `delete`
struct DeleteCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "delete", "Delete objects.", UnbuiltCommand.note(under: ["delete"]),
            examples: [
                ("Delete a Kustomization, and by its finalizer what it applied", "delete kustomization apps"),
                ("Delete a Git repository without being asked", "delete source git platform --silent"),
            ],
            subcommands: [
                DeleteKindCommand<OfKustomization>.self, DeleteKindCommand<OfHelmRelease>.self,
                DeleteSourceCommand.self, DeleteKindCommand<OfAlert>.self, DeleteKindCommand<OfAlertProvider>.self,
                DeleteKindCommand<OfReceiver>.self,
            ])
    }
}

/// `delete source`
struct DeleteSourceCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "source", "Delete sources.", examples: [("Delete a Git repository", "delete source git platform")],
            subcommands: [
                DeleteKindCommand<OfGitRepository>.self, DeleteKindCommand<OfOCIRepository>.self,
                DeleteKindCommand<OfBucket>.self, DeleteKindCommand<OfHelmRepository>.self,
                DeleteKindCommand<OfHelmChart>.self,
            ])
    }
}

/// `delete KIND NAME`
struct DeleteKindCommand<Of: KindMarker>: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            Of.kind.name, aliases: Of.kind.aliases, "Delete a \(Of.kind.kind).",
            "Asks first, and does not wait for finalizers.",
            examples: [("Delete one without being asked", "delete \(Of.kind.words) NAME --silent")])
    }

    @Argument(
        help: "The name of the object.",
        completion: .custom(Completions.objects(of: Of.kind.groupVersionKind)))
    var name: String
    @Flag(name: .shortAndLong, help: "Delete without asking.")
    var silent = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func run(in session: Session) async throws {
        let kind = Of.kind
        _ = try await session.cluster.get(kind.groupVersionKind, session.key(name))
        if !silent {
            try await session.console.confirm(
                "Are you sure you want to delete this \(kind.human)", orUse: "--silent")
        }
        session.console.action("deleting \(kind.human) \(name) in \(session.namespace) namespace")
        try await session.cluster.delete(kind.groupVersionKind, session.key(name), DeleteOptions())
        session.console.success("\(kind.human) deleted")
    }
}
