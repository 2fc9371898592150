import Archiving
import ControllerRuntimeTesting
import DocumentModel
import Git
import KubernetesModel
import Testing
import ToolkitAPI

@testable import SourceController

@Suite(.timeLimit(.minutes(1))) struct IncludeTests {
    static func includer(_ include: Object) -> KubernetesObject {
        var entry: Object = ["repository": ["name": "shared"]]
        for (key, value) in include { entry[key] = value }
        return SourceHarness.manifest("app", url: "https://git.test/includer.git", ["include": [.object(entry)]])
    }

    /// Serves `shared` and, under the URL of the includer, a repository of its own.
    static func serve(_ harness: SourceHarness, _ own: FakeTree = ["app.yaml": "1"]) {
        harness.git.answer { _, remote, _ in
            remote.url.path.contains("includer")
                ? .new(try revision("main", "b"), subject: "own", own)
                : .new(try revision("main", "a"), subject: "shared", ["lib/x.yaml": "2", "y.yaml": "3"] as FakeTree)
        }
    }

    @Test func `an included artifact is copied in once it is there`() async throws {
        try await SourceHarness.use { harness in
            Self.serve(harness)
            harness.cluster.apply(Self.includer(["fromPath": "lib", "toPath": "vendor/lib"]))
            try await harness.run { _ in
                try await eventually("waits") {
                    (try? harness.repository("app").status.conditions[.includeUnavailable]?.reason) == .notFound
                }
                harness.cluster.apply(SourceHarness.manifest("shared"))
                try await eventually("ready") {
                    (try? harness.repository("app").status.conditions.isTrue(.ready)) == true
                }
            }
            let app = try harness.repository("app").status
            let shared = try harness.repository("shared").status
            #expect(try await harness.contents(app.artifact).files.keys.sorted() == ["app.yaml", "vendor/lib/x.yaml"])
            #expect(app.includedArtifacts == [try #require(shared.artifact)])
            #expect(app.observedInclude?.first?.toPath == "vendor/lib")
            #expect(app.conditions[.includeUnavailable] == nil)
        }
    }

    static let obstacles: [(String, Object, FakeTree)] = [
        ("a missing path", ["fromPath": "none"], ["app.yaml": "1"]),
        ("a folder in the way", ["toPath": "vendor"], ["vendor/old.yaml": "1"]),
        ("a file in the way", ["toPath": "vendor"], ["vendor": "1"]),
        ("the root as target", ["toPath": "."], ["app.yaml": "1"]),
    ]

    @Test(arguments: obstacles) func `what cannot be copied is named`(
        _ name: String, _ include: Object, _ own: FakeTree
    ) async throws {
        try await SourceHarness.use { harness in
            Self.serve(harness, own)
            harness.cluster.apply(SourceHarness.manifest("shared"))
            try await harness.run { _ in
                try await harness.settled("shared")
                harness.cluster.apply(Self.includer(include))
                try await harness.settled("app")
            }
            let condition = try #require(
                harness.repository("app").status.conditions[.storageOperationFailed], "\(name)")
            #expect(condition.reason == .copyFailure)
            #expect(condition.message.hasPrefix("failed to copy 'shared' include from "))
        }
    }
}
