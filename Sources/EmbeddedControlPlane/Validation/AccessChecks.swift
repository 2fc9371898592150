internal import DocumentModel

/// Roles and bindings.
extension Checks {
    mutating func role(_ object: Object, isClusterRole: Bool) {
        for (index, rule) in (object["rules"]?.array ?? []).enumerated() {
            let path = "rules[\(index)]"
            if (rule["verbs"]?.array ?? []).isEmpty {
                required("\(path).verbs", "verbs must contain at least one value")
            }
            if !(rule["nonResourceURLs"]?.array ?? []).isEmpty {
                if !isClusterRole {
                    invalid(
                        "\(path).nonResourceURLs", rule["nonResourceURLs"],
                        "namespaced rules cannot apply to non-resource URLs")
                }
                if ["apiGroups", "resources", "resourceNames"].contains(where: { !(rule[$0]?.array ?? []).isEmpty }) {
                    invalid(
                        "\(path).nonResourceURLs", rule["nonResourceURLs"],
                        "rules cannot apply to both regular resources and non-resource URLs")
                }
                continue
            }
            if (rule["apiGroups"]?.array ?? []).isEmpty {
                required("\(path).apiGroups", "resource rules must supply at least one api group")
            }
            if (rule["resources"]?.array ?? []).isEmpty {
                required("\(path).resources", "resource rules must supply at least one resource")
            }
        }
        guard let aggregation = object["aggregationRule"], aggregation.object != nil else { return }
        let path = "aggregationRule.clusterRoleSelectors"
        let selectors = aggregation["clusterRoleSelectors"]?.array ?? []
        if selectors.isEmpty {
            required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil")
        }
        for (index, selector) in selectors.enumerated() {
            self.selector("\(path)[\(index)]", selector)
            let isReadable = (selector["matchLabels"]?.object ?? [:]).allSatisfy {
                NameSyntax.qualifiedName($0.key).isEmpty && NameSyntax.labelValue($0.value.string ?? "").isEmpty
            }
            if !SelectorMatch.isUsable(selector) || !isReadable {
                invalid("\(path)[\(index)]", .null, "invalid label selector.")
            }
        }
    }

    mutating func binding(_ object: Object, isClusterBinding: Bool) {
        let role = object["roleRef"] ?? [:]
        oneOf("roleRef.apiGroup", role["apiGroup"] ?? "", ["rbac.authorization.k8s.io"])
        oneOf(
            "roleRef.kind", role["kind"] ?? "", isClusterBinding ? ["ClusterRole"] : ["Role", "ClusterRole"],
            sorted: false)
        let name = role["name"]?.string ?? ""
        if name.isEmpty {
            required("roleRef.name")
        } else {
            invalid("roleRef.name", name, NameSyntax.pathSegment(name))
        }
        for (index, subject) in (object["subjects"]?.array ?? []).enumerated() {
            self.subject("subjects[\(index)]", subject, needsNamespace: isClusterBinding)
        }
    }

    private mutating func subject(_ path: String, _ subject: Value, needsNamespace: Bool) {
        let name = subject["name"]?.string ?? ""
        if name.isEmpty { required("\(path).name") }
        switch subject["kind"]?.string {
        case "ServiceAccount":
            if !name.isEmpty { invalid("\(path).name", name, NameSyntax.subdomain(name)) }
            if let group = subject["apiGroup"]?.string, !group.isEmpty {
                oneOf("\(path).apiGroup", .string(group), [""])
            }
            if needsNamespace, (subject["namespace"]?.string ?? "").isEmpty { required("\(path).namespace") }
        case "User", "Group": oneOf("\(path).apiGroup", subject["apiGroup"] ?? "", ["rbac.authorization.k8s.io"])
        default: oneOf("\(path).kind", subject["kind"] ?? "", ["ServiceAccount", "User", "Group"], sorted: false)
        }
    }
}
