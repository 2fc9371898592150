internal import ArgumentParser
internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import ToolkitAPI

/// `tree`
struct TreeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "tree", "Show what objects brought into the cluster.", UnbuiltCommand.note(under: ["tree"]),
            examples: [("Show everything below a Kustomization", "tree kustomization platform")],
            subcommands: [TreeKustomizationCommand.self])
    }
}

/// `tree kustomization NAME`
struct TreeKustomizationCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            "kustomization", aliases: ["ks"], "Show what a Kustomization applied, as a tree.",
            examples: [
                ("Show everything", "tree kustomization platform"),
                ("Show the toolkit's own objects", "tree kustomization platform --compact"),
            ])
    }

    @Argument(
        help: "The name of the Kustomization.", completion: .custom(Completions.objects(of: .kustomization)))
    var name: String
    @Flag(help: "Show the toolkit's own objects only.") var compact = false
    @Option(name: .shortAndLong, help: ArgumentHelp("json or yaml.", valueName: "format")) var output: String?
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func check() throws {
        if let output, !["json", "yaml"].contains(output) {
            throw CommandFailure("--output must be json or yaml, not \(output)")
        }
    }

    func run(in session: Session) async throws {
        let root = try await session.cluster.get(.kustomization, session.key(name))
        let tree = try await TreeWalk(cluster: session.cluster, isCompact: compact).tree(of: root)
        switch output {
        case "json": session.console.line(JSON.text(tree.value, .pretty))
        case "yaml": session.console.line(YAML.text(tree.value, .kubernetes))
        default: session.console.line(tree.text)
        }
    }
}

/// Reads inventories, from Kustomization to Kustomization.
struct TreeWalk: Sendable {
    let cluster: any Cluster
    let isCompact: Bool
    /// How deep Kustomizations may apply Kustomizations; those that apply each other have no end.
    private let depthLimit = 64

    func tree(of root: KubernetesObject) async throws -> ResourceTree {
        let id = InventoryID(
            namespace: root.namespace, name: root.name, group: APIGroup.kustomize, kind: "Kustomization")
        return ResourceTree(resource: id, children: try await children(of: root, path: [id]))
    }

    private func children(of object: KubernetesObject, path: [InventoryID]) async throws -> [ResourceTree] {
        guard path.count < depthLimit else {
            throw CommandFailure("Kustomizations below \(path[0].subject) are nested deeper than \(depthLimit)")
        }
        let entries = object.value.at("status", "inventory", "entries")?.array ?? []
        var trees: [ResourceTree] = []
        for entry in entries {
            guard let text = entry["id"]?.string, let id = InventoryID(text) else {
                throw CommandFailure("the inventory of \(object.subject) holds an entry that cannot be read")
            }
            if isCompact, !id.group.contains("toolkit.fluxcd.io") { continue }
            if path.contains(id) { continue }
            var tree = ResourceTree(resource: id)
            if id.groupKind == GroupVersionKind.kustomization.groupKind, object.value.at("spec", "kubeConfig") == nil {
                let child = try await cluster.get(.kustomization, id.key)
                tree.children = try await children(of: child, path: path + [id])
            }
            trees.append(tree)
        }
        return trees
    }
}
