import DocumentModel
import KubernetesModel
import Testing

@testable import SluiceCommand

/// What commands tell of an installation.
@Suite struct InstallationTests {
    private static func deployment(_ name: String, image: String, ready: Bool = true) -> KubernetesObject {
        var object = KubernetesObject(kind: .deployment, namespace: "flux-system", name: name)
        object.labels = ["app.kubernetes.io/part-of": "flux"]
        object.content["metadata"]?["generation"] = 1
        object.content["spec"] = [
            "replicas": 1,
            "template": [
                "metadata": ["labels": ["app": .string(name)]],
                "spec": ["containers": [["name": "manager", "image": .string(image)]]],
            ],
        ]
        let count: Value = ready ? 1 : 0
        object.content["status"] = [
            "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": count,
            "availableReplicas": count,
            "conditions": [["type": "Available", "status": ready ? "True" : "False"]],
        ]
        return object
    }

    private static func definition(labels: [String: String] = [:]) -> KubernetesObject {
        var object = KubernetesObject(
            kind: .customResourceDefinition, name: "gitrepositories.source.toolkit.fluxcd.io")
        object.labels = ["app.kubernetes.io/part-of": "flux", "app.kubernetes.io/version": "v0.1.0"]
            .merging(labels) { $1 }
        object.content["status"] = ["storedVersions": ["v1beta2", "v1"]]
        return object
    }

    private static func pod(log: String) -> KubernetesObject {
        var object = KubernetesObject(kind: .pod, namespace: "flux-system", name: "source-controller-1")
        object.labels = ["app": "source-controller"]
        object.annotations = ["log": log]
        object.content["status"] = ["phase": "Running"]
        return object
    }

    static let image = "ghcr.io:443/fluxcd/source-controller:v1.2.3@sha256:abc"
    static let installed = FakeCluster([deployment("source-controller", image: image), definition()])

