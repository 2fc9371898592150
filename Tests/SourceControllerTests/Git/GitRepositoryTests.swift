import Archiving
import ControllerRuntime
import ControllerRuntimeTesting
import DocumentModel
import Git
import KubernetesModel
import Testing
import ToolkitAPI

@testable import SourceController

@Suite(.timeLimit(.minutes(1))) struct GitRepositoryTests {
    @Test func `a commit becomes an artifact`() async throws {
        try await SourceHarness.use { harness in
            harness.git.serve(["deploy/app.yaml": "kind: A", "run.sh": "#!", "logo.png": "x", "here": "->"])
            let source = try await harness.reconcile(SourceHarness.manifest())
            let artifact = try #require(source.status.artifact)
            let hash = String(repeating: "a", count: 40)
            #expect(artifact.revision == "main@sha1:\(hash)")
            #expect(artifact.path == "gitrepository/apps/app/\(hash).tar.gz")
            #expect(artifact.url == "http://artifacts.test/gitrepository/apps/app/\(hash).tar.gz")
            let contents = try await harness.contents(artifact)
            #expect(contents.files.keys.sorted() == ["deploy/app.yaml", "run.sh"])
            #expect(contents.executables == ["run.sh"])
            #expect(source.metadata.finalizers == ["finalizers.fluxcd.io"])
            #expect(source.status.observedGeneration == 1)
            let conditions = source.status.conditions.map { "\($0.type) \($0.status.rawValue) \($0.reason)" }
            #expect(conditions == ["Ready True Succeeded", "ArtifactInStorage True Succeeded"])
            #expect(source.status.conditions[.ready]?.message == "stored artifact for revision 'main@sha1:\(hash)'")
            #expect(harness.events.map(\.reason) == ["NewArtifact"])
            #expect(harness.events.map(\.message) == ["stored artifact for commit 'Add app'"])
            let event = try #require(harness.cluster.objects("Event").first)
            #expect(event.annotations["source.toolkit.fluxcd.io/revision"] == artifact.revision)
            #expect(event.annotations["source.toolkit.fluxcd.io/digest"] == artifact.digest)
        }
    }

    @Test func `an unchanged revision is neither fetched nor stored again`() async throws {
        try await SourceHarness.use { harness in
            harness.git.serve(["a.yaml": "1"])
            harness.cluster.apply(SourceHarness.manifest())
            try await harness.run { _ in
                try await harness.settled("app")
                let before = try harness.repository("app").status.artifact
                try await harness.request("app", "again")
                let source = try harness.repository("app")
                #expect(source.status.artifact == before)
                #expect(source.status.conditions[.ready]?.status == .true)
            }
            #expect(harness.git.calls.last?.known == (try revision("main", "a")))
            let last = try #require(harness.events.last)
            #expect(last.type == "Normal")
            #expect(last.reason == "GitOperationSucceeded")
            #expect(
                last.message
                    == "no changes since last reconciliation: observed revision 'main@sha1:\(String(repeating: "a", count: 40))'"
            )
        }
    }

    @Test func `a new commit replaces the artifact`() async throws {
        try await SourceHarness.use { harness in
            harness.git.serve(["a.yaml": "1"])
            harness.cluster.apply(SourceHarness.manifest())
            try await harness.run { _ in
                try await harness.settled("app")
                harness.git.serve(["b.yaml": "2"], at: "b", subject: String(repeating: "long ", count: 20))
                try await harness.request("app", "again")
            }
            let source = try harness.repository("app")
            #expect(try await harness.contents(source.status.artifact).files.keys.sorted() == ["b.yaml"])
            #expect(
                harness.events.map(\.message).contains(
                    "stored artifact for commit '\(String(repeating: "long ", count: 10))...'"))
            let patches = harness.cluster.statusPatches("GitRepository").map { JSON.text($0.body) }
            #expect(patches.contains { $0.contains("ArtifactOutdated") && $0.contains("NewRevision") })
            #expect(patches.contains { $0.contains("building artifact: new upstream revision 'main@sha1:bbb") })
        }
    }

    static let rebuilding: [(String, Object)] = [
        ("ignore", ["ignore": "b.yaml"]), ("an empty ignore", ["ignore": ""]), ("sparse", ["sparseCheckout": ["a"]]),
    ]

    @Test(arguments: rebuilding) func `other content settings rebuild the same revision`(
        _ name: String, _ spec: Object
    ) async throws {
        try await SourceHarness.use { harness in
            harness.git.serve(["a/x.yaml": "1", "b.yaml": "2"])
            harness.cluster.apply(SourceHarness.manifest())
            try await harness.run { _ in
                try await harness.settled("app")
                harness.cluster.apply(SourceHarness.manifest("app", spec))
                try await eventually("observed") { (try? harness.repository("app").status.observedGeneration) == 2 }
            }
            #expect(harness.git.calls.last?.known == nil, "\(name) asks for the content")
            let status = try harness.repository("app").status
            #expect(status.observedIgnore == spec["ignore"]?.string)
            #expect(status.observedSparseCheckout == spec["sparseCheckout"]?.array?.compactMap(\.string))
            let files = try await harness.contents(status.artifact).files.keys.sorted()
            #expect(files == (name == "an empty ignore" ? ["a/x.yaml", "b.yaml"] : ["a/x.yaml"]))
        }
    }

    @Test func `a suspended repository is left alone, and a deleted one leaves nothing`() async throws {
        try await SourceHarness.use { harness in
            harness.git.serve(["a.yaml": "1"])
            _ = try await harness.reconcile(SourceHarness.manifest())
            let calls = harness.git.calls.count
            harness.cluster.apply(SourceHarness.manifest("app", ["suspend": true]))
            try await harness.run { _ in
                try await harness.request("app", "now")
                #expect(harness.git.calls.count == calls)
                harness.cluster.delete(SourceHarness.kind, harness.key("app"))
                try await eventually("gone") { harness.cluster[SourceHarness.kind, harness.key("app")] == nil }
            }
            #expect(try FileSystemProbe.list("\(harness.root)/gitrepository/apps") == [])
            #expect(harness.events.last?.message == "garbage collected artifacts for deleted resource")
        }
    }

    @Test func `an altered artifact is noticed, removed and built again`() async throws {
        try await SourceHarness.use { harness in
            harness.git.serve(["a.yaml": "1"])
            let before = try #require(try await harness.reconcile(SourceHarness.manifest()).status.artifact)
            try FileSystemProbe.write("broken", to: "\(harness.root)/\(before.path)")
            try await harness.run { _ in try await harness.request("app", "check") }
            let source = try harness.repository("app")
            #expect(source.status.artifact?.digest == before.digest)
            #expect(try await harness.contents(source.status.artifact).files.keys.sorted() == ["a.yaml"])
            let warning = try #require(harness.events.first { $0.type == "Warning" })
            #expect(warning.reason == "ArtifactVerificationFailed")
            #expect(warning.message.hasPrefix("failed to verify integrity of artifact: "))
            let patches = harness.cluster.statusPatches("GitRepository").map { JSON.text($0.body) }
            #expect(patches.contains { $0.contains("building artifact: disappeared from storage") })
        }
    }

    @Test func `recovery is announced once`() async throws {
        try await SourceHarness.use { harness in
            harness.git.serve(["a.yaml": "1"])
            harness.cluster.apply(SourceHarness.manifest())
            try await harness.run { _ in
                try await harness.settled("app")
                harness.git.fail(.unreachable, "cannot connect")
                try await harness.request("app", "fail")
                #expect(try harness.repository("app").status.conditions[.ready]?.status == .false)
                #expect(try harness.repository("app").status.artifact != nil, "the last good artifact stays")
                harness.git.serve(["a.yaml": "1"])
                try await harness.request("app", "recover")
                try await eventually("ready") {
                    (try? harness.repository("app").status.conditions.isTrue(.ready)) == true
                }
            }
            let recoveries = harness.events.filter { $0.reason == "Succeeded" }
            #expect(recoveries.map(\.type) == ["Normal"])
        }
    }
}
