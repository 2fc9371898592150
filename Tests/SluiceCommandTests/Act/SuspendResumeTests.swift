import KubernetesModel
import Testing

@testable import SluiceCommand

@Suite struct SuspendResumeTests {
    private var cluster: FakeCluster {
        FakeCluster([Make.kustomization("apps"), Make.kustomization("infra")], controller: Make.reconciled)
    }

    @Test func `suspending several names reports those that are missing and succeeds`() async {
        let cluster = cluster
        let run = await sluice("suspend kustomization apps nope apps", on: cluster)
        #expect(run.exitCode == 0)
        #expect(
            run.errors == """
                ► suspending kustomization apps in flux-system namespace
                ✔ kustomization suspended
                ✗ Kustomization nope not found in flux-system namespace

                """)
        #expect(cluster.object(.kustomization, "flux-system", "apps")?.isSuspended == true)
        #expect(cluster.object(.kustomization, "flux-system", "infra")?.isSuspended == false)
    }

    @Test func `all of a namespace can be suspended, and none is an error`() async {
        let cluster = cluster
        #expect(await sluice("suspend ks --all", on: cluster).exitCode == 0)
        #expect(cluster.object(.kustomization, "flux-system", "infra")?.isSuspended == true)
        #expect(await sluice("suspend ks --all -n none", on: cluster).errors == "✗ no objects found\n")
        #expect(await sluice("suspend ks", on: cluster).errors == "✗ kustomization name is required\n")
    }

    @Test func `resuming one object waits for it`() async {
        let run = await sluice("resume kustomization apps", on: cluster)
        #expect(run.exitCode == 0)
        #expect(
            run.errors == """
                ► resuming kustomization apps in flux-system namespace
                ✔ kustomization resumed
                ◎ waiting for Kustomization reconciliation
                ✔ Kustomization apps reconciliation completed
                ✔ applied revision \(Make.revision)

                """)
    }

    @Test func `resuming several does not wait unless asked`() async {
        let run = await sluice("resume ks apps infra", on: cluster)
        #expect(!run.errors.contains("waiting"))
        let waited = await sluice("resume ks apps nope --wait", on: cluster)
        #expect(waited.exitCode == 0)
        #expect(
            waited.progress.contains("✗ Kustomization object 'nope' not found in flux-system namespace"))
        #expect(waited.progress.contains("✔ Kustomization apps reconciliation completed"))
        #expect(!(await sluice("resume ks apps --wait=false", on: cluster).errors.contains("waiting")))
    }

    @Test func `nothing to resume is no error`() async {
        let run = await sluice("resume ks --all -n none", on: cluster)
        #expect(run.exitCode == 0)
        #expect(run.errors == "✗ no Kustomization objects found in none namespace\n")
    }

    @Test func `a wait that fails fails the command`() async {
        let cluster = FakeCluster([Make.kustomization("apps", ready: "False", message: "no such path")])
        let run = await sluice("resume ks apps", on: cluster)
        #expect(run.exitCode == 1)
        #expect(
            run.progress.suffix(2) == [
                "✗ Kustomization apps reconciliation failed: no such path",
                "✗ reconciliation failed for 1 Kustomization(s)",
            ])
    }
}
