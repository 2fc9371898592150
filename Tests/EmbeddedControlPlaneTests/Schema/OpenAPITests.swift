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

    @Test func `what all operations of a path take is said once`() {
        let paths = Self.version3["paths"]
        func names(_ value: Value?) -> [String] { (value?.array ?? []).compactMap { $0["name"]?.string } }
        let object = paths?["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]
        #expect(names(object?["parameters"]) == ["name", "namespace", "pretty"])
        let all = paths?["/apis/apps/v1/deployments"]
        let shared = names(all?["parameters"])
        #expect(shared.contains("labelSelector"))
        #expect(all?.at("get", "parameters") == nil)
        #expect(all?.at("get", "operationId") == "listAppsV1DeploymentForAllNamespaces")
        #expect(object?.at("put", "description") == "replace the specified Deployment")
        let scale = paths?["/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale"]
        #expect(scale?.at("get", "operationId") == "readAppsV1NamespacedDeploymentScale")
    }

    @Test(arguments: [
        ("{type: string, nullable: true}", "{}"),
        ("{type: object, x-kubernetes-preserve-unknown-fields: true}", "{x-kubernetes-preserve-unknown-fields: true}"),
        ("{type: array, nullable: true, items: {type: string}}", "{}"),
        ("{type: string, default: x, pattern: a}", "{type: string, pattern: a}"),
    ])
    func `version 2 has no type for what may be null or unknown`(_ row: (String, String)) throws {
        let schema = try YAML.parseFirst("{type: object, required: [f], properties: {f: \(row.0)}}")
        let simplified = CustomOpenAPI.simplified(schema)
        #expect(simplified.at("properties", "f") == (try YAML.parseFirst(row.1)))
        #expect(simplified["required"] == (row.0.contains("nullable") ? nil : ["f"]))
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
