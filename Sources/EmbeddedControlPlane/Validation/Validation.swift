internal import DocumentModel

/// Checks objects of built-in kinds.
enum Validation {
    private static let nameRules: [String: NameRule] = [
        "Namespace": .label, "Service": .label, "StatefulSet.apps": .label,
        "Role.rbac.authorization.k8s.io": .pathSegment, "RoleBinding.rbac.authorization.k8s.io": .pathSegment,
        "ClusterRole.rbac.authorization.k8s.io": .pathSegment,
        "ClusterRoleBinding.rbac.authorization.k8s.io": .pathSegment,
        "APIService.apiregistration.k8s.io": .pathSegment,
        "SubjectAccessReview.authorization.k8s.io": .any, "CertificateSigningRequest.certificates.k8s.io": .any,
        "CustomResourceDefinition.apiextensions.k8s.io": .any, "Event": .any, "Event.events.k8s.io": .any,
        "IPAddress.networking.k8s.io": .any,
    ]

    /// Kinds that check their whole metadata again with their content.
    private static let repeating: Set<String> = [
        "ConfigMap", "Secret", "PersistentVolumeClaim", "Pod", "Endpoints", "LimitRange", "ServiceAccount",
        "Namespace", "Ingress.networking.k8s.io", "IngressClass.networking.k8s.io", "Role.rbac.authorization.k8s.io",
        "ClusterRole.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io",
        "ClusterRoleBinding.rbac.authorization.k8s.io", "EndpointSlice.discovery.k8s.io", "ControllerRevision.apps",
    ]

    static func create(_ object: Object, kind: String, isNamespaced: Bool, context: WriteContext) -> [FieldError] {
        var errors = MetadataValidation.create(object, isNamespaced: isNamespaced, name: nameRules[kind] ?? .subdomain)
        errors += plainFinalizers(object, kind) + content(of: object, nil, kind)
        if kind == "Pod" {
            var checks = Checks()
            checks.newPod(object)
            errors += checks.errors
        }
        return errors
    }

    static func update(_ object: Object, old: Object, kind: String, context: WriteContext) -> [FieldError] {
        var errors = MetadataValidation.update(object, old: old, isRepeated: repeating.contains(kind))
        errors += plainFinalizers(object, kind)
        switch context.subresource {
        case "status": return errors + StatusChecks.errors(object, old, kind)
        case "binding": return errors
        case "finalize":
            var checks = Checks()
            checks.namespaceFinalizers(object, isIndexed: true)
            return errors + checks.errors
        case "resize": return errors + content(of: object, old, kind)
        case "ephemeralcontainers":
            var checks = Checks()
            checks.ephemeralContainers(object)
            return errors + checks.errors
        default: break
        }
        let frozen = UpdateChecks.errors(object, old, kind)
        if frozen.comesFirst { return errors + frozen.errors + content(of: object, old, kind) }
        if !frozen.isFinal { errors += content(of: object, old, kind) }
        return errors + frozen.errors
    }

    /// Definitions and configurations of the API itself may have finalizers of any name.
    private static func plainFinalizers(_ object: Object, _ kind: String) -> [FieldError] {
        let isFree = ["apiextensions.k8s.io", "admissionregistration.k8s.io"].contains { kind.hasSuffix(".\($0)") }
        return isFree ? [] : MetadataValidation.plainFinalizers(object)
    }

