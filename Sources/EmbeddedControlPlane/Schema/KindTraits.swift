internal import DocumentModel

/// How the server treats objects of a built-in kind beyond their type.
struct KindTraits: Sendable {
    /// The fields whose change raises `metadata.generation`; empty for kinds without a generation.
    var generationFields: [String] = []
    /// Whether a new object has a generation.
    var startsGeneration = true
    /// What a write of the status leaves alone.
    var statusKeeps: [[String]] = [["spec"]]
    /// The status of a new object; nil where the kind has none.
    var initialStatus: Value?

    private static let metadata = ["labels", "annotations", "finalizers", "ownerReferences"].map { ["metadata", $0] }

    /// By kind and group; a kind that is not here has no generation.
    private static let table: [String: KindTraits] = [
        "Pod": KindTraits(
            generationFields: ["spec"], statusKeeps: [["spec"], ["metadata", "ownerReferences"]],
            initialStatus: ["phase": "Pending"]),
        "ReplicationController": spec,
        "Namespace": KindTraits(initialStatus: ["phase": "Active"]),
        "PersistentVolume": KindTraits(initialStatus: ["phase": "Pending"]),
        "PersistentVolumeClaim": KindTraits(initialStatus: ["phase": "Pending"]),
        "Deployment.apps": KindTraits(
            generationFields: ["spec", "metadata.annotations"], statusKeeps: [["spec"], ["metadata", "labels"]]),
        "ReplicaSet.apps": spec, "StatefulSet.apps": spec, "DaemonSet.apps": spec,
        "Job.batch": spec, "CronJob.batch": spec,
        "PodDisruptionBudget.policy": spec,
        "Ingress.networking.k8s.io": spec, "IngressClass.networking.k8s.io": spec,
        "NetworkPolicy.networking.k8s.io": spec,
        "PriorityClass.scheduling.k8s.io": KindTraits(generationFields: ["value"]),
        "EndpointSlice.discovery.k8s.io": KindTraits(
            generationFields: ["endpoints", "ports", "addressType", "metadata.labels"]),
        "ValidatingWebhookConfiguration.admissionregistration.k8s.io": KindTraits(generationFields: ["webhooks"]),
        "MutatingWebhookConfiguration.admissionregistration.k8s.io": KindTraits(generationFields: ["webhooks"]),
        "ValidatingAdmissionPolicy.admissionregistration.k8s.io": guarded,
        "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io": spec,
        "MutatingAdmissionPolicy.admissionregistration.k8s.io": spec,
        "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io": spec,
        "CustomResourceDefinition.apiextensions.k8s.io": guarded,
        "APIService.apiregistration.k8s.io": KindTraits(statusKeeps: [["spec"]] + metadata),
        "FlowSchema.flowcontrol.apiserver.k8s.io": guarded,
        "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io": guarded,
        "CSIDriver.storage.k8s.io": KindTraits(generationFields: ["spec"], startsGeneration: false),
        "DeviceClass.resource.k8s.io": spec, "ResourceSlice.resource.k8s.io": spec,
        "PodTemplate": KindTraits(generationFields: ["template"]),
    ]

    private static let spec = KindTraits(generationFields: ["spec"])
    /// The generation follows the spec, and a write of the status leaves the metadata alone.
    private static let guarded = KindTraits(generationFields: ["spec"], statusKeeps: [["spec"]] + metadata)

    static func of(kind: String, group: String) -> KindTraits {
        table[group.isEmpty ? kind : "\(kind).\(group)"] ?? KindTraits()
    }
}
