internal import DocumentModel

/// The defaults that are the same for every object of a kind, in the order they are set.
enum DefaultTable {
    static let rows: [String: [DefaultRow]] = [
        "Deployment.apps": [
            DefaultRow("spec.replicas", 1), DefaultRow("spec.strategy.type", "RollingUpdate"),
            DefaultRow("spec.strategy.rollingUpdate", [:], if: ("type", "RollingUpdate")),
            DefaultRow("spec.strategy.rollingUpdate.maxUnavailable", "25%", if: ("^type", "RollingUpdate")),
            DefaultRow("spec.strategy.rollingUpdate.maxSurge", "25%", if: ("^type", "RollingUpdate")),
            DefaultRow("spec.revisionHistoryLimit", 10), DefaultRow("spec.progressDeadlineSeconds", 600),
        ],
        "ReplicaSet.apps": [DefaultRow("spec.replicas", 1)],
        "ReplicationController": [DefaultRow("spec.replicas", 1)],
        "DaemonSet.apps": [
            DefaultRow("spec.updateStrategy.type", "RollingUpdate"),
            DefaultRow("spec.updateStrategy.rollingUpdate", [:], if: ("type", "RollingUpdate")),
            DefaultRow("spec.updateStrategy.rollingUpdate.maxUnavailable", 1, if: ("^type", "RollingUpdate")),
            DefaultRow("spec.updateStrategy.rollingUpdate.maxSurge", 0, if: ("^type", "RollingUpdate")),
            DefaultRow("spec.revisionHistoryLimit", 10),
        ],
        "StatefulSet.apps": [
            DefaultRow("spec.podManagementPolicy", "OrderedReady"),
            // Unlike with the others, a strategy that is named gets no parameters.
            DefaultRow("spec.updateStrategy.rollingUpdate", [:], if: ("type", "")),
            DefaultRow("spec.updateStrategy.type", "RollingUpdate"),
            DefaultRow("spec.updateStrategy.rollingUpdate.partition", 0, if: ("^type", "RollingUpdate")),
            DefaultRow("spec.persistentVolumeClaimRetentionPolicy", [:]),
            DefaultRow("spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Retain"),
            DefaultRow("spec.persistentVolumeClaimRetentionPolicy.whenScaled", "Retain"),
            DefaultRow("spec.replicas", 1), DefaultRow("spec.revisionHistoryLimit", 10),
        ],
        "CronJob.batch": [
            DefaultRow("spec.concurrencyPolicy", "Allow"), DefaultRow("spec.suspend", false),
            DefaultRow("spec.successfulJobsHistoryLimit", 3), DefaultRow("spec.failedJobsHistoryLimit", 1),
        ],
        "Job.batch": [
            DefaultRow("spec.completionMode", "NonIndexed"), DefaultRow("spec.suspend", false),
            DefaultRow("spec.manualSelector", false),
        ],
        "Secret": [DefaultRow("type", "Opaque")],
        "PersistentVolume": [
            DefaultRow("spec.persistentVolumeReclaimPolicy", "Retain"), DefaultRow("spec.volumeMode", "Filesystem"),
            DefaultRow("spec.hostPath.type", ""),
        ],
        "PersistentVolumeClaim": [DefaultRow("spec.volumeMode", "Filesystem")],
        "IngressClass.networking.k8s.io": [DefaultRow("spec.parameters.scope", "Cluster")],
        "StorageClass.storage.k8s.io": [
            DefaultRow("reclaimPolicy", "Delete"), DefaultRow("volumeBindingMode", "Immediate"),
        ],
        "CSIDriver.storage.k8s.io": [
            DefaultRow("spec.attachRequired", true), DefaultRow("spec.podInfoOnMount", false),
            DefaultRow("spec.storageCapacity", false), DefaultRow("spec.fsGroupPolicy", "ReadWriteOnceWithFSType"),
            DefaultRow("spec.volumeLifecycleModes", ["Persistent"]), DefaultRow("spec.requiresRepublish", false),
            DefaultRow("spec.seLinuxMount", false),
        ],
        "ResourceClaim.resource.k8s.io": devices("spec"), "ResourceClaimTemplate.resource.k8s.io": devices("spec.spec"),
        "PriorityClass.scheduling.k8s.io": [DefaultRow("preemptionPolicy", "PreemptLowerPriority")],
        "ValidatingWebhookConfiguration.admissionregistration.k8s.io": webhooks,
        "MutatingWebhookConfiguration.admissionregistration.k8s.io": webhooks + [
            DefaultRow("webhooks.*.reinvocationPolicy", "Never")
        ],
        "ValidatingAdmissionPolicy.admissionregistration.k8s.io": policies("matchConstraints") + [
            DefaultRow("spec.failurePolicy", "Fail")
        ],
        "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io": policies("matchResources"),
        "MutatingAdmissionPolicy.admissionregistration.k8s.io": policies("matchConstraints") + [
            DefaultRow("spec.failurePolicy", "Fail")
        ],
        "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io": policies("matchResources"),
        "CustomResourceDefinition.apiextensions.k8s.io": [
            DefaultRow("spec.conversion", ["strategy": "None"]),
            DefaultRow("spec.conversion.webhook.clientConfig.service.port", 443),
        ],
        "APIService.apiregistration.k8s.io": [DefaultRow("spec.service.port", 443)],
    ]

    private static func devices(_ path: String) -> [DefaultRow] {
        ["exactly", "firstAvailable.*"].flatMap { request in
            let request = "\(path).devices.requests.*.\(request)"
            return [
                DefaultRow("\(request).allocationMode", "ExactCount"),
                DefaultRow("\(request).count", 1, if: ("allocationMode", "ExactCount")),
                DefaultRow("\(request).tolerations.*.operator", "Equal"),
            ]
        }
    }

    private static let webhooks = [
        DefaultRow("webhooks.*.failurePolicy", "Fail"), DefaultRow("webhooks.*.matchPolicy", "Equivalent"),
        DefaultRow("webhooks.*.namespaceSelector", [:]), DefaultRow("webhooks.*.objectSelector", [:]),
        DefaultRow("webhooks.*.timeoutSeconds", 10), DefaultRow("webhooks.*.rules.*.scope", "*"),
        DefaultRow("webhooks.*.clientConfig.service.port", 443),
    ]

    private static func policies(_ field: String) -> [DefaultRow] {
        [
            DefaultRow("spec.\(field).matchPolicy", "Equivalent"), DefaultRow("spec.\(field).namespaceSelector", [:]),
            DefaultRow("spec.\(field).objectSelector", [:]), DefaultRow("spec.\(field).resourceRules.*.scope", "*"),
            DefaultRow("spec.\(field).excludeResourceRules.*.scope", "*"),
        ]
    }
}
