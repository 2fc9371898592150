import DocumentModel
import KubernetesModel
import KubernetesSchema
import Testing

struct BuiltInSchemaTests {
    static func kind(_ apiVersion: String, _ kind: String) -> GroupVersionKind {
        GroupVersionKind(apiVersion: apiVersion, kind: kind)
    }

    @Test func `a kind knows what discovery says of it`() throws {
        let info = try #require(BuiltInSchema.shared.kind(for: Self.kind("apps/v1", "Deployment")))
        #expect(info.plural == "deployments")
        #expect(info.singular == "deployment")
        #expect(info.shortNames == ["deploy"])
        #expect(info.categories == ["all"])
        #expect(info.isNamespaced)
        #expect(info.verbs == ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"])
        #expect(info.subresources.map(\.name) == ["scale", "status"])
        #expect(info.subresources.first?.kind == Self.kind("autoscaling/v1", "Scale"))
    }

    @Test(arguments: [
        ("v1", "Namespace", "namespaces", false), ("v1", "Secret", "secrets", true),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false),
        ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", true),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false),
    ])
    func `kinds have their plural and scope`(_ row: (String, String, String, Bool)) throws {
        let info = try #require(BuiltInSchema.shared.kind(for: Self.kind(row.0, row.1)))
        #expect(info.plural == row.2)
        #expect(info.isNamespaced == row.3)
    }

    @Test func `an unknown kind has neither information nor type`() {
        #expect(BuiltInSchema.shared.kind(for: Self.kind("example.org/v1", "Deployment")) == nil)
        #expect(BuiltInSchema.shared.type(for: Self.kind("apps/v1beta1", "Deployment")) == nil)
        #expect(BuiltInSchema.shared.type(named: "core.v1.Nothing") == nil)
    }

    @Test func `lists know how their elements are told apart`() throws {
        let spec = try #require(BuiltInSchema.shared.type(named: "core.v1.ServiceSpec"))
        let ports = try #require(spec["ports"])
        guard case .list(let element, .map(let keys)) = ports.type else {
            Issue.record("ports is no map list")
            return
        }
        #expect(keys == ["port", "protocol"])
        #expect(ports.patchMergeKey == "port")
        #expect(ports.mergesElements)
        #expect(element.fields?["protocol"]?.keyDefault == "TCP")
        #expect(element.fields?["protocol"]?.enumeration == ["SCTP", "TCP", "UDP"])
        #expect(element.fields?["port"]?.isRequired == true)
    }

    @Test func `patch strategies and atomic types are known`() throws {
        let deployment = try #require(BuiltInSchema.shared.type(named: "apps.v1.DeploymentSpec"))
        #expect(deployment["strategy"]?.retainsKeys == true)
        #expect(deployment["selector"]?.type.fields?.isAtomic == true)
        let volumes = try #require(BuiltInSchema.shared.type(named: "core.v1.PodSpec")?["volumes"])
        #expect(volumes.retainsKeys && volumes.mergesElements && volumes.patchMergeKey == "name")
        let claim = try #require(BuiltInSchema.shared.type(named: "core.v1.PersistentVolumeSpec")?["claimRef"])
        #expect(claim.type.fields?.isAtomic == false)
    }

    @Test func `every name in the table stands for a type`() {
        for name in BuiltInSchema.shared.typeNames {
            guard let type = BuiltInSchema.shared.type(named: name) else {
                Issue.record("\(name) cannot be read")
                continue
            }
            for field in type.fields { check(field.type, of: "\(name).\(field.name)") }
        }
        for kind in BuiltInSchema.shared.kinds { #expect(BuiltInSchema.shared.type(named: kind.typeName) != nil) }
    }

    private func check(_ type: TypeSchema, of path: String) {
        switch type {
        case .named(let name): #expect(BuiltInSchema.shared.type(named: name) != nil, "\(path) refers to \(name)")
        case .list(let element, _), .map(let element, _): check(element, of: path)
        default: break
        }
    }
}
