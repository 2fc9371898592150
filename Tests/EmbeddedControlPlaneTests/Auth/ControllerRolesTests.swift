import DocumentModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct ControllerRolesTests {
    @Test func `a table of roles is read line by line`() {
        let roles = ControllerRoles.read(
            """
            one
              get,list -,apps pods,deployments/scale a,b
              events
            two
              list * *
            """)
        #expect(roles.map(\.name) == ["one", "two"])
        #expect(
            roles[0].rules == [
                PolicyRule(
                    verbs: ["get", "list"], apiGroups: ["", "apps"], resources: ["pods", "deployments/scale"],
                    resourceNames: ["a", "b"]),
                PolicyRule(
                    verbs: ["create", "patch", "update"], apiGroups: ["", "events.k8s.io"], resources: ["events"]),
            ])
        #expect(roles[1].rules == [PolicyRule(verbs: ["list"], apiGroups: ["*"], resources: ["*"])])
    }

    @Test func `each controller has a role and a binding of its name`() {
        let names = ControllerRoles.clusterRoles.compactMap { $0["metadata"]?["name"]?.string }
        let bound = ControllerRoles.clusterRoleBindings.compactMap { $0["roleRef"]?["name"]?.string }
        let own = names.filter { $0.hasPrefix("system:controller:") }
        #expect(own.count == 38)
        #expect(Set(own).isSubset(of: bound))
        #expect(Set(names).count == names.count)
    }
}
