internal import DocumentModel

/// The roles of the controllers of a cluster and of its other parts (`plugin/pkg/auth/authorizer/rbac/bootstrappolicy` of
/// Kubernetes), which charts bind and people look up.
///
/// A rule is a line: verbs, groups, resources and perhaps names, each with commas; `-` is the core group. `events` is the rule of
/// all who write events.
enum ControllerRoles {
    static var clusterRoles: [Object] {
        parts.map { BootstrapRoles.role($0.name, $0.rules) }
            + controllers.map { BootstrapRoles.role("system:controller:\($0.name)", $0.rules) }
    }

    static var clusterRoleBindings: [Object] {
        let own = controllers.map { BootstrapRoles.binding("system:controller:\($0.name)", [account($0.name)]) }
        return own + bindings.map { BootstrapRoles.binding($0.role, $0.subjects) }
    }

    private static let bindings: [(role: String, subjects: [Value])] = [
        ("system:kube-controller-manager", [user("system:kube-controller-manager")]),
        ("system:kube-dns", [account("kube-dns")]), ("system:kube-scheduler", [user("system:kube-scheduler")]),
        ("system:monitoring", [BootstrapRoles.group("system:monitoring")]), ("system:node", []),
        ("system:node-proxier", [user("system:kube-proxy")]),
        ("system:volume-scheduler", [user("system:kube-scheduler")]),
    ]

