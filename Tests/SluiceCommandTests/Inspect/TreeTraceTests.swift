import DocumentModel
import KubernetesModel
import Testing

@testable import SluiceCommand

@Suite struct TreeTraceTests {
    static let cluster = FakeCluster([
        Make.kustomization(
            "flux-system",
            inventory: [
                "_flux-system__Namespace", "flux-system_source-controller_apps_Deployment",
                "flux-system_infrastructure_kustomize.toolkit.fluxcd.io_Kustomization",
                "flux-system_flux-system_kustomize.toolkit.fluxcd.io_Kustomization",
                "flux-system_platform_source.toolkit.fluxcd.io_GitRepository",
            ]),
        Make.kustomization(
            "infrastructure",
            inventory: ["_cert-manager__Namespace", "_system__admin_rbac.authorization.k8s.io_ClusterRole"]),
        Make.kustomization("empty"), Make.gitRepository("platform", message: "Fetched revision: \(Make.revision)"),
        deployment(labels: [
            "kustomize.toolkit.fluxcd.io/name": "empty", "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
        ]),
        KubernetesObject(kind: .configMap, namespace: "apps", name: "free"), pod,
    ])

    private static func deployment(labels: [String: String]) -> KubernetesObject {
        var object = KubernetesObject(kind: .deployment, namespace: "apps", name: "web")
        object.labels = labels
        return object
    }

    private static var pod: KubernetesObject {
        var object = KubernetesObject(kind: .pod, namespace: "apps", name: "web-1")
        object.content["metadata"]?["ownerReferences"] = [
            ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "controller": true]
        ]
        return object
    }

    @Test func `a tree goes through Kustomizations and never in circles`() async {
        let run = await sluice("tree kustomization flux-system", on: Self.cluster)
        #expect(
            run.output == """
                Kustomization/flux-system/flux-system
                ├── Namespace/flux-system
                ├── Deployment/flux-system/source-controller
                ├── Kustomization/flux-system/infrastructure
                │   ├── Namespace/cert-manager
                │   └── ClusterRole/system:admin
                └── GitRepository/flux-system/platform


                """)
    }

    @Test func `a compact tree has the toolkit's objects alone`() async {
        let run = await sluice("tree ks flux-system --compact", on: Self.cluster)
        #expect(
            run.output == """
                Kustomization/flux-system/flux-system
                ├── Kustomization/flux-system/infrastructure
                └── GitRepository/flux-system/platform


                """)
        #expect(await sluice("tree ks empty", on: Self.cluster).output == "Kustomization/flux-system/empty\n\n")
    }

    @Test func `a tree comes as JSON and YAML too`() async throws {
        let json = await sluice("tree ks infrastructure -o json", on: Self.cluster)
        let value = try JSON.parse(json.output)
        #expect(value["resources"]?[0]?.at("resource", "Name")?.string == "cert-manager")
        let yaml = await sluice("tree ks infrastructure -o yaml", on: Self.cluster)
        #expect(try YAML.parseFirst(yaml.output) == value)
        #expect(await sluice("tree ks empty -o xml").errors == "✗ --output must be json or yaml, not xml\n")
    }

    @Test(arguments: ["trace deployment web", "trace deploy/web", "trace web --kind Deployment --api-version apps/v1"])
    func `an object is traced to its source`(_ line: String) async {
        let run = await sluice("\(line) -n apps", on: Self.cluster)
        #expect(
            run.output == """

                Object:          Deployment/web
                Namespace:       apps
                Status:          Managed by Flux
                ---
                Kustomization:   empty
                Namespace:       flux-system
                Path:            ./apps
                Revision:        \(Make.revision)
                Status:          Last reconciled at 2023-11-14 22:00:00 +0000 UTC
                Message:         Applied revision: \(Make.revision)
                ---
                GitRepository:   platform
                Namespace:       flux-system
                URL:             https://git.example.com/platform
                Branch:          main
                Revision:        \(Make.revision)
                Status:          Last reconciled at 2023-11-14 22:00:00 +0000 UTC
                Message:         Fetched revision: \(Make.revision)

                """)
    }

    @Test func `owners are climbed, and an object without one is said to be nobody's`() async {
        let pod = await sluice("trace pod web-1 -n apps", on: Self.cluster)
        #expect(pod.output.contains("Object:          Pod/web-1"))
        #expect(pod.output.contains("Kustomization:   empty"))
        let free = await sluice("trace configmap free -n apps", on: Self.cluster)
        #expect(free.exitCode == 0)
        #expect(free.errors == "failed to trace ConfigMap/free in namespace apps: object not managed by Flux\n")
    }

    static let wrong = [
        ("trace", "either `<resource>/<name>` or `<resource> <name>` is required as an argument"),
        ("trace deployment", "either `<resource>/<name>` or `<resource> <name>` is required as an argument"),
        ("trace web --kind Deployment", "object apiVersion is required (--api-version)"),
        ("trace web --api-version v1", "object kind is required (--kind)"),
        ("trace widget web", "the server doesn't have a resource type \"widget\""),
        ("trace deployment gone", "failed to find object: Deployment \"gone\" not found"),
    ]

    @Test(arguments: wrong) func `what cannot be traced is an error`(_ line: String, _ message: String) async {
        let run = await sluice(line, on: Self.cluster)
        #expect(run.exitCode == 1)
        #expect(run.errors == "✗ \(message)\n")
    }
}
