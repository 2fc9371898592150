internal import DocumentModel
internal import KubernetesModel

/// Nobody grants by roles and bindings what they do not have themselves.
struct EscalationGuard: AdmissionPlugin {
    let authorizer: Authorizer

    private static let group = "rbac.authorization.k8s.io"

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard target.definition.group == Self.group, review.operation == .create || review.operation == .update,
            !target.user.isMaster
        else { return }
        switch target.resource {
        case .roles, .clusterRoles: try checkRole(object, target)
        case .roleBindings, .clusterRoleBindings: try checkBinding(object, target)
        default: break
        }
    }

    private func checkRole(_ object: Object, _ target: Target) throws(APIError) {
        guard !may("escalate", target.definition.plural, target.name, target) else { return }
        try check((object["rules"]?.array ?? []).map(PolicyRule.init), target)
    }

    private func checkBinding(_ object: Object, _ target: Target) throws(APIError) {
        let kind = object["roleRef"]?["kind"]?.string ?? ""
        let name = object["roleRef"]?["name"]?.string ?? ""
        guard !may("bind", kind == "ClusterRole" ? "clusterroles" : "roles", name, target) else { return }
        guard let rules = authorizer.rules(ofRole: kind, name, namespace: target.namespace) else {
            throw .notFound(group: Self.group, resource: target.definition.plural, name)
        }
        try check(rules, target)
    }

    private func may(_ verb: String, _ resource: String, _ name: String, _ target: Target) -> Bool {
        authorizer.isAllowed(
            AccessAttributes(
                user: target.user, verb: verb, group: Self.group, resource: resource, namespace: target.namespace,
                name: name))
    }

    private func check(_ rules: [PolicyRule], _ target: Target) throws(APIError) {
        let own = authorizer.rules(for: target.user, namespace: target.namespace)
        let missing = rules.flatMap(\.atoms).filter { atom in !own.contains { $0.covers(atom) } }
        guard !missing.isEmpty else { return }
        let groups = target.user.groups.map(GoText.quoted).joined(separator: " ")
        let texts = Self.compact(missing).map(Self.text).sorted()
        throw .forbidden(
            group: Self.group, resource: target.definition.plural, target.name,
            "user \(GoText.quoted(target.user.name)) (groups=[\(groups)]) is attempting to grant RBAC permissions not "
                + "currently held:\n" + texts.joined(separator: "\n"))
    }

    /// Rules that differ in nothing but their verbs, made one.
    private static func compact(_ atoms: [PolicyRule]) -> [PolicyRule] {
        var order: [PolicyRule] = []
        var verbs: [PolicyRule: [String]] = [:]
        for atom in atoms {
            var key = atom
            key.verbs = []
            if verbs[key] == nil { order.append(key) }
            for verb in atom.verbs where verbs[key]?.contains(verb) != true { verbs[key, default: []].append(verb) }
        }
        return order.map { key in
            var rule = key
            rule.verbs = verbs[key] ?? []
            return rule
        }
    }

    private static func text(_ rule: PolicyRule) -> String {
        func list(_ texts: [String]) -> String { "[\(texts.map(GoText.quoted).joined(separator: " "))]" }
        var parts: [String] = []
        if !rule.apiGroups.isEmpty { parts.append("APIGroups:\(list(rule.apiGroups))") }
        if !rule.resources.isEmpty { parts.append("Resources:\(list(rule.resources))") }
        if !rule.nonResourceURLs.isEmpty { parts.append("NonResourceURLs:\(list(rule.nonResourceURLs))") }
        if !rule.resourceNames.isEmpty { parts.append("ResourceNames:\(list(rule.resourceNames))") }
        if !rule.verbs.isEmpty { parts.append("Verbs:\(list(rule.verbs))") }
        return "{\(parts.joined(separator: ", "))}"
    }
}
