import DocumentModel
import KubernetesModel
import Testing

@testable import SluiceCommand

@Suite struct InstallManifestsTests {
    private func objects(_ change: (inout InstallSettings) -> Void = { _ in }) throws -> [KubernetesObject] {
        var settings = InstallSettings()
        change(&settings)
        return try InstallManifests(settings: settings).objects()
    }

    private func container(_ name: String, in objects: [KubernetesObject]) -> Value? {
        objects.first { $0.kind == "Deployment" && $0.name == name }?
            .value.at("spec", "template", "spec", "containers")?[0]
    }

    @Test func `an installation has everything the controllers need`() throws {
        let subjects = Set(try objects().map(\.subject))
        let expected = [
            "Namespace/flux-system", "CustomResourceDefinition/gitrepositories.source.toolkit.fluxcd.io",
            "CustomResourceDefinition/kustomizations.kustomize.toolkit.fluxcd.io",
            "ClusterRole/crd-controller-flux-system", "ClusterRoleBinding/cluster-reconciler-flux-system",
            "ClusterRole/flux-edit-flux-system", "ClusterRole/flux-view-flux-system",
            "ResourceQuota/flux-system/critical-pods-flux-system", "NetworkPolicy/flux-system/allow-egress",
            "ServiceAccount/flux-system/source-controller", "Deployment/flux-system/source-controller",
            "Deployment/flux-system/kustomize-controller", "Service/flux-system/source-controller",
        ]
        for subject in expected { #expect(subjects.contains(subject), "\(subject)") }
    }

    @Test func `every object carries the labels of the installation, and selectors do not`() throws {
        for object in try objects() {
            #expect(object.labels["app.kubernetes.io/part-of"] == "flux", "\(object.subject)")
            #expect(object.labels["app.kubernetes.io/instance"] == "flux-system")
            #expect(object.labels["app.kubernetes.io/version"] == "v0.1.0")
            guard object.kind == "Deployment" else { continue }
            #expect(object.labels["app.kubernetes.io/component"] == object.name)
            #expect(object.value.at("spec", "selector", "matchLabels") == ["app": .string(object.name)])
            #expect(
                object.value.at("spec", "template", "metadata", "labels")?["app.kubernetes.io/part-of"] == "flux")
        }
    }

    @Test func `definitions come first, workloads later`() throws {
        let kinds = try objects().map(\.kind)
        let definition = try #require(kinds.firstIndex(of: "CustomResourceDefinition"))
        let deployment = try #require(kinds.firstIndex(of: "Deployment"))
        #expect(kinds.first == "Namespace")
        #expect(definition < deployment)
    }

    @Test func `another namespace is in every place that names it`() throws {
        let objects = try objects { $0.namespace = "gitops" }
        let text = objects.map { YAML.text($0.value) }.joined()
        #expect(!text.contains("flux-system"))
        #expect(objects.contains { $0.subject == "ClusterRoleBinding/crd-controller-gitops" })
        #expect(objects.first { $0.kind == "Namespace" }?.name == "gitops")
    }

    @Test func `flags change the arguments at their places`() throws {
        let objects = try objects {
            $0.watchesAllNamespaces = false
            $0.logLevel = "debug"
            $0.clusterDomain = "corp.local"
            $0.registry = "registry.example.com/sluice"
        }
        let source = container("source-controller", in: objects)
        #expect(source?["image"] == "registry.example.com/sluice/source-controller:v0.1.0")
        #expect(
            source?["args"] == [
                "--events-addr=", "--watch-all-namespaces=false", "--log-level=debug", "--log-encoding=json",
                "--enable-leader-election", "--storage-path=/data",
                "--storage-adv-addr=source-controller.$(RUNTIME_NAMESPACE).svc.corp.local.",
            ])
        #expect(container("kustomize-controller", in: objects)?["args"]?.array?.count == 5)
    }

    @Test func `pull secrets, tolerations, policies and components are as asked`() throws {
        let objects = try objects {
            $0.imagePullSecret = "regcred"
            $0.tolerationKeys = ["a/b"]
            $0.networkPolicy = false
            $0.components = ["source-controller"]
        }
        let pod = objects.first { $0.kind == "Deployment" }?.value.at("spec", "template", "spec")
        #expect(pod?["imagePullSecrets"] == [["name": "regcred"]])
        #expect(pod?["tolerations"] == [["key": "a/b", "operator": "Exists"]])
        #expect(!objects.contains { $0.kind == "NetworkPolicy" })
        #expect(objects.count { $0.kind == "Deployment" } == 1)
    }

    @Test func `the export begins with its notice and touches no cluster`() async throws {
        let cluster = FakeCluster()
        let run = await sluice("install --export", on: cluster)
        #expect(run.exitCode == 0)
        #expect(
            run.output.hasPrefix(
                """
                ---
                # This manifest was generated by sluice. DO NOT EDIT.
                # Flux Version: v0.1.0
                # Components: source-controller,kustomize-controller
                apiVersion: v1
                kind: Namespace
                """))
        #expect(try YAML.parse(run.output).count == objects().count)
        #expect(cluster.calls.isEmpty)
    }

    @Test func `installing applies in stages and waits for the controllers`() async {
        let cluster = FakeCluster(kinds: FakeCluster.allKinds + [Self.quota]) { object in
            var live = object
            switch object.kind {
            case "CustomResourceDefinition":
                live.content["status"] = ["conditions": [["type": "Established", "status": "True"]]]
            case "Deployment":
                live.content["status"] = [
                    "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1,
                    "conditions": [["type": "Available", "status": "True"]],
                ]
            case "Namespace": live.content["status"] = ["phase": "Active"]
            default: break
            }
            return live
        }
        let run = await sluice("install", on: cluster)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.contains("Namespace/flux-system created\n"))
        #expect(
            run.progress == [
                "✚ generating manifests", "✔ manifests build completed",
                "► installing components in flux-system namespace",
                "◎ verifying installation", "✔ source-controller: deployment ready",
                "✔ kustomize-controller: deployment ready", "✔ install finished",
            ])
        let again = await sluice("install", on: cluster)
        #expect(again.output.contains("Namespace/flux-system unchanged\n"))
    }

    private static let quota = GroupVersionKind(group: "", version: "v1", kind: "ResourceQuota")

    static let wrong = [
        ("install --components helm-controller", "component helm-controller is not built yet"),
        ("install --components magic", "component magic is not available"),
        ("install --registry-creds a:b", "--registry-creds requires --image-pull-secret to be set"),
        (
            "install --registry-creds ab --image-pull-secret x",
            "invalid --registry-creds format, expected 'user:password'"
        ),
        ("install --version v9.9.9", "version v9.9.9 cannot be installed"),
        ("install --log-level loud", "log level 'loud' is not supported"),
    ]

    @Test(arguments: wrong) func `what cannot be installed is refused`(_ line: String, _ message: String) async {
        let run = await sluice(line)
        #expect(run.exitCode == 1)
        #expect(run.errors.hasPrefix("✗ \(message)"), "\(run.errors)")
    }
}
