internal import ArgumentParser
internal import KubernetesClient
internal import KubernetesModel
internal import Platform

/// What the shell is offered: names from the cluster that the typed flags lead to. A cluster that does not answer at once
/// offers nothing, since a completion has nowhere to complain.
enum Completions {
    @Sendable static func namespaces(_ arguments: [String], _ index: Int, _ prefix: String) async -> [String] {
        await names(of: .namespace, in: nil, arguments, prefix)
    }

    @Sendable static func contexts(_ arguments: [String], _ index: Int, _ prefix: String) async -> [String] {
        var flags = KubeconfigFlags()
        flags.kubeconfig = value(of: ["--kubeconfig"], in: arguments)
        guard let kubeconfig = try? await Kubeconfig.load(flags) else { return [] }
        return kubeconfig.contextNames.filter { $0.hasPrefix(prefix) }
    }

    /// The names of the objects of `kind` in the namespace that is typed.
    static func objects(
        of kind: GroupVersionKind
    ) -> @Sendable ([String], Int, String) async -> [String] {
        { arguments, _, prefix in
            let namespace = value(of: ["-n", "--namespace"], in: arguments) ?? "flux-system"
            return await names(of: kind, in: namespace, arguments, prefix)
        }
    }

    private static func names(
        of kind: GroupVersionKind, in namespace: String?, _ arguments: [String], _ prefix: String
    ) async -> [String] {
        let typed = arguments
        let found = try? await withDeadline(.seconds(2)) { () async throws -> [String] in
            let cluster = try await ToolEnvironment.current.connect(access(typed)).cluster
            let options = ListOptions(namespace: namespace, metadataOnly: true)
            return try await cluster.list(kind, options).items.map(\.name)
        }
        return (found ?? []).filter { $0.hasPrefix(prefix) }
    }

    private static func access(_ arguments: [String]) -> ClusterAccess {
        var access = ClusterAccess()
        access.flags.kubeconfig = value(of: ["--kubeconfig"], in: arguments)
        access.flags.context = value(of: ["--context"], in: arguments)
        access.flags.cluster = value(of: ["--cluster"], in: arguments)
        access.flags.user = value(of: ["--user"], in: arguments)
        access.flags.server = value(of: ["--server"], in: arguments)
        return access
    }

    private static func value(of names: [String], in arguments: [String]) -> String? {
        for (index, argument) in arguments.enumerated() {
            if names.contains(argument), index + 1 < arguments.count { return arguments[index + 1] }
            for name in names where argument.hasPrefix(name + "=") { return String(argument.dropFirst(name.count + 1)) }
        }
        return nil
    }
}
