import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite struct SyncTests {
    @Test func `the first commit reaches the cluster`() async throws {
        let harness = try await Harness.shared("first")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy()
        let head = try await repository.head()
        let source = try await harness.ready(Harness.gitRepository, at: head)
        #expect(source.revision == "main@sha1:\(head)")
        try await harness.ready(Harness.kustomization, at: head)
        #expect(try await harness.value("value", of: "app") == "1")
        #expect(try await harness.inventory() == ["\(harness.namespace)_app__ConfigMap"])
        try await harness.event("NewArtifact", about: "GitRepository", "app")
        try await harness.event("ReconciliationSucceeded", about: "Kustomization", "app")
    }

    @Test func `a new commit changes, adds and prunes objects`() async throws {
        let harness = try await Harness.shared("commit")
        let repository = try await harness.repository([
            "kept.yaml": Manifest.configMap("kept", "1"), "removed.yaml": Manifest.configMap("removed", "1"),
        ])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        let head = try await repository.commit(
            [
                "kept.yaml": Manifest.configMap("kept", "2"), "added.yaml": Manifest.configMap("added", "2"),
                "removed.yaml": nil,
            ], message: "Replace removed")
        try await harness.request(Harness.gitRepository)
        try await harness.ready(Harness.kustomization, at: head)
        #expect(try await harness.value("value", of: "kept") == "2")
        #expect(try await harness.value("value", of: "added") == "2")
        #expect(try await harness.find(Harness.configMap, "removed") == nil)
        #expect(try await harness.inventory().count == 2)
    }

    @Test func `a commit is noticed by the interval alone`() async throws {
        let harness = try await Harness.shared("interval")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(harness.world.git.url(repository), as: "app", ["interval": "1s"])
        try await harness.deploy()
        try await harness.holds("app", "value", "1")
        try await repository.commit(["app.yaml": Manifest.configMap("app", "2")])
        try await harness.holds("app", "value", "2")
    }

    @Test func `the highest tag of a range is deployed, and the next one too`() async throws {
        let harness = try await Harness.shared("semver")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1.0.0")])
        try await repository.tag("v1.0.0")
        try await repository.commit(["app.yaml": Manifest.configMap("app", "2.0.0")])
        try await repository.tag("v2.0.0")
        try await harness.follow(
            harness.world.git.url(repository), as: "app", ["ref": ["semver": ">=1.0.0 <2.0.0"]])
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        #expect(try await harness.value("value", of: "app") == "1.0.0")
        let head = try await repository.commit(["app.yaml": Manifest.configMap("app", "1.1.0")])
        try await repository.tag("v1.1.0", annotated: true)
        try await harness.request(Harness.gitRepository)
        let source = try await harness.ready(Harness.gitRepository, at: head)
        #expect(source.revision == "v1.1.0@sha1:\(head)")
        try await harness.ready(Harness.kustomization, at: head)
        #expect(try await harness.value("value", of: "app") == "1.1.0")
    }

    struct Selection: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reference: @Sendable (_ first: String) -> [String: String]
        let revision: @Sendable (_ first: String) -> String
    }

    static let selections = [
        Selection(testDescription: "tag", reference: { _ in ["tag": "first"] }, revision: { "first@sha1:\($0)" }),
        Selection(
            testDescription: "name", reference: { _ in ["name": "refs/tags/first"] },
            revision: { "refs/tags/first@sha1:\($0)" }),
        Selection(testDescription: "commit", reference: { ["commit": $0] }, revision: { "sha1:\($0)" }),
        Selection(
            testDescription: "commit of a branch", reference: { ["commit": $0, "branch": "main"] },
            revision: { "main@sha1:\($0)" }),
    ]

    @Test(arguments: selections) func `an older commit can be selected`(_ selection: Selection) async throws {
        let harness = try await Harness.shared("select")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "old")])
        let first = try await repository.head()
        try await repository.tag("first", annotated: true)
        try await repository.commit(["app.yaml": Manifest.configMap("app", "new")])
        let reference = selection.reference(first).mapValues { DocumentText.string($0) }
        try await harness.follow(
            harness.world.git.url(repository), as: "app", ["ref": DocumentText.object(reference)])
        try await harness.deploy()
        let source = try await harness.ready(Harness.gitRepository)
        #expect(source.revision == selection.revision(first))
        try await harness.ready(Harness.kustomization)
        #expect(try await harness.value("value", of: "app") == "old")
    }
}