    private static func user(_ name: String) -> Value {
        ["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(name)]
    }

    private static func account(_ name: String) -> Value {
        ["kind": "ServiceAccount", "name": .string(name), "namespace": "kube-system"]
    }

    /// Reads a table of roles: a name on a line, its rules on the lines below, set in.
    static func read(_ table: String) -> [(name: String, rules: [PolicyRule])] {
        var roles: [(name: String, rules: [PolicyRule])] = []
        for line in table.split(separator: "\n") {
            if line.first != " " {
                roles.append((String(line), []))
            } else if !roles.isEmpty {
                roles[roles.count - 1].rules.append(rule(line))
            }
        }
        return roles
    }

    private static func rule(_ line: Substring) -> PolicyRule {
        let parts = line.split(separator: " ").map { part in
            part.split(separator: ",").map { $0 == "-" ? "" : String($0) }
        }
        if parts.count == 1 {
            return PolicyRule(
                verbs: ["create", "patch", "update"], apiGroups: ["", "events.k8s.io"], resources: ["events"])
        }
        func part(_ index: Int) -> [String] { index < parts.count ? parts[index] : [] }
        return PolicyRule(verbs: part(0), apiGroups: part(1), resources: part(2), resourceNames: part(3))
    }

    private static let parts = read(
        """
        system:certificates.k8s.io:certificatesigningrequests:nodeclient
          create certificates.k8s.io certificatesigningrequests/nodeclient
        system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
          create certificates.k8s.io certificatesigningrequests/selfnodeclient
        system:certificates.k8s.io:kube-apiserver-client-approver
          approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client
        system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
          approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client-kubelet
        system:certificates.k8s.io:kubelet-serving-approver
          approve certificates.k8s.io signers kubernetes.io/kubelet-serving
        system:certificates.k8s.io:legacy-unknown-approver
          approve certificates.k8s.io signers kubernetes.io/legacy-unknown
        system:kube-controller-manager
          events
          create coordination.k8s.io leases
          get,update coordination.k8s.io leases kube-controller-manager
          create - secrets,serviceaccounts
          delete - secrets
          get - configmaps,namespaces,secrets,serviceaccounts
          update - secrets,serviceaccounts
          create authentication.k8s.io tokenreviews
          create authorization.k8s.io subjectaccessreviews
          list,watch * *
          create - serviceaccounts/token
        system:node
          create authentication.k8s.io tokenreviews
          create authorization.k8s.io localsubjectaccessreviews,subjectaccessreviews
          get,list,watch - services
          create,get,list,watch - nodes
          patch,update - nodes/status
          patch,update - nodes
          events
          get,list,watch - pods
          create,delete - pods
          patch,update - pods/status
          create - pods/eviction
          get,list,watch - configmaps,secrets
          get - persistentvolumeclaims,persistentvolumes
          get - endpoints
          create,get,list,watch certificates.k8s.io certificatesigningrequests
          create,delete,get,patch,update coordination.k8s.io leases
          get storage.k8s.io volumeattachments
          create - serviceaccounts/token
          get,patch,update - persistentvolumeclaims/status
          get,list,watch storage.k8s.io csidrivers
          create,delete,get,patch,update storage.k8s.io csinodes
          get,list,watch node.k8s.io runtimeclasses
          get resource.k8s.io resourceclaims
          deletecollection resource.k8s.io resourceslices
          get - serviceaccounts
        """)

    private static let controllers = read(
        """
        attachdetach-controller
          list,watch - persistentvolumeclaims,persistentvolumes
          get,list,watch - nodes
          patch,update - nodes/status
          list,watch - pods
          events
          create,delete,get,list,watch storage.k8s.io volumeattachments
          get,list,watch storage.k8s.io csidrivers
          get,list,watch storage.k8s.io csinodes
        certificate-controller
          delete,get,list,watch certificates.k8s.io certificatesigningrequests
          update certificates.k8s.io certificatesigningrequests/approval,certificatesigningrequests/status
          approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client-kubelet
          sign certificates.k8s.io signers kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving,kubernetes.io/legacy-unknown
          create authorization.k8s.io subjectaccessreviews
          events
        clusterrole-aggregation-controller
          escalate,get,list,patch,update,watch rbac.authorization.k8s.io clusterroles
        cronjob-controller
          get,list,update,watch batch cronjobs
          create,delete,get,list,patch,update,watch batch jobs
          update batch cronjobs/status
          update batch cronjobs/finalizers
          delete,list,watch - pods
          events
        daemon-set-controller
          get,list,watch apps,extensions daemonsets
          update apps,extensions daemonsets/status
          update apps,extensions daemonsets/finalizers
          list,watch - nodes
          create,delete,list,patch,watch - pods
          create - pods/binding
          create,delete,get,list,patch,update,watch apps controllerrevisions
          events
        deployment-controller
          get,list,update,watch apps,extensions deployments
          update apps,extensions deployments/status
          update apps,extensions deployments/finalizers
          create,delete,get,list,patch,update,watch apps,extensions replicasets
          get,list,update,watch - pods
          events
        device-taint-eviction-controller
          delete,get,list,watch - pods
          patch,update - pods/status
          get,list,watch resource.k8s.io resourceclaims
          get,list,watch resource.k8s.io resourceslices
          get,list,watch resource.k8s.io deviceclasses
          events
        disruption-controller
          get,list,watch apps,extensions deployments
          get,list,watch apps,extensions replicasets
          get,list,watch - replicationcontrollers
          get,list,watch policy poddisruptionbudgets
          get,list,watch apps statefulsets
          update policy poddisruptionbudgets/status
          patch,update - pods/status
          get * */scale
          events
        endpoint-controller
          get,list,watch - pods,services
          create,delete,get,list,update,watch - endpoints
          create - endpoints/restricted
          events
        endpointslice-controller
          get,list,watch - nodes,pods,services
          update - services/finalizers
          create,delete,get,list,update,watch discovery.k8s.io endpointslices
          create discovery.k8s.io endpointslices/restricted
          events
        endpointslicemirroring-controller
          get,list,watch - endpoints,services
          update - services/finalizers
          update - endpoints/finalizers
          create,delete,get,list,update,watch discovery.k8s.io endpointslices
          create discovery.k8s.io endpointslices/restricted
          events
        ephemeral-volume-controller
          get,list,watch - pods
          update - pods/finalizers
          create,get,list,watch - persistentvolumeclaims
          events
        expand-controller
          get,list,patch,update,watch - persistentvolumes
          patch,update - persistentvolumeclaims/status
          get,list,watch - persistentvolumeclaims
          events
        generic-garbage-collector
          delete,get,list,patch,update,watch * *
          events
        horizontal-pod-autoscaler
          get,list,watch autoscaling horizontalpodautoscalers
          update autoscaling horizontalpodautoscalers/status
          get,update * */scale
          list,watch - pods
          list,watch metrics.k8s.io pods
          get,list,watch custom.metrics.k8s.io *
          get,list,watch external.metrics.k8s.io *
          events
        job-controller
          get,list,patch,update,watch batch jobs
          update batch jobs/status
          update batch jobs/finalizers
          create,delete,list,patch,watch - pods
          events
        legacy-service-account-token-cleaner
          get - configmaps kube-apiserver-legacy-service-account-token-tracking
          delete,patch - secrets
        namespace-controller
          delete,get,list,watch - namespaces
          update - namespaces/finalize,namespaces/status
          delete,deletecollection,get,list,watch * *
        node-controller
          delete,get,list,patch,update,watch - nodes
          patch,update - nodes/status
          patch,update - pods/status
          delete,get,list,watch - pods
          events
        persistent-volume-binder
          create,delete,get,list,update,watch - persistentvolumes
          update - persistentvolumes/status
          get,list,update,watch - persistentvolumeclaims
          update - persistentvolumeclaims/status
          create,delete,get,list,watch - pods
          get,list,watch storage.k8s.io storageclasses
          list,watch - nodes
          events
          watch - events
        pod-garbage-collector
          delete,list,watch - pods
          get,list,watch - nodes
          patch - pods/status
        pv-protection-controller
          get,list,update,watch - persistentvolumes
          events
        pvc-protection-controller
          get,list,update,watch - persistentvolumeclaims
          update - persistentvolumeclaims/status
          get,list,watch - pods
          events
        replicaset-controller
          get,list,update,watch apps,extensions replicasets
          update apps,extensions replicasets/status
          update apps,extensions replicasets/finalizers
          create,delete,list,patch,watch - pods
          events
        replication-controller
          get,list,update,watch - replicationcontrollers
          update - replicationcontrollers/status
          update - replicationcontrollers/finalizers
          create,delete,list,patch,watch - pods
          events
        resource-claim-controller
          get,list,watch - pods
          update - pods/finalizers
          create,delete,get,list,watch resource.k8s.io resourceclaims
          patch,update resource.k8s.io resourceclaims,resourceclaims/status
          patch,update - pods/status
          events
          patch,update resource.k8s.io resourceclaims/binding
        resourcequota-controller
          list,watch * *
          update - resourcequotas/status
          events
        root-ca-cert-publisher
          create,update - configmaps
          events
        route-controller
          list,watch - nodes
          patch - nodes/status
          events
        selinux-warning-controller
          events
          get,list,watch - persistentvolumes
          get,list,watch - persistentvolumeclaims
          get,list,watch - pods
          get,list,watch storage.k8s.io csidrivers
        service-account-controller
          create - serviceaccounts
          events
        service-cidrs-controller
          get,list,patch,update,watch networking.k8s.io servicecidrs
          patch,update networking.k8s.io servicecidrs/finalizers
          patch,update networking.k8s.io servicecidrs/status
          get,list,watch networking.k8s.io ipaddresses
          events
        service-controller
          get,list,watch - services
          patch,update - services/status
          list,watch - nodes
          events
        statefulset-controller
          list,watch - pods
          get,list,watch apps statefulsets
          update apps statefulsets/status
          update apps statefulsets/finalizers
          create,delete,get,patch,update - pods
          create,delete,get,list,patch,update,watch apps controllerrevisions
          create,get,list,watch - persistentvolumeclaims
          delete,update - persistentvolumeclaims
          update - pods/finalizers
          events
        ttl-after-finished-controller
          delete,get,list,watch batch jobs
          events
        ttl-controller
          list,patch,update,watch - nodes
          events
        validatingadmissionpolicy-status-controller
          get,list,watch admissionregistration.k8s.io validatingadmissionpolicies
          get,patch,update admissionregistration.k8s.io validatingadmissionpolicies/status
          events
        volumeattributesclass-protection-controller
          get,list,watch - persistentvolumeclaims
          get,list,watch - persistentvolumes
          get,list,update,watch storage.k8s.io volumeattributesclasses
          events
        """)
}
