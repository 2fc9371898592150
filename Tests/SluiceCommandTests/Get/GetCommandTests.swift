import KubernetesModel
import Testing

@testable import SluiceCommand

@Suite struct GetCommandTests {
    static let cluster = FakeCluster([
        Make.gitRepository("podinfo", message: "Fetched revision: \(Make.revision)", labels: ["team": "one"]),
        Make.gitRepository("podinfo-shard1", message: "Fetched revision: \(Make.revision)"),
        Make.gitRepository(
            "gr-failed", namespace: "broken", ready: "False", message: "failed to checkout and determine revision",
            revision: ""),
        Make.gitRepository(
            "gr-unknown", namespace: "broken", ready: "Unknown", message: "reconciliation in progress", revision: ""),
        Make.gitRepository(
            "gr-ready", namespace: "broken", message: "Fetched revision: \(Make.revision)", suspend: true),
        Make.kustomization("apps"), KubernetesObject(kind: .kustomization, namespace: "flux-system", name: "new"),
    ])

    @Test func `sources are shown with short digests in padded columns`() async {
        let run = await sluice("get sources git", on: Self.cluster)
        #expect(run.exitCode == 0)
        #expect(
            run.output == """
                NAME          \tREVISION          \tSUSPENDED\tREADY\tMESSAGE                              
                podinfo       \tmain@sha1:696f056d\tFalse    \tTrue \tFetched revision: main@sha1:696f056d\t
                podinfo-shard1\tmain@sha1:696f056d\tFalse    \tTrue \tFetched revision: main@sha1:696f056d\t

                """)
    }

    @Test func `labels, names and the header can be chosen`() async {
        let labelled = await sluice("get source git -l team=one --no-header", on: Self.cluster)
        #expect(
            labelled.output
                == "podinfo\tmain@sha1:696f056d\tFalse\tTrue\tFetched revision: main@sha1:696f056d\t\n")
        let named = await sluice("get sources git podinfo-shard1 --no-header", on: Self.cluster)
        #expect(named.output.hasPrefix("podinfo-shard1\t"))
    }

    static let selectors = [
        ("ready=false", ["gr-failed"]), ("READY=True", ["gr-ready"]), ("ready!=true", ["gr-failed", "gr-unknown"]),
        ("Healthy=true", []), ("Healthy!=true", ["gr-failed", "gr-ready", "gr-unknown"]),
    ]

    @Test(arguments: selectors) func `conditions select, in any case`(_ selector: String, _ names: [String]) async {
        let run = await sluice("get sources git -n broken --no-header --status-selector \(selector)", on: Self.cluster)
        let found = run.output.split(separator: "\n").compactMap { $0.split(whereSeparator: \.isWhitespace).first }
        #expect(found.map(String.init) == names)
    }

    @Test func `all namespaces have a column of their own`() async {
        let run = await sluice("get sources git -A", on: Self.cluster)
        #expect(run.output.hasPrefix("NAMESPACE  \tNAME"))
        #expect(run.output.contains("broken     \tgr-ready"))
        #expect(run.output.contains("\tTrue     \tTrue"))
    }

    @Test func `an object nobody has reconciled is not ready`() async {
        let run = await sluice("get ks --show-source", on: Self.cluster)
        #expect(run.output.hasPrefix("NAME\tSOURCE"))
        #expect(run.output.contains("apps\tGitRepository/flux-system/platform\tmain@sha1:696f056d\tFalse"))
        #expect(run.output.contains("False\twaiting to be reconciled"))
    }

    static let nothing = [
        ("get ks -n none", "✗ no Kustomization objects found in \"none\" namespace\n"),
        ("get ks nope", "✗ Kustomization object 'nope' not found in \"flux-system\" namespace\n"),
        ("get hr -A", "✗ no HelmRelease objects found in any namespace\n"),
        (
            "get ks --status-selector ready",
            "✗ expected status selector in type=status or type!=status format, but found: ready\n"
        ),
        ("get all -w", "✗ expected a single resource type, but found all\n"),
        ("get sources git --show-source", "✗ --show-source is for kustomizations and helmreleases\n"),
    ]

    @Test(arguments: nothing) func `nothing found, and what cannot be found, is an error`(
        _ line: String, _ message: String
    ) async {
        let run = await sluice(line, on: Self.cluster)
        #expect(run.exitCode == 1)
        #expect(run.errors == message)
    }

    @Test func `all kinds have a table each with their names, and missing kinds are left out`() async {
        let cluster = FakeCluster(
            [Make.gitRepository("platform"), Make.kustomization("apps")], kinds: [.gitRepository, .kustomization])
        let run = await sluice("get all", on: cluster)
        #expect(run.exitCode == 0)
        #expect(run.output.contains("\ngitrepository/platform\t"))
        #expect(run.output.contains("\t\n\nNAME"))
        #expect(run.output.contains("\nkustomization/apps\t"))
        #expect(await sluice("get all -n empty", on: cluster).output.isEmpty)
    }

    @Test func `a kind the cluster does not know is its error`() async {
        let run = await sluice("get images policy", on: FakeCluster(kinds: []))
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("no matches for kind \"ImagePolicy\""))
    }
}
