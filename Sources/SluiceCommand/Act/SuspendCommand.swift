internal import ArgumentParser
internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel

/// `suspend`: pauses reconciliation.
struct SuspendCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "suspend", "Pause the reconciliation of objects.", UnbuiltCommand.note(under: ["suspend"]),
            examples: [
                ("Leave what a Kustomization applied alone for a while", "suspend kustomization apps"),
                ("Pause every Git repository of a namespace", "suspend source git --all -n apps"),
            ],
            subcommands: [
                SuspendKindCommand<OfKustomization>.self, SuspendKindCommand<OfHelmRelease>.self,
                SuspendSourceCommand.self, SuspendKindCommand<OfAlert>.self, SuspendKindCommand<OfReceiver>.self,
            ])
    }
}

/// `suspend source`
struct SuspendSourceCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "source", "Pause the fetching of sources.",
            examples: [("Pause a Git repository", "suspend source git platform")],
            subcommands: [
                SuspendKindCommand<OfGitRepository>.self, SuspendKindCommand<OfOCIRepository>.self,
                SuspendKindCommand<OfBucket>.self, SuspendKindCommand<OfHelmRepository>.self,
                SuspendKindCommand<OfHelmChart>.self,
            ])
    }
}

/// `suspend KIND NAME...`
struct SuspendKindCommand<Of: KindMarker>: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            Of.kind.name, aliases: Of.kind.aliases, "Pause \(Of.kind.kind) objects.",
            "Objects that cannot be paused are reported and do not change the exit code.",
            examples: [
                ("Pause two of them", "suspend \(Of.kind.words) ONE TWO"),
                ("Pause all of a namespace", "suspend \(Of.kind.words) --all -n apps"),
            ])
    }

    @Argument(
        help: "The names of the objects.",
        completion: .custom(Completions.objects(of: Of.kind.groupVersionKind)))
    var names: [String] = []
    @Flag(help: "All objects of the namespace.")
    var all = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func check() throws {
        guard all || !names.isEmpty else { throw CommandFailure("\(Of.kind.human) name is required") }
    }

    func run(in session: Session) async throws {
        guard names.isEmpty else {
            for name in names.removingDuplicates() { await suspend(name, in: session) }
            return
        }
        let options = ListOptions(namespace: session.namespace)
        let objects = try await session.cluster.list(Of.kind.groupVersionKind, options).items
        guard !objects.isEmpty else { throw CommandFailure("no objects found") }
        for object in objects { try await Suspension.set(true, on: object, of: Of.kind, in: session) }
    }

    private func suspend(_ name: String, in session: Session) async {
        do throws(KubernetesError) {
            let object = try await session.cluster.get(Of.kind.groupVersionKind, session.key(name))
            try await Suspension.set(true, on: object, of: Of.kind, in: session)
        } catch {
            let place = "\(name) \(error.isNotFound ? "not found " : "")in \(session.namespace) namespace"
            session.console.failure(
                error.isNotFound
                    ? "\(Of.kind.kind) \(place)" : "failed suspending \(Of.kind.kind) \(place): \(error)")
        }
    }
}

/// Switches reconciliation off and on.
enum Suspension {
    static func set(
        _ isSuspended: Bool, on object: KubernetesObject, of kind: ToolkitKind, in session: Session
    ) async throws(KubernetesError) {
        let (doing, done) = isSuspended ? ("suspending", "suspended") : ("resuming", "resumed")
        session.console.action("\(doing) \(kind.human) \(object.name) in \(session.namespace) namespace")
        try await session.cluster.patch(
            kind.groupVersionKind, object.key, .merge(["spec": ["suspend": .bool(isSuspended)]]))
        session.console.success("\(kind.human) \(done)")
    }
}

extension [String] {
    /// The texts in order, each once.
    func removingDuplicates() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
