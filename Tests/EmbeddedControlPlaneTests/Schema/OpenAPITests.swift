import DocumentModel
import KubernetesModel
import Testing

@testable import EmbeddedControlPlane

struct OpenAPITests {
    private static let version3 = ResourceCatalog.openAPIv3(
        .init(group: "apps", version: "v1"), ResourceCatalog.builtIn)

    @Test func `a document of a group has the types its kinds need`() throws {
        let schemas = try #require(Self.version3.at("components", "schemas")?.object)
        let deployment = try #require(schemas["io.k8s.api.apps.v1.Deployment"])
        #expect(
            deployment["x-kubernetes-group-version-kind"] == [["group": "apps", "kind": "Deployment", "version": "v1"]])
        #expect(
            deployment.at("properties", "spec", "allOf")?[0]?["$ref"]
                == "#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec")
        let containers = schemas["io.k8s.api.core.v1.PodSpec"]?.at("properties", "containers")
        #expect(containers?["x-kubernetes-patch-merge-key"] == "name")
        #expect(containers?["x-kubernetes-list-map-keys"] == ["name"])
        #expect(
            schemas["io.k8s.api.apps.v1.DeploymentStrategy"]?.at("properties", "type", "enum")
                == ["Recreate", "RollingUpdate"])
    }

    @Test func `every reference leads to a schema`() throws {
        let document2 = ResourceCatalog.openAPIv2(ResourceCatalog.builtIn)
        for (document, prefix) in [(Self.version3, "#/components/schemas/"), (document2, "#/definitions/")] {
            let schemas = try #require(
                (document.at("components", "schemas") ?? document["definitions"])?.object)
            var missing: Set<String> = []
            Self.references(in: document) { reference in
                if schemas[String(reference.dropFirst(prefix.count))] == nil { missing.insert(reference) }
            }
            #expect(missing == [])
        }
    }

    @Test func `paths say which kind they are for`() {
        let path = Self.version3.at("paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
        #expect(path?.at("patch", "x-kubernetes-action") == "patch")
        #expect(path?.at("get", "x-kubernetes-group-version-kind", "kind") == "Deployment")
        let names = (path?.at("patch", "parameters")?.array ?? []).compactMap { $0["name"]?.string }
        #expect(names.sorted() == ["dryRun", "fieldManager", "fieldValidation", "force"])
    }

    private static func references(in value: Value, _ body: (String) -> Void) {
        switch value {
        case .object(let object):
            for (key, inner) in object {
                if key == "$ref", let text = inner.string { body(text) } else { references(in: inner, body) }
            }
        case .array(let items): for item in items { references(in: item, body) }
        default: break
        }
    }
}
