internal import DocumentModel
internal import KubernetesModel
internal import Synchronization

/// Role-based access control over the roles and bindings in the store.
final class Authorizer: Sendable {
    private let store: ObjectStore
    private let compiled = Mutex<Compiled?>(nil)

    private struct Compiled: Sendable {
        var versions: [Int64]
        var policy: RolePolicy
    }

    init(store: ObjectStore) { self.store = store }

    /// Whether somebody may do something.
    func isAllowed(_ attributes: AccessAttributes) -> Bool { decision(attributes).isAllowed }

    /// Whether somebody may do something, and what says so.
    func decision(_ attributes: AccessAttributes) -> (isAllowed: Bool, reason: String) {
        if attributes.user.isMaster { return (true, "") }
        var problems: [String] = []
        for grant in policy.grants(to: attributes.user, namespace: attributes.namespace) {
            guard let rules = grant.rules else {
                problems.append(grant.missing)
                continue
            }
            if rules.contains(where: { $0.allows(attributes) }) { return (true, "RBAC: allowed by \(grant.source)") }
        }
        guard let first = problems.first else { return (false, "") }
        return (false, "RBAC: " + (problems.count == 1 ? first : "[\(problems.joined(separator: ", "))]"))
    }

    /// All that a user may do in a namespace.
    func rules(for user: UserInfo, namespace: String) -> [PolicyRule] {
        if user.isMaster {
            return [
                PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]),
                PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
            ]
        }
        return policy.rules(for: user, namespace: namespace)
    }

    /// The rules of a role that a binding names; nil when there is no such role.
    func rules(ofRole kind: String, _ name: String, namespace: String) -> [PolicyRule]? {
        kind == "ClusterRole"
            ? policy.clusterRoles[name] : policy.roles[ObjectKey(namespace: namespace, name: name)]
    }

    private static let tables: [ResourceKey] = [.clusterRoles, .clusterRoleBindings, .roles, .roleBindings]

    /// Compiled again when a role or binding has changed since.
    private var policy: RolePolicy {
        let versions = Self.tables.map(store.lastChange)
        return compiled.withLock { compiled in
            if let compiled, compiled.versions == versions { return compiled.policy }
            let policy = RolePolicy(store)
            compiled = Compiled(versions: versions, policy: policy)
            return policy
        }
    }
}

/// Roles and bindings, read.
struct RolePolicy: Sendable {
    struct Binding: Sendable {
        var name: String
        var subjects: [Subject]
        var roleKind: String
        var roleName: String
    }

    struct Subject: Sendable {
        var kind: String
        var name: String
        var namespace: String

        func matches(_ user: UserInfo, in bindingNamespace: String) -> Bool {
            switch kind {
            case "User": user.name == name
            case "Group": user.groups.contains(name)
            case "ServiceAccount":
                user.name == "system:serviceaccount:\(namespace.isEmpty ? bindingNamespace : namespace):\(name)"
            default: false
            }
        }
    }

    private(set) var clusterRoles: [String: [PolicyRule]] = [:]
    private(set) var roles: [ObjectKey: [PolicyRule]] = [:]
    private var clusterBindings: [Binding] = []
    private var bindings: [String: [Binding]] = [:]

    init(_ store: ObjectStore) {
        for role in store.snapshot(.clusterRoles).objects { clusterRoles[role.key.name] = Self.rules(role) }
        for role in store.snapshot(.roles).objects { roles[role.key] = Self.rules(role) }
        for binding in store.snapshot(.clusterRoleBindings).objects { clusterBindings.append(Self.binding(binding)) }
        for binding in store.snapshot(.roleBindings).objects {
            bindings[binding.key.namespace, default: []].append(Self.binding(binding))
        }
    }

    /// What a binding gives to somebody.
    struct Grant {
        /// Nil when there is no such role.
        var rules: [PolicyRule]?
        var source: String
        /// What is said of the role when it is not there.
        var missing: String
    }

    /// What applies to a user in a namespace, cluster-wide rules included.
    func rules(for user: UserInfo, namespace: String) -> [PolicyRule] {
        grants(to: user, namespace: namespace).flatMap { $0.rules ?? [] }
    }

    func grants(to user: UserInfo, namespace: String) -> [Grant] {
        let wide = clusterBindings.compactMap { binding in
            binding.subjects.first { $0.matches(user, in: "") }.map { subject in
                grant(binding, "ClusterRoleBinding \(GoText.quoted(binding.name))", subject, namespace: "")
            }
        }
        guard !namespace.isEmpty else { return wide }
        return wide
            + (bindings[namespace] ?? []).compactMap { binding in
                binding.subjects.first { $0.matches(user, in: namespace) }.map { subject in
                    grant(
                        binding, "RoleBinding \(GoText.quoted("\(binding.name)/\(namespace)"))", subject,
                        namespace: namespace)
                }
            }
    }

    private func grant(_ binding: Binding, _ title: String, _ subject: Subject, namespace: String) -> Grant {
        let isWide = binding.roleKind == "ClusterRole"
        let name = GoText.quoted(binding.roleName)
        var who = subject.name
        if subject.kind == "ServiceAccount" { who += "/" + (subject.namespace.isEmpty ? namespace : subject.namespace) }
        return Grant(
            rules: isWide
                ? clusterRoles[binding.roleName] : roles[ObjectKey(namespace: namespace, name: binding.roleName)],
            source: "\(title) of \(binding.roleKind) \(name) to \(subject.kind) \(GoText.quoted(who))",
            missing: "\(isWide ? "clusterrole" : "role").rbac.authorization.k8s.io \(name) not found")
    }

    private static func rules(_ role: StoredObject) -> [PolicyRule] {
        (role.object["rules"]?.array ?? []).map(PolicyRule.init)
    }

    private static func binding(_ stored: StoredObject) -> Binding {
        let object = stored.object
        let subjects = (object["subjects"]?.array ?? []).map { subject in
            Subject(
                kind: subject["kind"]?.string ?? "", name: subject["name"]?.string ?? "",
                namespace: subject["namespace"]?.string ?? "")
        }
        return Binding(
            name: stored.key.name, subjects: subjects, roleKind: object["roleRef"]?["kind"]?.string ?? "",
            roleName: object["roleRef"]?["name"]?.string ?? "")
    }
}
