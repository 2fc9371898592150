internal import DocumentModel

/// The roles and bindings a cluster is born with, as `kube-apiserver` makes them: those that people bind and ask for.
enum BootstrapRoles {
    static var clusterRoles: [Object] { peopleRoles + partRoles + ControllerRoles.clusterRoles }

    private static var peopleRoles: [Object] {
        [
            role("cluster-admin", [rule(["*"], ["*"], ["*"]), urls(["*"], ["*"])]),
            aggregated("admin", ["rbac.authorization.k8s.io/aggregate-to-admin"]),
            aggregated(
                "edit", ["rbac.authorization.k8s.io/aggregate-to-edit"],
                labels: ["rbac.authorization.k8s.io/aggregate-to-admin"]),
            aggregated(
                "view", ["rbac.authorization.k8s.io/aggregate-to-view"],
                labels: ["rbac.authorization.k8s.io/aggregate-to-edit"]),
            role("system:aggregate-to-admin", adminRules, labels: ["rbac.authorization.k8s.io/aggregate-to-admin"]),
            role("system:aggregate-to-edit", editRules, labels: ["rbac.authorization.k8s.io/aggregate-to-edit"]),
            role("system:aggregate-to-view", viewRules, labels: ["rbac.authorization.k8s.io/aggregate-to-view"]),
            role("system:basic-user", basicRules),
            role("system:discovery", [urls(["get"], discoveryPaths)]),
            role(
                "system:public-info-viewer",
                [urls(["get"], ["/healthz", "/livez", "/readyz", "/version", "/version/"])]),
            role(
                "system:service-account-issuer-discovery",
                [
                    urls(
                        ["get"],
                        [
                            "/.well-known/openid-configuration", "/.well-known/openid-configuration/",
                            "/openid/v1/jwks", "/openid/v1/jwks/",
                        ])
                ]),
            role(
                "system:auth-delegator",
                [
                    rule(["create"], ["authentication.k8s.io"], ["tokenreviews"]),
                    rule(["create"], ["authorization.k8s.io"], ["subjectaccessreviews"]),
                ]),
        ]
    }

