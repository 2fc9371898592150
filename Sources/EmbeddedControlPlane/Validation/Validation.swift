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
        "IPAddress.networking.k8s.io": .address,
    ]

    private static func nameRule(_ kind: String, _ object: Object) -> NameRule {
        guard kind == "APIService.apiregistration.k8s.io" else { return nameRules[kind] ?? .subdomain }
        let parts = ["version", "group"].map { object.at(["spec", $0])?.string ?? "" }
        return .composed(parts.joined(separator: "."), of: "spec.version+\".\"+spec.group")
    }

    static func create(_ object: Object, kind: String, isNamespaced: Bool, context: WriteContext) -> [FieldError] {
        let write = Checked(object: object, old: nil, kind: kind, isNamespaced: isNamespaced)
        let order = ValidationOrder.of(kind)
        var errors = order.create.flatMap { self.errors(of: $0, write, order) }
        if kind == "Pod" {
            var checks = Checks()
            checks.newPod(object)
            errors += checks.errors
        }
        // What every object must be is checked of one that its kind thinks sound.
        return errors.isEmpty
            ? MetadataValidation.whole(object, isNamespaced: isNamespaced, name: .pathSegment) : errors
    }

    static func update(_ object: Object, old: Object, kind: String, isNamespaced: Bool, context: WriteContext)
        -> [FieldError]
    {
        let write = Checked(object: object, old: old, kind: kind, isNamespaced: isNamespaced)
        let order = ValidationOrder.of(kind)
        let errors = MetadataValidation.update(object, old: old, isNamespaced: isNamespaced)
        guard let subresource = context.subresource else {
            return errors + order.update.flatMap { self.errors(of: $0, write, order) }
        }
        var checks = Checks()
        switch subresource {
        case "status", "approval": checks.add(StatusChecks.errors(object, old, kind))
        case "finalize": checks.namespaceFinalizers(object, isIndexed: true)
        case "resize": checks.add(content(of: object, old, kind))
        case "ephemeralcontainers":
            checks.add(content(of: object, old, kind))
            checks.add(UpdateChecks.ephemeralContainers(object, old))
        case "binding": break
        default: return errors + order.update.flatMap { self.errors(of: $0, write, order) }
        }
        return errors + self.errors(of: .changes, write, order) + checks.errors
    }

    /// An object and what it was before.
    private struct Checked {
        let object: Object
        let old: Object?
        let kind: String
        let isNamespaced: Bool
    }

    private static func errors(of step: ValidationOrder.Step, _ write: Checked, _ order: ValidationOrder)
        -> [FieldError]
    {
        let finalizers = order.knowsFinalizers ? MetadataValidation.plainFinalizers(write.object) : []
        switch step {
        case .metadata:
            let rule = nameRule(write.kind, write.object)
            return MetadataValidation.whole(write.object, isNamespaced: write.isNamespaced, name: rule) + finalizers
        case .changes: return write.old.map { MetadataValidation.changes(write.object, old: $0) + finalizers } ?? []
        case .content: return content(of: write.object, write.old, write.kind)
        case .rest:
            var checks = Checks()
            checks.strictEvent(write.object, old: write.old)
            return checks.errors
        case .frozen: return write.old.map { UpdateChecks.errors(write.object, $0, write.kind) } ?? []
        }
    }

    /// - Parameter old: the object before an update.
    private static func content(of object: Object, _ old: Object?, _ kind: String) -> [FieldError] {
        var checks = Checks()
        switch kind {
        case "ConfigMap": checks.configMap(object)
        case "Namespace": if old == nil { checks.add(MetadataValidation.namespaceFinalizers(object)) }
        case "Secret": checks.secret(object)
        case "Pod": checks.pod(object)
        case "PodTemplate": checks.podTemplate("template", object["template"] ?? [:])
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
        case "CronJob.batch": checks.cronJob(object, old: old)
        case "Node": checks.node(object)
        case "Endpoints": checks.endpoints(object)
        case "Event": checks.event(object, isNew: false)
        case "Event.events.k8s.io": checks.event(object, isNew: true)
        default: others(object, old, kind, &checks)
        }
        return checks.errors
    }

    private static func others(_ object: Object, _ old: Object?, _ kind: String, _ checks: inout Checks) {
        switch kind {
        case "Ingress.networking.k8s.io": checks.ingress(object, isUpdate: old != nil)
        case "IngressClass.networking.k8s.io": checks.ingressClass(object)
        case "NetworkPolicy.networking.k8s.io": checks.networkPolicy(object)
        case "DeviceClass.resource.k8s.io": checks.deviceClass(object)
        case "ResourceClaim.resource.k8s.io":
            checks.deviceClaim("spec.devices", object.at(["spec", "devices"]) ?? [:])
        case "ResourceClaimTemplate.resource.k8s.io": checks.resourceClaimTemplate(object)
        case "ResourceSlice.resource.k8s.io": checks.resourceSlice(object, old: old)
        case "IPAddress.networking.k8s.io": checks.ipAddress(object)
        case "ServiceCIDR.networking.k8s.io": checks.serviceCIDR(object)
        case "PodDisruptionBudget.policy": checks.disruptionBudget(object)
        case "HorizontalPodAutoscaler.autoscaling": checks.autoscaler(object, old: old)
        case "StorageClass.storage.k8s.io": checks.storageClass(object)
        case "CSIDriver.storage.k8s.io": checks.driver(object)
        case "VolumeAttachment.storage.k8s.io": checks.attachment(object)
        case "EndpointSlice.discovery.k8s.io": checks.endpointSlice(object, old: old)
        case "RuntimeClass.node.k8s.io": checks.runtimeClass(object)
        case "ControllerRevision.apps":
            checks.nonNegative("revision", object["revision"])
            if old == nil, object["data"]?.isNull ?? true {
                checks.required("data", "data is mandatory")
            } else if old == nil, object["data"]?.object == nil {
                checks.required("data", "data must be a valid JSON object")
            }
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
