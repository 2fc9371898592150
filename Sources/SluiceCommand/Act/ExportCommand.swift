internal import ArgumentParser
internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel

/// `export`
struct ExportCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "export", "Print objects as manifests for Git.", UnbuiltCommand.note(under: ["export"]),
            examples: [
                ("Write a Kustomization to a file", "export kustomization apps > apps.yaml"),
                ("Print a Git repository and the Secret it refers to", "export source git platform --with-credentials"),
            ],
            subcommands: [
                ExportKindCommand<OfKustomization>.self, ExportKindCommand<OfHelmRelease>.self,
                ExportSourceCommand.self, ExportKindCommand<OfAlert>.self, ExportKindCommand<OfAlertProvider>.self,
                ExportKindCommand<OfReceiver>.self,
            ])
    }
}

/// `export source`
struct ExportSourceCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "source", "Print sources as manifests for Git.",
            examples: [("Print all Git repositories of a namespace", "export source git --all -n apps")],
            subcommands: [
                ExportKindCommand<OfGitRepository>.self, ExportKindCommand<OfOCIRepository>.self,
                ExportKindCommand<OfBucket>.self, ExportKindCommand<OfHelmRepository>.self,
                ExportKindCommand<OfHelmChart>.self, ExportKindCommand<OfExternalArtifact>.self,
            ])
    }
}

/// `export KIND [NAME] [--all]`
struct ExportKindCommand<Of: KindMarker>: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            Of.kind.name, aliases: Of.kind.aliases, "Print \(Of.kind.kind) objects as manifests for Git.",
            "Identity, labels, annotations and spec are printed; the status stays behind.",
            examples: [
                ("Print one", "export \(Of.kind.words) NAME"),
                ("Print all of a namespace", "export \(Of.kind.words) --all -n apps"),
            ])
    }

    @Argument(
        help: "The name of the object.",
        completion: .custom(Completions.objects(of: Of.kind.groupVersionKind)))
    var name: String?
    @Flag(help: "All objects of the namespace.")
    var all = false
    @Flag(help: ArgumentHelp("Print the Secret a source refers to as well.", visibility: credentialsVisibility))
    var withCredentials = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    private static var credentialsVisibility: ArgumentVisibility {
        Of.kind.human.hasPrefix("source ") ? .default : .private
    }

    func check() throws {
        guard all || name != nil else { throw CommandFailure("name is required") }
        guard !withCredentials || Of.kind.human.hasPrefix("source ") else {
            throw CommandFailure("--with-credentials is for sources")
        }
    }

    func run(in session: Session) async throws {
        for object in try await objects(in: session) {
            session.console.text(Export.text(object))
            if withCredentials { try await exportSecret(of: object, in: session) }
        }
    }

    private func objects(in session: Session) async throws -> [KubernetesObject] {
        let kind = Of.kind.groupVersionKind
        if let name, !all { return [try await session.cluster.get(kind, session.key(name))] }
        let objects = try await session.cluster.list(kind, ListOptions(namespace: session.namespace)).items
        guard !objects.isEmpty else {
            throw CommandFailure("no objects found in \(session.namespace) namespace")
        }
        return objects
    }

    private func exportSecret(of object: KubernetesObject, in session: Session) async throws {
        guard let name = object.value.at("spec", "secretRef", "name")?.string else { return }
        let key = ObjectKey(namespace: object.namespace, name: name)
        session.console.text(Export.text(secret: try await session.cluster.get(.secret, key)))
    }
}

/// Manifests as this tool prints them.
enum Export {
    /// `object` without what the cluster added, behind `---`.
    static func text(_ object: KubernetesObject) -> String {
        var clean = identity(object)
        if let spec = object.spec { clean["spec"] = spec }
        return document(clean)
    }

    /// A Secret with its data.
    static func text(secret: KubernetesObject) -> String {
        var clean = identity(secret)
        for field in ["data", "stringData", "type", "immutable"] { clean[field] = secret.content[field] }
        return document(clean)
    }

    /// One document of a stream: `---`, then the fields in the order of Kubernetes' tools.
    static func document(_ content: Object) -> String {
        "---\n" + YAML.text(.object(content), .kubernetes)
    }

    private static func identity(_ object: KubernetesObject) -> Object {
        var metadata: Object = ["name": .string(object.name)]
        if !object.namespace.isEmpty { metadata["namespace"] = .string(object.namespace) }
        for field in ["labels", "annotations"] { metadata[field] = object.metadata[field] }
        return [
            "apiVersion": .string(object.apiVersion), "kind": .string(object.kind), "metadata": .object(metadata),
        ]
    }
}
