extension NameReference {
    /// The fields of the built-in kinds that name other objects.
    static var standard: [NameReference] {
        scaled + [configMap, secret, service] + roles + [
            serviceAccount, claim, volume, storageClass, priorityClass, ingressClass, admissionPolicy,
        ]
    }

    private init(
        _ kind: String, group: String = "", version: String = "", _ referrers: [FieldSpec]
    ) {
        self.init(target: ResourceType(group: group, version: version, kind: kind), referrers: referrers)
    }

    private static let rbac = "rbac.authorization.k8s.io"
    private static let admission = "admissionregistration.k8s.io"

    /// Where the kinds that hold configuration for pods have the pod's spec.
    private static let podSpecs: [(kind: String, version: String, path: String)] = [
        ("Pod", "v1", "spec"), ("PodTemplate", "", "template/spec"), ("Deployment", "", "spec/template/spec"),
        ("ReplicaSet", "", "spec/template/spec"), ("DaemonSet", "", "spec/template/spec"),
        ("StatefulSet", "", "spec/template/spec"), ("Job", "", "spec/template/spec"),
        ("CronJob", "", "spec/jobTemplate/spec/template/spec"),
    ]

    private static func inPods(_ fields: [String]) -> [FieldSpec] {
        podSpecs.flatMap { pod in
            fields.map { FieldSpec("\(pod.path)/\($0)", kind: pod.kind, version: pod.version) }
        }
    }

    /// The field of a pod's spec in the kinds that run pods.
    private static func inWorkloads(_ field: String) -> [FieldSpec] {
        [
            FieldSpec("spec/\(field)", kind: "Pod"),
            FieldSpec("spec/jobTemplate/spec/template/spec/\(field)", kind: "CronJob"),
        ]
            + ["StatefulSet", "Deployment", "ReplicationController", "Job", "DaemonSet"]
            .map { FieldSpec("spec/template/spec/\(field)", kind: $0) }
    }

    private static var resourceNames: [FieldSpec] {
        ["Role", "ClusterRole"].map { FieldSpec("rules/resourceNames", kind: $0) }
    }

    private static var scaled: [NameReference] {
        ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map {
            NameReference($0, [FieldSpec("spec/scaleTargetRef/name", kind: "HorizontalPodAutoscaler")])
        }
    }

    private static var configMap: NameReference {
        let pods = inPods([
            "volumes/configMap/name", "containers/env/valueFrom/configMapKeyRef/name",
            "initContainers/env/valueFrom/configMapKeyRef/name", "containers/envFrom/configMapRef/name",
            "initContainers/envFrom/configMapRef/name", "volumes/projected/sources/configMap/name",
        ])
        let others = [
            FieldSpec("spec/configSource/configMap", kind: "Node"),
            FieldSpec(
                "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", kind: "Ingress"),
        ]
        return NameReference("ConfigMap", version: "v1", pods + resourceNames + others)
    }

    private static var secret: NameReference {
        let pods = inPods([
            "volumes/secret/secretName", "containers/env/valueFrom/secretKeyRef/name",
            "initContainers/env/valueFrom/secretKeyRef/name", "containers/envFrom/secretRef/name",
            "initContainers/envFrom/secretRef/name", "imagePullSecrets/name", "volumes/projected/sources/secret/name",
        ])
        let ingress = [
            "spec/tls/secretName", "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
            "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret",
            "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret",
        ].map { FieldSpec($0, kind: "Ingress") }
        let storage = ["secretName", "adminSecretName", "userSecretName", "secretRef"]
            .map { FieldSpec("parameters/\($0)", kind: "StorageClass") }
        let others = [
            FieldSpec("imagePullSecrets/name", kind: "ServiceAccount"),
            FieldSpec(
                "spec/template/spec/containers/env/valueFrom/secretKeyRef/name", kind: "Service",
                group: "serving.knative.dev", version: "v1"),
            FieldSpec("spec/azureFile/secretName", kind: "PersistentVolume"),
        ]
        return NameReference("Secret", version: "v1", pods + ingress + storage + resourceNames + others)
    }

    private static var service: NameReference {
        let ingress = [
            "spec/rules/http/paths/backend/serviceName", "spec/backend/serviceName",
            "spec/rules/http/paths/backend/service/name", "spec/defaultBackend/service/name",
        ].map { FieldSpec($0, kind: "Ingress") }
        let others = [
            FieldSpec("spec/serviceName", kind: "StatefulSet", group: "apps"),
            FieldSpec("spec/service/name", kind: "APIService", group: "apiregistration.k8s.io"),
            FieldSpec("webhooks/clientConfig/service", kind: "ValidatingWebhookConfiguration", group: admission),
            FieldSpec("webhooks/clientConfig/service", kind: "MutatingWebhookConfiguration", group: admission),
        ]
        return NameReference("Service", version: "v1", ingress + others)
    }

    private static var roles: [NameReference] {
        let role = FieldSpec("roleRef/name", kind: "RoleBinding", group: rbac)
        let clusterRole = FieldSpec("roleRef/name", kind: "ClusterRoleBinding", group: rbac)
        return [
            NameReference("Role", group: rbac, [role]), NameReference("ClusterRole", group: rbac, [role, clusterRole]),
        ]
    }

    private static var serviceAccount: NameReference {
        let subjects = ["RoleBinding", "ClusterRoleBinding"].map { FieldSpec("subjects", kind: $0, group: rbac) }
        return NameReference("ServiceAccount", version: "v1", subjects + inWorkloads("serviceAccountName"))
    }

    private static var claim: NameReference {
        NameReference("PersistentVolumeClaim", version: "v1", inWorkloads("volumes/persistentVolumeClaim/claimName"))
    }

    private static var volume: NameReference {
        NameReference(
            "PersistentVolume", version: "v1",
            [
                FieldSpec("spec/volumeName", kind: "PersistentVolumeClaim"),
                FieldSpec("rules/resourceNames", kind: "ClusterRole"),
            ])
    }

    private static var storageClass: NameReference {
        NameReference(
            "StorageClass", group: "storage.k8s.io", version: "v1",
            [
                FieldSpec("spec/storageClassName", kind: "PersistentVolume"),
                FieldSpec("spec/storageClassName", kind: "PersistentVolumeClaim"),
                FieldSpec("spec/volumeClaimTemplates/spec/storageClassName", kind: "StatefulSet"),
            ])
    }

    private static var priorityClass: NameReference {
        NameReference("PriorityClass", group: "scheduling.k8s.io", version: "v1", inWorkloads("priorityClassName"))
    }

    /// The group is written with its version, as kustomize has it; so it never selects anything.
    private static var ingressClass: NameReference {
        NameReference(
            "IngressClass", group: "networking.k8s.io/v1", version: "v1",
            [FieldSpec("spec/ingressClassName", kind: "Ingress")])
    }

    private static var admissionPolicy: NameReference {
        NameReference(
            "ValidatingAdmissionPolicy", group: admission,
            [FieldSpec("spec/policyName", kind: "ValidatingAdmissionPolicyBinding", group: admission)])
    }
}