    /// The roles of a cluster's own parts, which charts of such parts bind.
    private static var partRoles: [Object] {
        [
            role(
                "system:heapster",
                [
                    rule(read, [""], ["events", "namespaces", "nodes", "pods"]),
                    rule(read, ["extensions"], ["deployments"]),
                ]),
            role(
                "system:kube-aggregator",
                [
                    rule(read, [""], ["endpoints", "services"])
                ]),
            role(
                "system:kube-dns",
                [
                    rule(["list", "watch"], [""], ["endpoints", "services"])
                ]),
            role(
                "system:kube-scheduler",
                [
                    rule(["create", "patch", "update"], ["", "events.k8s.io"], ["events"]),
                    rule(["create"], ["coordination.k8s.io"], ["leases"]),
                    PolicyRule(
                        verbs: ["get", "list", "update", "watch"], apiGroups: ["coordination.k8s.io"],
                        resources: ["leases"], resourceNames: ["kube-scheduler"]),
                    rule(
                        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
                        ["coordination.k8s.io"], ["leasecandidates"]),
                    rule(read, [""], ["nodes"]),
                    rule(["delete", "get", "list", "watch"], [""], ["pods"]),
                    rule(["create"], [""], ["bindings", "pods/binding"]),
                    rule(["patch", "update"], [""], ["pods/status"]),
                    rule(read, [""], ["replicationcontrollers", "services"]),
                    rule(read, ["apps", "extensions"], ["replicasets"]),
                    rule(read, ["apps"], ["statefulsets"]),
                    rule(read, ["policy"], ["poddisruptionbudgets"]),
                    rule(read, [""], ["persistentvolumeclaims", "persistentvolumes"]),
                    rule(["create"], ["authentication.k8s.io"], ["tokenreviews"]),
                    rule(["create"], ["authorization.k8s.io"], ["subjectaccessreviews"]),
                    rule(read, ["storage.k8s.io"], ["csinodes"]),
                    rule(read, ["storage.k8s.io"], ["volumeattachments"]),
                    rule(read, [""], ["namespaces"]),
                    rule(read, ["storage.k8s.io"], ["csidrivers"]),
                    rule(read, ["storage.k8s.io"], ["csistoragecapacities"]),
                    rule(read, ["resource.k8s.io"], ["deviceclasses"]),
                    rule(["get", "list", "patch", "update", "watch"], ["resource.k8s.io"], ["resourceclaims"]),
                    rule(["get", "list", "patch", "update", "watch"], ["resource.k8s.io"], ["resourceclaims/status"]),
                    rule(["update"], [""], ["pods/finalizers"]),
                    rule(read, ["resource.k8s.io"], ["resourceslices"]),
                    rule(["create", "delete"], ["resource.k8s.io"], ["resourceclaims"]),
                    rule(["patch", "update"], ["resource.k8s.io"], ["resourceclaims/binding"]),
                ]),
            role(
                "system:kubelet-api-admin",
                [
                    rule(read, [""], ["nodes"]),
                    rule(["proxy"], [""], ["nodes"]),
                    rule(["*"], [""], ["nodes/log", "nodes/metrics", "nodes/proxy", "nodes/stats"]),
                    rule(["*"], [""], ["nodes/configz", "nodes/healthz", "nodes/pods"]),
                ]),
            role(
                "system:monitoring",
                [
                    urls(
                        ["get"],
                        [
                            "/flagz", "/healthz", "/healthz/*", "/livez", "/livez/*", "/metrics", "/metrics/slis",
                            "/readyz", "/readyz/*", "/statusz",
                        ]),
                    rule(["get"], [""], ["nodes/metrics"]),
                ]),
            role(
                "system:node-bootstrapper",
                [
                    rule(["create", "get", "list", "watch"], ["certificates.k8s.io"], ["certificatesigningrequests"])
                ]),
            role(
                "system:node-problem-detector",
                [
                    rule(["get"], [""], ["nodes"]),
                    rule(["patch"], [""], ["nodes/status"]),
                    rule(["create", "patch", "update"], ["", "events.k8s.io"], ["events"]),
                ]),
            role(
                "system:node-proxier",
                [
                    rule(["list", "watch"], [""], ["endpoints", "services"]),
                    rule(read, [""], ["nodes"]),
                    rule(["create", "patch", "update"], ["", "events.k8s.io"], ["events"]),
                    rule(["list", "watch"], ["networking.k8s.io"], ["servicecidrs"]),
                    rule(["list", "watch"], ["discovery.k8s.io"], ["endpointslices"]),
                ]),
            role(
                "system:persistent-volume-provisioner",
                [
                    rule(["create", "delete", "get", "list", "watch"], [""], ["persistentvolumes"]),
                    rule(["get", "list", "update", "watch"], [""], ["persistentvolumeclaims"]),
                    rule(read, ["storage.k8s.io"], ["storageclasses"]),
                    rule(["watch"], [""], ["events"]),
                    rule(["create", "patch", "update"], ["", "events.k8s.io"], ["events"]),
                ]),
            role(
                "system:volume-scheduler",
                [
                    rule(["get", "list", "patch", "update", "watch"], [""], ["persistentvolumes"]),
                    rule(read, ["storage.k8s.io"], ["storageclasses"]),
                    rule(["get", "list", "patch", "update", "watch"], [""], ["persistentvolumeclaims"]),
                ]),
        ]
    }

    static var clusterRoleBindings: [Object] {
        [
            binding("cluster-admin", ["system:masters"]),
            binding("system:basic-user", ["system:authenticated"]),
            binding("system:discovery", ["system:authenticated"]),
            binding("system:public-info-viewer", ["system:authenticated", "system:unauthenticated"]),
            binding("system:service-account-issuer-discovery", ["system:serviceaccounts"]),
        ] + ControllerRoles.clusterRoleBindings
    }

    private static let discoveryPaths = [
        "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version",
        "/version/",
    ]

    private static let read = ["get", "list", "watch"]
    private static let all = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    private static let write = ["create", "delete", "deletecollection", "patch", "update"]

