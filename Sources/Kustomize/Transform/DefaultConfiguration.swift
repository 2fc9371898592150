extension TransformerConfiguration {
    /// The fields that every kustomization changes, whatever its own configuration adds.
    static let standard: TransformerConfiguration = {
        var configuration = TransformerConfiguration()
        configuration.namePrefix = [FieldSpec("metadata/name")]
        configuration.nameSuffix = [FieldSpec("metadata/name")]
        configuration.namespace = [
            FieldSpec("metadata/name", kind: "Namespace", creates: true),
            FieldSpec("spec/service/namespace", kind: "APIService", group: "apiregistration.k8s.io", creates: true),
            FieldSpec(
                "spec/conversion/webhook/clientConfig/service/namespace", kind: "CustomResourceDefinition",
                group: "apiextensions.k8s.io"),
        ]
        configuration.commonLabels = selectors + metadata("labels", statefulSetGroup: "apps")
        configuration.templateLabels = metadata("labels", statefulSetGroup: "apps")
        configuration.commonAnnotations = metadata("annotations", statefulSetGroup: "")
        configuration.images = ["spec", "spec/template/spec"].flatMap { pod in
            ["containers[]/image", "initContainers[]/image", "volumes[]/image/reference"]
                .map { FieldSpec("\(pod)/\($0)", creates: true) }
        }
        configuration.replicas = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"]
            .map { FieldSpec("spec/replicas", kind: $0, creates: true) }
        configuration.varReference = variables
        configuration.nameReference = NameReference.standard.sorted { $0.target.precedes($1.target) }
        for (_, path) in lists { configuration[keyPath: path].sort { $0.type.precedes($1.type) } }
        configuration.state = .standard
        return configuration
    }()

    /// The labels or annotations of objects and of the pods they make.
    private static func metadata(_ field: String, statefulSetGroup: String) -> [FieldSpec] {
        let template = "spec/template/metadata/\(field)"
        var specs = [
            FieldSpec("metadata/\(field)", creates: true),
            FieldSpec(template, kind: "ReplicationController", version: "v1", creates: true),
            FieldSpec(template, kind: "Deployment", creates: true),
            FieldSpec(template, kind: "ReplicaSet", creates: true),
            FieldSpec(template, kind: "DaemonSet", creates: true),
            FieldSpec(template, kind: "StatefulSet", group: statefulSetGroup, creates: true),
            FieldSpec(template, kind: "Job", group: "batch", creates: true),
            FieldSpec("spec/jobTemplate/metadata/\(field)", kind: "CronJob", group: "batch", creates: true),
            FieldSpec("spec/jobTemplate/\(template)", kind: "CronJob", group: "batch", creates: true),
        ]
        if field == "labels" {
            let claims = "spec/volumeClaimTemplates[]/metadata/labels"
            specs.append(FieldSpec(claims, kind: "StatefulSet", group: "apps", creates: true))
        }
        return specs
    }

    /// The fields that select pods by their labels.
    private static var selectors: [FieldSpec] {
        var specs = [
            FieldSpec("spec/selector", kind: "Service", version: "v1", creates: true),
            FieldSpec("spec/selector", kind: "ReplicationController", version: "v1", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "Deployment", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "ReplicaSet", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "DaemonSet", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "StatefulSet", group: "apps", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "Job", group: "batch"),
            FieldSpec("spec/jobTemplate/spec/selector/matchLabels", kind: "CronJob", group: "batch"),
            FieldSpec("spec/selector/matchLabels", kind: "PodDisruptionBudget", group: "policy"),
        ]
        for kind in ["Deployment", "StatefulSet"] {
            for affinity in ["podAffinity", "podAntiAffinity"] {
                for term in [
                    "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
                    "requiredDuringSchedulingIgnoredDuringExecution",
                ] {
                    let path = "spec/template/spec/affinity/\(affinity)/\(term)/labelSelector/matchLabels"
                    specs.append(FieldSpec(path, kind: kind, group: "apps"))
                }
            }
            let spread = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"
            specs.append(FieldSpec(spread, kind: kind, group: "apps"))
        }
        for path in ["spec/podSelector", "spec/ingress/from/podSelector", "spec/egress/to/podSelector"] {
            specs.append(FieldSpec("\(path)/matchLabels", kind: "NetworkPolicy", group: "networking.k8s.io"))
        }
        return specs
    }

    /// The fields in which `$(NAME)` stands for a variable.
    private static var variables: [FieldSpec] {
        let pods = [
            ("CronJob", "spec/jobTemplate/spec/template/spec"), ("DaemonSet", "spec/template/spec"),
            ("Deployment", "spec/template/spec"), ("Job", "spec/template/spec"), ("Pod", "spec"),
            ("ReplicaSet", "spec/template/spec"), ("StatefulSet", "spec/template/spec"),
        ]
        var specs: [FieldSpec] = []
        for (kind, pod) in pods {
            for containers in ["containers", "initContainers"] {
                for field in ["args", "command", "env/value", "volumeMounts/mountPath"] {
                    specs.append(FieldSpec("\(pod)/\(containers)/\(field)", kind: kind))
                }
            }
        }
        let others = [
            ("CronJob", "spec/jobTemplate/spec/template/volumes/nfs/server"),
            ("DaemonSet", "spec/template/spec/volumes/nfs/server"),
            ("Deployment", "spec/template/spec/volumes/nfs/server"),
            ("Deployment", "spec/template/metadata/annotations"), ("Ingress", "spec/rules/host"),
            ("Ingress", "spec/tls/hosts"), ("Ingress", "spec/tls/secretName"),
            ("Job", "spec/template/spec/volumes/nfs/server"), ("Pod", "spec/volumes/nfs/server"),
            ("Service", "spec/ports/port"), ("Service", "spec/ports/targetPort"),
            ("ReplicaSet", "spec/template/spec/volumes/nfs/server"),
            ("StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server"), ("PersistentVolume", "spec/nfs/server"),
        ]
        specs += others.map { FieldSpec($0.1, kind: $0.0) }
        return specs + [FieldSpec("metadata/labels"), FieldSpec("metadata/annotations")]
    }
}
