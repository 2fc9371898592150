internal import ArgumentParser
internal import KubernetesClient
internal import KubernetesModel
internal import ToolkitAPI

/// `trace`
struct TraceCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            "trace", "Show where an object in the cluster comes from.",
            "Follows the object's owners to the Kustomization that applied it, and that to its source.",
            examples: [
                ("Trace a Deployment", "trace deployment backend -n prod"),
                ("Trace several objects", "trace deployment/backend service/backend -n prod"),
                (
                    "Trace an object of a kind by its full name",
                    "trace backend --kind Deployment --api-version apps/v1 -n prod"
                ),
            ])
    }

    @Argument(help: "KIND NAME, or KIND/NAME...") var objects: [String] = []
    @Option(help: ArgumentHelp("The kind of the object.", valueName: "kind")) var kind: String?
    @Option(help: ArgumentHelp("The group and version of the kind.", valueName: "version")) var apiVersion: String?
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func check() throws {
        guard kind != nil || apiVersion != nil else {
            guard !objects.isEmpty else { throw Self.usage }
            return
        }
        guard kind != nil else { throw CommandFailure("object kind is required (--kind)") }
        guard apiVersion != nil else { throw CommandFailure("object apiVersion is required (--api-version)") }
        guard objects.count == 1 else { throw CommandFailure("object name is required") }
    }

    private static let usage = CommandFailure(
        "either `<resource>/<name>` or `<resource> <name>` is required as an argument")

    func run(in session: Session) async throws {
        let found = try await resolve(in: session)
        for (index, object) in found.enumerated() {
            do {
                session.console.text(try await TraceReport(session: session).text(of: object))
            } catch {
                session.console.note(
                    "failed to trace \(object.kind)/\(object.name) in namespace \(object.namespace): \(error)")
            }
            if index < found.count - 1 { session.console.line("---") }
        }
    }

    private func resolve(in session: Session) async throws -> [KubernetesObject] {
        if let kind, let apiVersion {
            let type = GroupVersionKind(apiVersion: apiVersion, kind: kind)
            return [try await find(type, objects[0], in: session)]
        }
        var found: [KubernetesObject] = []
        for (word, name) in try pairs() {
            found.append(try await find(try await ResourceWord.kind(word, in: session.cluster), name, in: session))
        }
        return found
    }

    private func find(
        _ type: GroupVersionKind, _ name: String, in session: Session
    ) async throws -> KubernetesObject {
        let resource = try await session.cluster.resource(for: type)
        let key = resource.isNamespaced ? session.key(name) : ObjectKey(name: name)
        do throws(KubernetesError) { return try await session.cluster.get(type, key) } catch {
            throw CommandFailure("failed to find object: \(error)")
        }
    }

    /// The words for kinds, and the names.
    private func pairs() throws -> [(String, String)] {
        if objects.contains(where: { $0.contains("/") }) {
            return try objects.map { text in
                let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw Self.usage }
                return (parts[0], parts[1])
            }
        }
        guard objects.count > 1 else { throw Self.usage }
        return objects.dropFirst().map { (objects[0], $0) }
    }
}

/// Kinds as people type them: `deploy`, `deployments`, `deployment.apps`.
enum ResourceWord {
    static func kind(_ word: String, in cluster: any Cluster) async throws -> GroupVersionKind {
        let parts = word.lowercased().split(separator: ".", maxSplits: 1).map(String.init)
        let name = parts.first ?? ""
        let group = parts.count == 2 ? parts[1] : nil
        let resources = try await cluster.allResources()
        let match = resources.first { resource in
            let names = [resource.plural, resource.singular, resource.groupVersionKind.kind.lowercased()]
            let fits = names.contains(name) || resource.shortNames.contains(name)
            return fits && (group.map { resource.groupVersionKind.group == $0 } ?? true)
        }
        guard let match else { throw CommandFailure("the server doesn't have a resource type \"\(word)\"") }
        return match.groupVersionKind
    }
}