    /// - Parameter old: the object before an update.
    private static func content(of object: Object, _ old: Object?, _ kind: String) -> [FieldError] {
        var checks = Checks()
        switch kind {
        case "ConfigMap": checks.configMap(object)
        case "Namespace": if old == nil { checks.add(MetadataValidation.namespaceFinalizers(object)) }
        case "Secret": checks.secret(object)
        case "Pod": checks.pod(object)
        case "Service": checks.service(object, old: old)
        case "PersistentVolumeClaim": checks.claim(object)
        case "PersistentVolume": checks.volume(object)
        case "ResourceQuota": checks.resourceQuota(object)
        case "LimitRange": checks.limitRange(object)
        case "ReplicationController": checks.replicationController(object)
        case "Deployment.apps": checks.deployment(object)
        case "ReplicaSet.apps": checks.replicaSet(object)
        case "DaemonSet.apps": checks.daemonSet(object)
        case "StatefulSet.apps": checks.statefulSet(object, isUpdate: old != nil)
        case "Job.batch": checks.job(object, old: old)
        case "CronJob.batch": checks.cronJob(object)
        case "Node": checks.node(object)
        case "Endpoints": checks.endpoints(object)
        case "Event": checks.event(object, isNew: false, old: nil)
        case "Event.events.k8s.io": checks.event(object, isNew: true, old: old)
        default: others(object, old, kind, &checks)
        }
        return checks.errors
    }

    private static func others(_ object: Object, _ old: Object?, _ kind: String, _ checks: inout Checks) {
        switch kind {
        case "Ingress.networking.k8s.io": checks.ingress(object, isUpdate: old != nil)
        case "IngressClass.networking.k8s.io": checks.ingressClass(object)
        case "NetworkPolicy.networking.k8s.io": checks.networkPolicy(object)
        case "PodDisruptionBudget.policy": checks.disruptionBudget(object)
        case "HorizontalPodAutoscaler.autoscaling": checks.autoscaler(object, isUpdate: old != nil)
        case "StorageClass.storage.k8s.io": checks.storageClass(object)
        case "CSIDriver.storage.k8s.io": checks.driver(object)
        case "VolumeAttachment.storage.k8s.io": checks.attachment(object)
        case "EndpointSlice.discovery.k8s.io": checks.endpointSlice(object, old: old)
        case "RuntimeClass.node.k8s.io": checks.runtimeClass(object)
        case "ControllerRevision.apps":
            checks.nonNegative("revision", object["revision"])
            if object["data"]?.isNull ?? true { checks.required("data", "data is mandatory") }
        case "CSINode.storage.k8s.io": checks.nodeDrivers(object)
        case "APIService.apiregistration.k8s.io": checks.apiService(object)
        case "PriorityClass.scheduling.k8s.io": checks.priorityClass(object)
        case "CSIStorageCapacity.storage.k8s.io": checks.storageCapacity(object)
        case "VolumeAttributesClass.storage.k8s.io": checks.volumeAttributes(object)
        case "FlowSchema.flowcontrol.apiserver.k8s.io": checks.flowSchema(object)
        case "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io": checks.priorityLevel(object)
        case "CertificateSigningRequest.certificates.k8s.io": checks.certificateRequest(object)
        case "Namespace": checks.namespaceFinalizers(object, isIndexed: false)
        case "Lease.coordination.k8s.io": checks.lease(object)
        case "ValidatingAdmissionPolicy.admissionregistration.k8s.io":
            checks.admissionPolicy(object, isMutation: false)
        case "MutatingAdmissionPolicy.admissionregistration.k8s.io":
            checks.admissionPolicy(object, isMutation: true)
        case "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io":
            checks.admissionBinding(object, isMutation: false)
        case "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io":
            checks.admissionBinding(object, isMutation: true)
        case "Role.rbac.authorization.k8s.io": checks.role(object, isClusterRole: false)
        case "ClusterRole.rbac.authorization.k8s.io": checks.role(object, isClusterRole: true)
        case "RoleBinding.rbac.authorization.k8s.io": checks.binding(object, isClusterBinding: false)
        case "ClusterRoleBinding.rbac.authorization.k8s.io": checks.binding(object, isClusterBinding: true)
        case "CustomResourceDefinition.apiextensions.k8s.io": checks.definition(object, old: old)
        case "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
            "MutatingWebhookConfiguration.admissionregistration.k8s.io":
            checks.webhooks(object)
        default: break
        }
    }
}
