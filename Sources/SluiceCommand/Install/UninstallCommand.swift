internal import ArgumentParser
internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import ToolkitAPI

/// `uninstall`
struct UninstallCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            "uninstall", "Remove the controllers and the definitions from a cluster.",
            "What the controllers applied stays. With the definitions, every object of the toolkit goes.",
            examples: [
                ("See what would go", "uninstall --dry-run"),
                ("Remove everything but the namespace, without being asked", "uninstall --keep-namespace --silent"),
            ])
    }

    @Flag(help: "Keep the namespace.") var keepNamespace = false
    @Flag(help: "Say what would be deleted, and delete nothing.") var dryRun = false
    @Flag(name: .shortAndLong, help: "Do not ask.") var silent = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func run(in session: Session) async throws {
        let console = session.console
        if !dryRun, !silent { try await confirm(in: session) }
        console.action("deleting components in \(session.namespace) namespace")
        for kind in Self.namespaced { await deleteAll(kind, namespace: session.namespace, in: session) }
        for kind in [GroupVersionKind.clusterRole, .clusterRoleBinding] {
            await deleteAll(kind, namespace: nil, in: session)
        }
        console.action("deleting toolkit.fluxcd.io finalizers in all namespaces")
        for kind in ToolkitKind.all + [.externalArtifact, .artifactGenerator] {
            await clearFinalizers(kind, in: session)
        }
        console.action("deleting toolkit.fluxcd.io custom resource definitions")
        await deleteAll(.customResourceDefinition, namespace: nil, in: session)
        if !keepNamespace { await deleteNamespace(in: session) }
        console.success("uninstall finished")
    }

    private static let namespaced: [GroupVersionKind] = [.deployment, .service, .networkPolicy, .serviceAccount]

    private var suffix: String { dryRun ? " (dry run)" : "" }

    private func confirm(in session: Session) async throws {
        var question = "Are you sure you want to delete Flux and its custom resource definitions"
        if let information = try await ClusterInformation.read(from: session.cluster), information.isManagedByOthers {
            question = "Flux is managed by \(information.manager)! " + question
        }
        try await session.console.confirm(question, orUse: "--silent")
    }

    private func deleteAll(_ kind: GroupVersionKind, namespace: String?, in session: Session) async {
        let options = ListOptions(namespace: namespace, labelSelector: "\(LabelName.partOf)=flux")
        do throws(KubernetesError) {
            for object in try await session.cluster.list(kind, options).items { await delete(object, in: session) }
        } catch {
            guard !error.isNoMatch, !error.isNotFound else { return }
            session.console.failure("listing \(kind.kind) objects failed: \(error)")
        }
    }

    private func delete(_ object: KubernetesObject, in session: Session) async {
        do throws(KubernetesError) {
            try await session.cluster.delete(
                object.groupVersionKind, object.key, DeleteOptions(dryRun: dryRun))
            session.console.success("\(object.subject) deleted\(suffix)")
        } catch {
            session.console.failure("\(object.subject) deletion failed: \(error)")
        }
    }

    private func clearFinalizers(_ kind: ToolkitKind, in session: Session) async {
        do throws(KubernetesError) {
            for object in try await session.cluster.list(kind.groupVersionKind, ListOptions()).items {
                await clearFinalizers(object, in: session)
            }
        } catch {
            guard !error.isNoMatch, !error.isNotFound else { return }
            session.console.failure("listing \(kind.kind) objects failed: \(error)")
        }
    }

    private func clearFinalizers(_ object: KubernetesObject, in session: Session) async {
        do throws(KubernetesError) {
            if !dryRun {
                let patch: Value = ["metadata": ["finalizers": .null]]
                try await session.cluster.patch(object.groupVersionKind, object.key, .merge(patch))
            }
            session.console.success("\(object.subject) finalizers deleted\(suffix)")
        } catch {
            session.console.failure("\(object.subject) removing finalizers failed: \(error)")
        }
    }

    private func deleteNamespace(in session: Session) async {
        do throws(KubernetesError) {
            try await session.cluster.delete(
                .namespace, ObjectKey(name: session.namespace), DeleteOptions(dryRun: dryRun))
            session.console.success("Namespace/\(session.namespace) deleted\(suffix)")
        } catch {
            session.console.failure("Namespace/\(session.namespace) deletion failed: \(error)")
        }
    }
}
