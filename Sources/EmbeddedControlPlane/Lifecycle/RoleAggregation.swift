internal import DocumentModel
internal import KubernetesModel

/// Fills the rules of cluster roles that are made of others.
struct RoleAggregation: ClusterController {
    let cluster: Cluster

    func run() async {
        var feed = ChangeFeed(cluster.store, [.clusterRoles])
        while !Task.isCancelled {
            guard !(await feed.next().isEmpty) else { continue }
            let roles = cluster.store.snapshot(.clusterRoles).objects
            for role in roles {
                guard let selectors = role.object["aggregationRule"]?["clusterRoleSelectors"]?.array else { continue }
                await aggregate(role, selectors.map(LabelSelector.init), roles)
            }
        }
    }

    private func aggregate(_ role: StoredObject, _ selectors: [LabelSelector], _ roles: [StoredObject]) async {
        var rules: [Value] = []
        for other in roles where other.key != role.key && selectors.contains(where: { $0.matches(other.labels) }) {
            for rule in other.object["rules"]?.array ?? [] where !rules.contains(rule) { rules.append(rule) }
        }
        guard rules != role.object["rules"]?.array ?? [] else { return }
        await cluster.attempt("aggregate a cluster role") { () throws(APIError) in
            // Applied with no rules, the role keeps those of others and loses the controller's own.
            var configuration: Object = [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                "metadata": ["name": .string(role.key.name)],
            ]
            if !rules.isEmpty { configuration["rules"] = .array(rules) }
            try await cluster.apply(
                .clusterRoles, role.key, configuration, manager: "clusterrole-aggregation-controller")
        }
    }
}
