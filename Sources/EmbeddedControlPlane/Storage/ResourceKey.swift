/// A group and the plural of a resource in it: what names a table of the store.
struct ResourceKey: Sendable, Hashable, CustomStringConvertible {
    /// Empty for the core group.
    var group: String
    var plural: String

    init(group: String, plural: String) {
        self.group = group
        self.plural = plural
    }

    init(_ definition: ResourceDefinition) { self.init(group: definition.group, plural: definition.plural) }

    /// `group/plural`, as the database names it.
    var description: String { "\(group)/\(plural)" }

    /// Reads what ``description`` wrote.
    init?(_ text: String) {
        guard let slash = text.lastIndex(of: "/") else { return nil }
        self.init(group: String(text[..<slash]), plural: String(text[text.index(after: slash)...]))
    }
}

extension ResourceKey {
    static let namespaces = ResourceKey(group: "", plural: "namespaces")
    static let secrets = ResourceKey(group: "", plural: "secrets")
    static let configMaps = ResourceKey(group: "", plural: "configmaps")
    static let services = ResourceKey(group: "", plural: "services")
    static let pods = ResourceKey(group: "", plural: "pods")
    static let serviceAccounts = ResourceKey(group: "", plural: "serviceaccounts")
    static let persistentVolumeClaims = ResourceKey(group: "", plural: "persistentvolumeclaims")
    static let persistentVolumes = ResourceKey(group: "", plural: "persistentvolumes")
    static let resourceQuotas = ResourceKey(group: "", plural: "resourcequotas")
    static let limitRanges = ResourceKey(group: "", plural: "limitranges")
    static let endpoints = ResourceKey(group: "", plural: "endpoints")
    static let nodes = ResourceKey(group: "", plural: "nodes")
    static let deployments = ResourceKey(group: "apps", plural: "deployments")
    static let replicaSets = ResourceKey(group: "apps", plural: "replicasets")
    static let statefulSets = ResourceKey(group: "apps", plural: "statefulsets")
    static let daemonSets = ResourceKey(group: "apps", plural: "daemonsets")
    static let jobs = ResourceKey(group: "batch", plural: "jobs")
    static let cronJobs = ResourceKey(group: "batch", plural: "cronjobs")
    static let crds = ResourceKey(group: "apiextensions.k8s.io", plural: "customresourcedefinitions")
    static let signingRequests = ResourceKey(
        group: "certificates.k8s.io", plural: "certificatesigningrequests")
    static let controllerRevisions = ResourceKey(group: "apps", plural: "controllerrevisions")
    static let endpointSlices = ResourceKey(group: "discovery.k8s.io", plural: "endpointslices")
    static let ingresses = ResourceKey(group: "networking.k8s.io", plural: "ingresses")
    static let autoscalers = ResourceKey(group: "autoscaling", plural: "horizontalpodautoscalers")
    static let apiServices = ResourceKey(group: "apiregistration.k8s.io", plural: "apiservices")
    static let roles = ResourceKey(group: "rbac.authorization.k8s.io", plural: "roles")
    static let roleBindings = ResourceKey(group: "rbac.authorization.k8s.io", plural: "rolebindings")
    static let clusterRoles = ResourceKey(group: "rbac.authorization.k8s.io", plural: "clusterroles")
    static let clusterRoleBindings = ResourceKey(group: "rbac.authorization.k8s.io", plural: "clusterrolebindings")
    static let priorityClasses = ResourceKey(group: "scheduling.k8s.io", plural: "priorityclasses")
    static let storageClasses = ResourceKey(group: "storage.k8s.io", plural: "storageclasses")
    static let ingressClasses = ResourceKey(group: "networking.k8s.io", plural: "ingressclasses")
}
