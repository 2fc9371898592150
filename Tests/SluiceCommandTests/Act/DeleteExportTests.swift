import DocumentModel
import KubernetesModel
import Testing

@testable import SluiceCommand

@Suite struct DeleteExportTests {
    @Test func `deleting asks first`() async {
        let cluster = FakeCluster([Make.kustomization("apps")])
        let refused = await sluice("delete ks apps", on: cluster, input: ["n"], isInteractive: true)
        #expect(refused.exitCode == 1)
        #expect(refused.errors.hasSuffix("✗ aborting\n"))
        let unasked = await sluice("delete ks apps", on: cluster)
        #expect(unasked.errors.contains("use --silent"))
        #expect(cluster.object(.kustomization, "flux-system", "apps") != nil)
        let done = await sluice("delete ks apps", on: cluster, input: ["y"], isInteractive: true)
        #expect(done.exitCode == 0)
        #expect(
            done.errors.hasSuffix(
                "► deleting kustomization apps in flux-system namespace\n✔ kustomization deleted\n"))
        #expect(cluster.object(.kustomization, "flux-system", "apps") == nil)
    }

    @Test func `an export is what Git should hold`() async {
        var object = Make.gitRepository("platform", labels: ["team": "one"])
        object.annotations = ["note": "kept"]
        object.content["metadata"]?["uid"] = "1234"
        let run = await sluice("export source git platform", on: FakeCluster([object]))
        #expect(
            run.output == """
                ---
                apiVersion: source.toolkit.fluxcd.io/v1
                kind: GitRepository
                metadata:
                  annotations:
                    note: kept
                  labels:
                    team: one
                  name: platform
                  namespace: flux-system
                spec:
                  interval: 5m0s
                  ref:
                    branch: main
                  url: https://git.example.com/platform

                """)
    }

    @Test func `all objects are exported, with the Secrets they refer to when asked for`() async {
        var source = Make.gitRepository("a")
        source.content["spec"]?["secretRef"] = ["name": "auth"]
        var secret = KubernetesObject(kind: .secret, namespace: "flux-system", name: "auth")
        secret.content["data"] = ["password": "c2VjcmV0"]
        let cluster = FakeCluster([source, Make.gitRepository("b"), secret])
        let plain = await sluice("export source git --all", on: cluster)
        #expect(plain.output.components("---\n") == 2)
        #expect(!plain.output.contains("c2VjcmV0"))
        let full = await sluice("export source git --all --with-credentials", on: cluster)
        #expect(full.output.components("---\n") == 3)
        #expect(full.output.contains("  password: c2VjcmV0"))
        #expect(full.output.contains("name: b"))
    }

    @Test func `a name or all is needed, and there must be something`() async {
        #expect(await sluice("export ks").errors == "✗ name is required\n")
        #expect(await sluice("export ks --all").errors == "✗ no objects found in flux-system namespace\n")
        #expect(await sluice("export ks --all --with-credentials").errors == "✗ --with-credentials is for sources\n")
    }
}

extension String {
    /// How often `text` occurs.
    func components(_ text: String) -> Int { ranges(of: text).count }
}
