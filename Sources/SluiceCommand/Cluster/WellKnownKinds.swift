internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// Kinds of Kubernetes itself that commands touch.
extension GroupVersionKind {
    static let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    static let secret = GroupVersionKind(group: "", version: "v1", kind: "Secret")
    static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    static let event = GroupVersionKind(group: "", version: "v1", kind: "Event")
    static let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
    static let service = GroupVersionKind(group: "", version: "v1", kind: "Service")
    static let serviceAccount = GroupVersionKind(group: "", version: "v1", kind: "ServiceAccount")
    static let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
    static let networkPolicy = GroupVersionKind(group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy")
    static let clusterRole = GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole")
    static let clusterRoleBinding = GroupVersionKind(
        group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRoleBinding")
    static let customResourceDefinition = GroupVersionKind(
        group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
    static let kustomization = Kustomization.groupVersionKind
    static let gitRepository = GitRepository.groupVersionKind
}

/// Who owns the fields this tool writes.
enum FieldManager {
    /// What commands apply.
    static let commandLine = "flux"
    /// As whom `diff` asks what an apply would do.
    static let kustomizeController = "kustomize-controller"
}

/// The version of this build.
enum SluiceVersion {
    static let current = ProductVersion.current
}
