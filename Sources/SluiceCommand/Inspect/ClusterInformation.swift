internal import KubernetesClient
internal import KubernetesModel
internal import ToolkitAPI

/// What a cluster tells of the installation in it: the labels of one of its definitions.
struct ClusterInformation: Sendable, Equatable {
    /// Whether the installation keeps itself in step with Git.
    var isBootstrapped = false
    /// Another tool that owns the installation; empty for none.
    var manager = ""
    var partOf = ""
    var version = ""

    /// - Returns: nil when nothing is installed.
    static func read(from cluster: any Cluster) async throws(KubernetesError) -> ClusterInformation? {
        let key = ObjectKey(name: "gitrepositories.\(APIGroup.source)")
        guard let definition = try await cluster.getIfPresent(.customResourceDefinition, key) else { return nil }
        return ClusterInformation(labels: definition.labels)
    }

    init(labels: [String: String]) {
        isBootstrapped =
            labels[LabelName.kustomizationName] != nil && labels[LabelName.kustomizationNamespace] != nil
        manager = labels[LabelName.managedBy] ?? ""
        partOf = labels[LabelName.partOf] ?? ""
        version = labels[LabelName.version] ?? ""
    }

    /// Such as `flux-v0.1.0`.
    var distribution: String { partOf.isEmpty ? version : "\(partOf)-\(version)" }
    /// Whether a tool other than this one owns the installation.
    var isManagedByOthers: Bool { !manager.isEmpty && manager != "flux" }
}

extension Session {
    /// Whether the API is the embedded control plane, beside which `dev` runs the controllers as processes.
    var runsOnThisMachine: Bool {
        get async throws(KubernetesError) { try await cluster.serverVersion().hasSuffix("+sluice") }
    }
}
