internal import DocumentModel

/// In which order the parts of an object are checked, which is the order mistakes are told in.
struct ValidationOrder: Sendable {
    /// A part of the checks.
    enum Step: Sendable {
        /// All of the metadata.
        case metadata
        /// What may not change in the metadata, and what is checked of it again on that occasion.
        case changes
        /// What the kind alone knows of its content.
        case content
        /// What may not change in the content.
        case frozen
        /// What is checked of the content after the metadata.
        case rest
    }

    var create: [Step] = [.metadata, .content]
    var update: [Step] = [.changes, .content, .frozen]
    /// Whether finalizers must be those of Kubernetes or have a domain.
    var knowsFinalizers = true

    static func of(_ kind: String) -> ValidationOrder { table[kind] ?? ValidationOrder() }

    private static let table: [String: ValidationOrder] = {
        var table: [String: ValidationOrder] = [:]
        func update(_ steps: [Step], _ kinds: String...) {
            for kind in kinds { table[kind, default: ValidationOrder()].update = steps }
        }
        update([.changes, .frozen, .metadata, .content], "ConfigMap", "Secret", "Service")
        update([.changes, .frozen, .metadata, .content], "VolumeAttributesClass.storage.k8s.io")
        update([.changes, .frozen, .metadata, .content], "IngressClass.networking.k8s.io")
        update([.changes, .frozen, .content], "DaemonSet.apps")
        update([.changes, .frozen], "PriorityClass.scheduling.k8s.io", "CSIStorageCapacity.storage.k8s.io")
        update([.changes, .frozen], "ServiceCIDR.networking.k8s.io")
        update([.changes, .content], "ResourceSlice.resource.k8s.io")
        update(
            [.changes, .metadata, .content, .frozen], "ServiceAccount", "Endpoints", "PersistentVolumeClaim", "Pod",
            "Ingress.networking.k8s.io", "ControllerRevision.apps", "APIService.apiregistration.k8s.io")
        update(
            [.metadata, .content, .frozen], "LimitRange", "EndpointSlice.discovery.k8s.io",
            "VolumeAttachment.storage.k8s.io", "CSINode.storage.k8s.io", "FlowSchema.flowcontrol.apiserver.k8s.io",
            "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io",
            "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
            "MutatingWebhookConfiguration.admissionregistration.k8s.io",
            "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
            "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
            "MutatingAdmissionPolicy.admissionregistration.k8s.io",
            "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io")
        update(
            [.metadata, .content, .changes, .frozen], "Namespace", "Node", "StorageClass.storage.k8s.io",
            "RuntimeClass.node.k8s.io", "IPAddress.networking.k8s.io", "Role.rbac.authorization.k8s.io",
            "ClusterRole.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io",
            "ClusterRoleBinding.rbac.authorization.k8s.io", "ResourceClaimTemplate.resource.k8s.io",
            "CertificateSigningRequest.certificates.k8s.io")
        update([.metadata, .changes, .frozen], "ResourceClaim.resource.k8s.io")
        update([.metadata, .changes, .content], "DeviceClass.resource.k8s.io")
        update([.metadata, .content, .changes, .frozen], "Job.batch")
        update([.metadata, .content, .metadata, .content, .frozen], "PersistentVolume")
        // Its metadata is checked when nothing else is wrong.
        table["PodDisruptionBudget.policy"] = ValidationOrder(create: [.content], update: [.content])
        // Older events are taken whatever their names are.
        table["Event"] = ValidationOrder(create: [.content], update: [.content])
        table["Event.events.k8s.io"] = ValidationOrder(
            create: [.content, .metadata, .rest], update: [.content, .changes, .rest])
        for kind in [
            "RuntimeClass.node.k8s.io", "Lease.coordination.k8s.io", "APIService.apiregistration.k8s.io",
            "CustomResourceDefinition.apiextensions.k8s.io",
            "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
            "MutatingWebhookConfiguration.admissionregistration.k8s.io",
            "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
            "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
            "MutatingAdmissionPolicy.admissionregistration.k8s.io",
            "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io",
        ] { table[kind, default: ValidationOrder()].knowsFinalizers = false }
        return table
    }()
}