    private static var basicRules: [PolicyRule] {
        [
            rule(["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
            rule(["create"], ["authentication.k8s.io"], ["selfsubjectreviews"]),
        ]
    }

    private static var adminRules: [PolicyRule] {
        [
            rule(["create"], ["authorization.k8s.io"], ["localsubjectaccessreviews"]),
            rule(all, ["rbac.authorization.k8s.io"], ["rolebindings", "roles"]),
        ]
    }

    private static var viewRules: [PolicyRule] {
        [
            rule(
                read, [""],
                [
                    "configmaps", "endpoints", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods",
                    "replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts", "services",
                    "services/status",
                ]),
            rule(
                read, [""],
                [
                    "bindings", "limitranges", "namespaces/status", "pods/log", "pods/status",
                    "replicationcontrollers/status", "resourcequotas", "resourcequotas/status",
                ]),
            rule(read, [""], ["namespaces"]),
            rule(read, ["", "events.k8s.io"], ["events"]),
            rule(read, ["discovery.k8s.io"], ["endpointslices"]),
            rule(
                read, ["apps"],
                [
                    "controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale",
                    "deployments/status", "replicasets", "replicasets/scale", "replicasets/status", "statefulsets",
                    "statefulsets/scale", "statefulsets/status",
                ]),
            rule(read, ["autoscaling"], ["horizontalpodautoscalers", "horizontalpodautoscalers/status"]),
            rule(read, ["batch"], ["cronjobs", "cronjobs/status", "jobs", "jobs/status"]),
            rule(
                read, ["extensions"],
                [
                    "daemonsets", "daemonsets/status", "deployments", "deployments/scale", "deployments/status",
                    "ingresses", "ingresses/status", "networkpolicies", "replicasets", "replicasets/scale",
                    "replicasets/status", "replicationcontrollers/scale",
                ]),
            rule(read, ["policy"], ["poddisruptionbudgets", "poddisruptionbudgets/status"]),
            rule(read, ["networking.k8s.io"], ["ingresses", "ingresses/status", "networkpolicies"]),
            rule(
                read, ["resource.k8s.io"],
                ["resourceclaims", "resourceclaims/status", "resourceclaimtemplates"]),
        ]
    }

    private static var editRules: [PolicyRule] {
        [
            rule(
                read, [""], ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"]),
            rule(["impersonate"], [""], ["serviceaccounts"]),
            rule(write, [""], ["pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy"]),
            rule(["create"], [""], ["pods/eviction"]),
            rule(
                write, [""],
                [
                    "configmaps", "persistentvolumeclaims", "replicationcontrollers", "replicationcontrollers/scale",
                    "secrets", "serviceaccounts", "services", "services/proxy",
                ]),
            rule(["create"], [""], ["serviceaccounts/token"]),
            rule(write, ["", "events.k8s.io"], ["events"]),
            rule(
                write, ["apps"],
                [
                    "daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets",
                    "replicasets/scale", "statefulsets", "statefulsets/scale",
                ]),
            rule(write, ["autoscaling"], ["horizontalpodautoscalers"]),
            rule(write, ["batch"], ["cronjobs", "jobs"]),
            rule(
                write, ["extensions"],
                [
                    "daemonsets", "deployments", "deployments/rollback", "deployments/scale", "ingresses",
                    "networkpolicies", "replicasets", "replicasets/scale", "replicationcontrollers/scale",
                ]),
            rule(write, ["policy"], ["poddisruptionbudgets"]),
            rule(write, ["networking.k8s.io"], ["ingresses", "networkpolicies"]),
            rule(all, ["coordination.k8s.io"], ["leases"]),
            rule(write, ["resource.k8s.io"], ["resourceclaims", "resourceclaimtemplates"]),
        ]
    }

    private static func rule(_ verbs: [String], _ groups: [String], _ resources: [String]) -> PolicyRule {
        PolicyRule(verbs: verbs, apiGroups: groups, resources: resources)
    }

    private static func urls(_ verbs: [String], _ urls: [String]) -> PolicyRule {
        PolicyRule(verbs: verbs, nonResourceURLs: urls)
    }

    private static func metadata(_ name: String, _ labels: [String]) -> Value {
        var all: Object = ["kubernetes.io/bootstrapping": "rbac-defaults"]
        for label in labels { all[label] = "true" }
        return [
            "name": .string(name), "labels": .object(all),
            "annotations": ["rbac.authorization.kubernetes.io/autoupdate": "true"],
        ]
    }

    static func role(_ name: String, _ rules: [PolicyRule], labels: [String] = []) -> Object {
        [
            "kind": "ClusterRole", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": metadata(name, labels),
            "rules": .array(rules.map(\.value)),
        ]
    }

    private static func aggregated(_ name: String, _ from: [String], labels: [String] = []) -> Object {
        [
            "kind": "ClusterRole", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": metadata(name, labels),
            "aggregationRule": ["clusterRoleSelectors": .array(from.map { ["matchLabels": [$0: "true"]] })],
            "rules": .array([]),
        ]
    }

    private static func binding(_ role: String, _ groups: [String]) -> Object {
        binding(role, groups.map(group))
    }

    static func binding(_ role: String, _ subjects: [Value]) -> Object {
        var object: Object = [
            "kind": "ClusterRoleBinding", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": metadata(role, []),
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(role)],
        ]
        if !subjects.isEmpty { object["subjects"] = .array(subjects) }
        return object
    }

    static func group(_ name: String) -> Value {
        ["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": .string(name)]
    }
}
