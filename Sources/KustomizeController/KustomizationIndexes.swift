internal import ControllerRuntime
internal import KubernetesModel
internal import ToolkitAPI

/// How Kustomizations are found from what they refer to.
enum KustomizationIndexes {
    /// By source: `GitRepository/apps/web`.
    static let source = ObjectIndex<Kustomization>("source") { kustomization in
        [ArtifactSource.index(kustomization.spec.sourceRef.kind, kustomization.sourceKey)]
    }

    /// By Secrets and ConfigMaps: `Secret/apps/token`.
    static let configuration = ObjectIndex<Kustomization>("configuration") { kustomization in
        let namespace = kustomization.metadata.namespace
        let spec = kustomization.spec
        var names = (spec.postBuild?.substituteFrom ?? []).map { "\($0.kind.rawValue)/\(namespace)/\($0.name)" }
        if let secret = spec.kubeConfig?.secretRef { names.append("Secret/\(namespace)/\(secret.name)") }
        if let map = spec.kubeConfig?.configMapRef { names.append("ConfigMap/\(namespace)/\(map.name)") }
        if let secret = spec.decryption?.secretRef { names.append("Secret/\(namespace)/\(secret.name)") }
        return names
    }

    /// Runs the referrers of a Secret or ConfigMap when it changes.
    static func watch(_ kind: GroupVersionKind, labels: String) -> Watch<Kustomization> {
        .metadata(of: kind, labels: labels) { object, kustomizations in
            kustomizations.keys(in: configuration.name, at: "\(kind.kind)/\(object.key)")
        }
    }
}
