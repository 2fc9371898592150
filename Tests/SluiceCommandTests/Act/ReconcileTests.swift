import DocumentModel
import KubernetesModel
import Testing

@testable import SluiceCommand

@Suite struct ReconcileTests {
    private var cluster: FakeCluster {
        FakeCluster(
            [Make.gitRepository("platform"), Make.kustomization("apps")], controller: Make.reconciled)
    }

    @Test func `a Kustomization is reconciled behind its source, and every step is told`() async {
        let run = await sluice("reconcile kustomization apps --with-source", on: cluster)
        #expect(run.exitCode == 0)
        #expect(
            run.errors == """
                ► annotating GitRepository platform in flux-system namespace
                ✔ GitRepository annotated
                ◎ waiting for GitRepository reconciliation
                ✔ fetched revision \(Make.revision)
                ► annotating Kustomization apps in flux-system namespace
                ✔ Kustomization annotated
                ◎ waiting for Kustomization reconciliation
                ✔ applied revision \(Make.revision)

                """)
        #expect(run.output.isEmpty)
    }

    @Test func `a request is a time with nanoseconds`() async {
        let cluster = cluster
        _ = await sluice("reconcile source git platform", on: cluster)
        let object = cluster.object(.gitRepository, "flux-system", "platform")
        #expect(
            object?.annotations["reconcile.fluxcd.io/requestedAt"] == "2023-11-14T22:13:20.000000000Z")
    }

    @Test func `a run that fails ends with its message`() async {
        let cluster = FakeCluster([Make.kustomization("apps")]) { object in
            var failed = Make.reconciled(object)
            failed.content["status"]?["conditions"] = [
                Make.condition("False", "kustomize build failed", reason: "BuildFailed")
            ]
            return failed
        }
        let run = await sluice("reconcile ks apps", on: cluster)
        #expect(run.exitCode == 1)
        #expect(run.progress.last == "✗ Kustomization reconciliation failed: 'kustomize build failed'")
    }

    @Test func `a stalled object ends the wait with its message`() async {
        let cluster = FakeCluster([Make.kustomization("apps")]) { object in
            var stalled = Make.reconciled(object)
            stalled.content["status"]?["conditions"] = [
                Make.condition("False", "path not found"), ["type": "Stalled", "status": "True"],
            ]
            return stalled
        }
        #expect(await sluice("reconcile ks apps", on: cluster).progress.last == "✗ path not found")
    }

    @Test func `a suspended or missing object is refused`() async {
        let cluster = FakeCluster([Make.gitRepository("platform", suspend: true)])
        #expect(await sluice("reconcile source git platform", on: cluster).errors == "✗ resource is suspended\n")
        #expect(await sluice("reconcile source git nope", on: cluster).errors == "✗ GitRepository \"nope\" not found\n")
    }

    @Test func `a wait that takes too long tells the last message`() async {
        let run = await sluice("reconcile ks apps --timeout 20ms", on: FakeCluster([Make.kustomization("apps")]))
        #expect(run.exitCode == 1)
        #expect(
            run.progress.last
                == "✗ timed out after 20ms waiting for Kustomization reconciliation; it last said: Applied revision: \(Make.revision)"
        )
    }
}
