internal import DocumentModel
internal import KubernetesModel

/// What the cluster adds to pods: their priority, and how long they bear a node that is gone.
struct PodAdmission: AdmissionPlugin {
    let store: ObjectStore

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard target.resource == .pods, target.subresource.isEmpty || review.operation == .create else { return }
        var spec = object["spec"]?.object ?? [:]
        switch review.operation {
        case .create:
            try setAccount(&spec, review)
            try setPriority(&spec, review)
        case .update: break
        default: return
        }
        addTolerations(&spec)
        object["spec"] = .object(spec)
    }

    private static let systemClasses: Set<String> = ["system-cluster-critical", "system-node-critical"]

    /// The priorities of the system stay.
    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard review.operation == .delete, target.resource == .priorityClasses,
            Self.systemClasses.contains(target.name)
        else { return }
        throw .forbidden(
            group: target.definition.group, resource: target.definition.plural, target.name,
            "this is a system priority class and cannot be deleted")
    }

    /// A pod acts as an account of its namespace, whose token it sees unless it or the account says no.
    private func setAccount(_ spec: inout Object, _ review: AdmissionReview) throws(APIError) {
        var name = spec["serviceAccountName"]?.string ?? ""
        if name.isEmpty { name = "default" }
        spec["serviceAccountName"] = .string(name)
        spec["serviceAccount"] = .string(name)
        let key = ObjectKey(namespace: review.target.namespace, name: name)
        guard let account = store.object(.serviceAccounts, key)?.value else {
            // The account of a new namespace comes a moment after it.
            if name == "default" { return }
            let problems = NameSyntax.pathSegment(name)
            if !problems.isEmpty {
                throw .forbidden(
                    group: "", resource: "pods", review.target.name,
                    "error looking up service account \(key.namespace)/\(name): invalid resource name "
                        + "\(GoText.quoted(name)): [\(problems.joined(separator: " "))]")
            }
            throw .forbidden(
                group: "", resource: "pods", review.target.name,
                "error looking up service account \(key.namespace)/\(name): serviceaccount \(GoText.quoted(name)) not found"
            )
        }
        if (spec["imagePullSecrets"]?.array ?? []).isEmpty, let secrets = account["imagePullSecrets"]?.array,
            !secrets.isEmpty
        {
            spec["imagePullSecrets"] = .array(secrets)
        }
        let mounts =
            spec["automountServiceAccountToken"]?.bool ?? account["automountServiceAccountToken"]?.bool ?? true
        if mounts { mountToken(&spec) }
    }

    private static let tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount"

    private func mountToken(_ spec: inout Object) {
        let name = "kube-api-access-" + RandomName.suffix()
        var isMounted = false
        for list in ["initContainers", "containers"] {
            guard var containers = spec[list]?.array else { continue }
            for index in containers.indices {
                var mounts = containers[index]["volumeMounts"]?.array ?? []
                guard !mounts.contains(where: { $0["mountPath"]?.string == Self.tokenPath }) else { continue }
                mounts.append(["name": .string(name), "readOnly": true, "mountPath": .string(Self.tokenPath)])
                containers[index]["volumeMounts"] = .array(mounts)
                isMounted = true
            }
            spec[list] = .array(containers)
        }
        guard isMounted else { return }
        var volumes = spec["volumes"]?.array ?? []
        volumes.append([
            "name": .string(name),
            "projected": [
                "sources": [
                    ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]],
                    [
                        "configMap": [
                            "name": "kube-root-ca.crt", "items": [["key": "ca.crt", "path": "ca.crt"]],
                        ]
                    ],
                    [
                        "downwardAPI": [
                            "items": [
                                [
                                    "path": "namespace",
                                    "fieldRef": ["apiVersion": "v1", "fieldPath": "metadata.namespace"],
                                ]
                            ]
                        ]
                    ],
                ], "defaultMode": 420,
            ],
        ])
        spec["volumes"] = .array(volumes)
    }

    private func setPriority(_ spec: inout Object, _ review: AdmissionReview) throws(APIError) {
        var name = spec["priorityClassName"]?.string ?? ""
        if name.isEmpty {
            name =
                store.snapshot(.priorityClasses).objects.first { $0.value["globalDefault"]?.bool == true }?.key.name
                ?? ""
            if !name.isEmpty { spec["priorityClassName"] = .string(name) }
        }
        guard !name.isEmpty else {
            try check(spec["priority"], computed: 0, review)
            spec["priority"] = 0
            return try setPreemption(&spec, "PreemptLowerPriority", review)
        }
        guard let priority = store.object(.priorityClasses, ObjectKey(name: name))?.value else {
            throw .forbidden(
                group: "", resource: "pods", review.target.name, "no PriorityClass with name \(name) was found")
        }
        let value = priority["value"]?.integer ?? 0
        try check(spec["priority"], computed: value, review)
        spec["priority"] = .integer(value)
        try setPreemption(&spec, priority["preemptionPolicy"]?.string ?? "PreemptLowerPriority", review)
    }

    private func setPreemption(
        _ spec: inout Object, _ computed: String, _ review: AdmissionReview
    ) throws(APIError) {
        if let given = spec["preemptionPolicy"]?.string, given != computed {
            throw .forbidden(
                group: "", resource: "pods", review.target.name,
                "the string value of PreemptionPolicy (\(given)) must not be provided in pod spec; priority admission "
                    + "controller computed \(computed) from the given PriorityClass name")
        }
        spec["preemptionPolicy"] = .string(computed)
    }

    private func check(_ given: Value?, computed: Int64, _ review: AdmissionReview) throws(APIError) {
        guard let given = given?.integer, given != computed else { return }
        throw .forbidden(
            group: "", resource: "pods", review.target.name,
            "the integer value of priority (\(given)) must not be provided in pod spec; priority admission controller "
                + "computed \(computed) from the given PriorityClass name")
    }

    private func addTolerations(_ spec: inout Object) {
        var tolerations = spec["tolerations"]?.array ?? []
        for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
            let isThere = tolerations.contains { toleration in
                let effect = toleration["effect"]?.string ?? ""
                let own = toleration["key"]?.string ?? ""
                return (own == key || own.isEmpty) && (effect == "NoExecute" || effect.isEmpty)
            }
            guard !isThere else { continue }
            tolerations.append([
                "key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
            ])
        }
        spec["tolerations"] = .array(tolerations)
    }
}
