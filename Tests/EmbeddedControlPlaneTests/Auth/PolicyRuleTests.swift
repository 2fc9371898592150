import DocumentModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct PolicyRuleTests {
    private static let eve = UserInfo(name: "eve", groups: ["system:authenticated"])

    private static func access(
        _ verb: String, _ group: String, _ resource: String, _ subresource: String = "", name: String = ""
    )
        -> AccessAttributes
    {
        AccessAttributes(
            user: eve, verb: verb, group: group, resource: resource, subresource: subresource, namespace: "n",
            name: name)
    }

    private static let pods = PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["pods", "*/scale"])

    @Test func `a rule allows what it names and nothing else`() {
        #expect(Self.pods.allows(Self.access("get", "", "pods")))
        #expect(!Self.pods.allows(Self.access("list", "", "pods")))
        #expect(!Self.pods.allows(Self.access("get", "apps", "pods")))
        #expect(!Self.pods.allows(Self.access("get", "", "pods", "log")))
        #expect(Self.pods.allows(Self.access("get", "", "replicationcontrollers", "scale")))
    }

    @Test func `resource names bound a rule`() {
        let rule = PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"], resourceNames: ["one"])
        #expect(rule.allows(Self.access("get", "apps", "deployments", name: "one")))
        #expect(!rule.allows(Self.access("get", "apps", "deployments", name: "two")))
        #expect(!rule.allows(Self.access("list", "apps", "deployments")))
    }

    @Test func `a rule covers the smaller ones`() {
        let all = PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"])
        #expect(Self.pods.atoms.count == 2)
        #expect(Self.pods.atoms.allSatisfy(all.covers))
        #expect(!all.atoms.contains(where: Self.pods.covers))
    }

    @Test func `a denial has the words of the real server`() {
        #expect(
            Self.access("get", "", "configmaps", name: "two").denial.message
                == #"configmaps "two" is forbidden: User "eve" cannot get resource "configmaps" in API group "" in the namespace "n""#
        )
        #expect(
            AccessAttributes(user: .anonymous, verb: "get", path: "/api").denial.message
                == #"forbidden: User "system:anonymous" cannot get path "/api""#)
    }
}
