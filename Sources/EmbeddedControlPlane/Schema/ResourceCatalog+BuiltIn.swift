internal import KubernetesModel
internal import KubernetesSchema

extension ResourceCatalog {
    /// The kinds of Kubernetes itself: each plural in each group once, with all of its versions.
    static let builtIn: [ResourceDefinition] = {
        var order: [GroupKind] = []
        var byKind: [GroupKind: [KindInfo]] = [:]
        for info in BuiltInSchema.shared.kinds {
            let key = info.groupVersionKind.groupKind
            if byKind[key] == nil { order.append(key) }
            byKind[key, default: []].append(info)
        }
        return order.compactMap { byKind[$0].flatMap(definition) }
    }()

    private static func definition(_ versions: [KindInfo]) -> ResourceDefinition? {
        // Of several versions the highest is preferred and stored.
        let sorted = versions.sorted { $0.groupVersionKind.version > $1.groupVersionKind.version }
        guard let info = sorted.first else { return nil }
        return ResourceDefinition(
            group: info.groupVersionKind.group, plural: info.plural, singular: info.singular,
            kind: info.groupVersionKind.kind, listKind: info.listKind, shortNames: info.shortNames,
            categories: info.categories, isNamespaced: info.isNamespaced, verbs: info.verbs,
            versions: sorted.map(version), storageVersion: info.groupVersionKind.version,
            rules: BuiltInRules(info))
    }

    private static func version(_ info: KindInfo) -> ResourceDefinition.Version {
        ResourceDefinition.Version(
            name: info.groupVersionKind.version, deprecationWarning: deprecations[info.typeName],
            subresources: info.subresources.map { .init(name: $0.name, kind: $0.kind, verbs: $0.verbs) },
            selectableFields: selectable[info.typeName] ?? [], scale: scale(info))
    }

    private static func scale(_ info: KindInfo) -> ResourceDefinition.ScalePaths? {
        guard info.subresources.contains(where: { $0.name == "scale" }) else { return nil }
        return .init(
            specReplicas: ".spec.replicas", statusReplicas: ".status.replicas", labelSelector: ".spec.selector")
    }

    private static let deprecations = [
        "core.v1.Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        "core.v1.ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
    ]

    private static let selectable: [String: [String]] = [
        "core.v1.Pod": [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.nominatedNodeName",
        ],
        "core.v1.Event": [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
            "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
            "reportingComponent", "source", "type",
        ],
        "events.v1.Event": [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
            "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
            "reportingComponent", "type",
        ],
        "core.v1.Node": ["spec.unschedulable"],
        "core.v1.Namespace": ["status.phase"],
        "core.v1.Secret": ["type"],
        "core.v1.Service": ["spec.clusterIP", "spec.type"],
        "core.v1.ReplicationController": ["status.replicas"],
        "batch.v1.Job": ["status.successful"],
        "certificates.v1.CertificateSigningRequest": ["spec.signerName"],
    ]
}
