internal import DocumentModel
internal import KubernetesModel

/// Keeps pods out that the security standard of their namespace does not allow, and warns of workloads that would make such.
struct PodSecurity: AdmissionPlugin {
    let store: ObjectStore

    /// Where the pod is in objects that make pods.
    private static let templates: [ResourceKey: [String]] = [
        ResourceKey(group: "", plural: "podtemplates"): ["template"],
        ResourceKey(group: "", plural: "replicationcontrollers"): ["spec", "template"],
        .deployments: ["spec", "template"], .replicaSets: ["spec", "template"], .statefulSets: ["spec", "template"],
        .daemonSets: ["spec", "template"], .jobs: ["spec", "template"],
        .cronJobs: ["spec", "jobTemplate", "spec", "template"],
    ]

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard review.operation == .create || review.operation == .update else { return }
        switch target.resource {
        case .namespaces:
            if target.subresource.isEmpty { try checkNamespace(object, &review) }
        case .pods:
            guard ["", "ephemeralcontainers", "resize"].contains(target.subresource) else { return }
            if let old = review.old, Self.images(object) == Self.images(old) { return }
            try checkPod(.object(object), &review)
        default:
            guard target.subresource.isEmpty, let path = Self.templates[target.resource],
                let template = Value.object(object).at(path)
            else { return }
            warn(template, policy(target.namespace), &review)
        }
    }

    private func policy(_ namespace: String) -> PodSecurityPolicy {
        PodSecurityPolicy(store.object(.namespaces, ObjectKey(name: namespace))?.labels ?? [:])
    }

    private func checkPod(_ pod: Value, _ review: inout AdmissionReview) throws(APIError) {
        let policy = policy(review.target.namespace)
        let violations = PodSecurityChecks.violations(of: pod, policy.enforced.level)
        guard violations.isEmpty else {
            throw .forbidden(
                group: "", resource: "pods", review.target.name,
                "violates PodSecurity \(GoText.quoted("\(policy.enforced)")): \(Self.text(violations))")
        }
        warn(pod, policy, &review)
    }

    private func warn(_ pod: Value, _ policy: PodSecurityPolicy, _ review: inout AdmissionReview) {
        let violations = PodSecurityChecks.violations(of: pod, policy.warned.level)
        guard !violations.isEmpty else { return }
        review.warnings.append(
            "would violate PodSecurity \(GoText.quoted("\(policy.warned)")): \(Self.text(violations))")
    }

    private static func text(_ violations: [PodSecurityChecks.Violation]) -> String {
        violations.map { "\($0.reason) (\($0.detail))" }.joined(separator: ", ")
    }

    private static func images(_ pod: Object) -> [[Value?]] {
        ["initContainers", "containers", "ephemeralContainers"].map { list in
            (pod["spec"]?[list]?.array ?? []).map { $0["image"] }
        }
    }
}

// MARK: Namespaces

extension PodSecurity {
    /// Labels must be readable; a stricter level warns of the pods that are there already.
    private func checkNamespace(_ object: Object, _ review: inout AdmissionReview) throws(APIError) {
        let policy = PodSecurityPolicy(KubernetesObject(content: object).labels)
        let before = review.old.map { PodSecurityPolicy(KubernetesObject(content: $0).labels) }
        if !policy.errors.isEmpty, before?.errors != policy.errors {
            throw .invalid(review.target.definition, review.target.name, policy.errors)
        }
        guard let before, policy.enforced != before.enforced, policy.enforced.level != .privileged else { return }
        if policy.enforced.version == before.enforced.version, policy.enforced.level <= before.enforced.level { return }
        review.warnings += warnings(about: policy.enforced, in: review.target.name)
    }

    private func warnings(about standard: PodSecurityPolicy.Standard, in namespace: String) -> [String] {
        var pods: [String: [String]] = [:]
        for pod in store.snapshot(.pods).objects(in: namespace) {
            let violations = PodSecurityChecks.violations(of: pod.value, standard.level)
            guard !violations.isEmpty else { continue }
            pods[violations.map(\.reason).joined(separator: ", "), default: []].append(pod.key.name)
        }
        guard !pods.isEmpty else { return [] }
        let start =
            "existing pods in namespace \(GoText.quoted(namespace)) violate the new PodSecurity enforce level "
            + GoText.quoted("\(standard)")
        let lines = pods.map { reason, names in
            let others = names.count - 1
            let rest = others == 0 ? "" : " (and \(others) other pod\(others == 1 ? "" : "s"))"
            return "\(names.min() ?? "")\(rest): \(reason)"
        }
        return [start] + lines.sorted()
    }
}