    @Test func `the versions of the tool and the controllers are listed`() async {
        let run = await sluice("version", on: Self.installed)
        #expect(
            run.output == "flux: v0.1.0\ndistribution: flux-v0.1.0\nsource-controller: v1.2.3@sha256:abc\n")
        #expect(await sluice("version --client").output == "flux: v0.1.0\n")
        #expect(await sluice("version --client -o json").output == "{\n  \"flux\": \"v0.1.0\"\n}\n")
        #expect(await sluice("version").errors == "✗ no deployments found in flux-system namespace\n")
        #expect(await sluice("version -o xml").errors == "✗ --output must be json or yaml, not xml\n")
    }

    @Test func `a sound installation passes the check`() async {
        let run = await sluice("check", on: Self.installed)
        #expect(run.exitCode == 0)
        #expect(
            run.errors == """
                ► checking prerequisites
                ✔ Kubernetes 1.36.2 >=1.33.0-0
                ► checking version in cluster
                ✔ distribution: flux-v0.1.0
                ✔ bootstrapped: false
                ► checking controllers
                ✔ source-controller: deployment ready
                ► \(Self.image)
                ► checking crds
                ✔ gitrepositories.source.toolkit.fluxcd.io/v1
                ✔ all checks passed

                """)
    }

    @Test func `a cluster without an installation fails the check but not its first part`() async {
        let bare = await sluice("check")
        #expect(bare.exitCode == 1)
        #expect(bare.progress.contains("✗ checking failed: nothing is installed in this cluster"))
        #expect(bare.progress.last == "✗ check failed")
        let pre = await sluice("check --pre")
        #expect(pre.exitCode == 0)
        #expect(
            pre.errors
                == "► checking prerequisites\n✔ Kubernetes 1.36.2 >=1.33.0-0\n✔ prerequisites checks passed\n")
    }

    @Test func `a controller that is not ready, or missing, fails the check`() async {
        let cluster = FakeCluster([
            Self.deployment("source-controller", image: "a/source-controller:v1", ready: false), Self.definition(),
        ])
        let run = await sluice("check --timeout 20ms --poll-interval 1ms", on: cluster)
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("✗ source-controller: deployment not ready"))
        let missing = await sluice("check --components kustomize-controller", on: Self.installed)
        #expect(missing.progress.contains("✗ kustomize-controller: deployment not found"))
    }

    @Test func `beside the embedded control plane the controllers are no Deployments`() async {
        let cluster = FakeCluster([Self.definition()], version: "v1.36.0+sluice")
        let run = await sluice("check", on: cluster)
        #expect(run.exitCode == 0)
        #expect(run.errors.contains("controllers run as processes"))
        #expect(await sluice("version", on: cluster).output == "flux: v0.1.0\ndistribution: flux-v0.1.0\n")
    }

    @Test func `objects are counted by kind`() async {
        let cluster = FakeCluster([
            Make.gitRepository("a"), Make.gitRepository("b", ready: "False", suspend: true), Make.kustomization("c"),
        ])
        let run = await sluice("stats", on: cluster)
        #expect(run.output.hasPrefix("RECONCILERS          \tRUNNING\tFAILING\tSUSPENDED\tSTORAGE \n"))
        #expect(run.output.contains("GitRepository        \t1      \t1      \t1        \t3.0 KiB\t"))
        #expect(run.output.contains("Kustomization        \t1      \t0      \t0        \t-      \t"))
        #expect(await sluice("stats -A", on: FakeCluster(kinds: [])).exitCode == 0)
    }

    static let log = """
        starting up
        {"level":"info","ts":"2023-11-14T22:00:00.000Z","msg":"starting manager"}
        {"level":"error","ts":"2023-11-14T22:01:00.000Z","msg":"Reconciler error","controllerKind":"GitRepository","name":"platform","namespace":"flux-system","error":"no route"}
        {"level":"info","ts":"2023-11-14T22:02:00.000Z","msg":"stored","controllerKind":"GitRepository","name":"other","namespace":"apps"}

        """

    static let filters: [(String, [String])] = [
        ("logs", ["2023-11-14T22:01:00.000Z error GitRepository/platform.flux-system - Reconciler error no route"]),
        (
            "logs -A",
            [
                "2023-11-14T22:00:00.000Z info  - starting manager ",
                "2023-11-14T22:01:00.000Z error GitRepository/platform.flux-system - Reconciler error no route",
                "2023-11-14T22:02:00.000Z info GitRepository/other.apps - stored ",
            ]
        ),
        ("logs -A --level info --name other", ["2023-11-14T22:02:00.000Z info GitRepository/other.apps - stored "]),
        ("logs -A --kind Kustomization", []),
    ]

    @Test(arguments: filters) func `log lines are picked and put into words`(_ line: String, _ lines: [String]) async {
        let cluster = FakeCluster([
            Self.deployment("source-controller", image: Self.image), Self.pod(log: Self.log),
        ])
        let run = await sluice(line, on: cluster)
        #expect(run.exitCode == 0)
        #expect(run.output.split(separator: "\n").map(String.init) == lines)
    }

    @Test func `logs need pods, and flags that fit together`() async {
        #expect(await sluice("logs").errors.hasPrefix("✗ no Flux pods found in namespace \"flux-system\""))
        #expect(
            await sluice("logs --since 5m --since-time 2023-11-14T22:00:00Z").errors
                == "✗ at most one of --since and --since-time may be given\n")
        #expect(
            await sluice("logs --since-time yesterday").errors == "✗ yesterday is not a valid (RFC3339) time\n")
        #expect(await sluice("logs --level loud").errors.hasPrefix("✗ log level 'loud' is not supported"))
    }

    @Test func `an installation that keeps itself in step with Git is left alone`() async {
        let labels = [
            "kustomize.toolkit.fluxcd.io/name": "flux-system", "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
        ]
        let run = await sluice("install", on: FakeCluster([Self.definition(labels: labels)]))
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("already been bootstrapped with Flux v0.1.0"))
    }

    @Test func `an installation of another tool is taken over only when told so`() async {
        let cluster = FakeCluster([Self.definition(labels: ["app.kubernetes.io/managed-by": "Helm"])])
        let run = await sluice("install", on: cluster, input: ["n"], isInteractive: true)
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("has been installed on this cluster with Helm!"))
        #expect(run.errors.hasSuffix("✗ installation cancelled\n"))
    }

    @Test func `uninstalling removes what carries the labels, and the finalizers in its way`() async {
        var source = Make.gitRepository("platform", namespace: "apps")
        source.finalizers = ["finalizers.fluxcd.io"]
        let cluster = FakeCluster([
            Self.deployment("source-controller", image: Self.image), Self.definition(), source,
            KubernetesObject(kind: .namespace, name: "flux-system"),
        ])
        let dry = await sluice("uninstall --dry-run", on: cluster)
        #expect(dry.progress.contains("✔ Deployment/flux-system/source-controller deleted (dry run)"))
        #expect(cluster.object(.deployment, "flux-system", "source-controller") != nil)
        #expect(await sluice("uninstall", on: cluster).exitCode == 1)
        let run = await sluice("uninstall --silent", on: cluster)
        #expect(run.exitCode == 0)
        #expect(run.progress.first == "► deleting components in flux-system namespace")
        #expect(run.progress.contains("✔ GitRepository/apps/platform finalizers deleted"))
        #expect(run.progress.suffix(2) == ["✔ Namespace/flux-system deleted", "✔ uninstall finished"])
        #expect(cluster.object(.deployment, "flux-system", "source-controller") == nil)
        #expect(cluster.object(.gitRepository, "apps", "platform")?.finalizers == [])
    }
}
