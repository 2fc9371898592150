import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite struct ContentTests {
    @Test func `files that are ignored never reach the cluster`() async throws {
        let harness = try await Harness.shared("ignore")
        let repository = try await harness.repository([
            "app.yaml": Manifest.configMap("app", "1"), "draft.yaml": Manifest.configMap("draft", "1"),
            "other/more.yaml": Manifest.configMap("more", "1"), ".sourceignore": "/draft.yaml\n",
        ])
        try await harness.follow(harness.world.git.url(repository), as: "app", ["ignore": "/other/"])
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        #expect(try await harness.inventory() == ["\(harness.namespace)_app__ConfigMap"])
        // The same revision with another rule is another artifact, which appliers take with their next run.
        try await harness.patch(Harness.gitRepository, "app", ["spec": ["ignore": ""]])
        try await harness.ready(Harness.gitRepository)
        try await harness.reconcile(Harness.kustomization)
        try await harness.wait("the other folder is applied") {
            try await harness.inventory().count == 2 ? true : nil
        }
    }

    @Test func `a sparse checkout holds only its folders`() async throws {
        let harness = try await Harness.shared("sparse")
        let repository = try await harness.repository([
            "a/app.yaml": Manifest.configMap("a", "1"), "b/app.yaml": Manifest.configMap("b", "1"),
        ])
        try await harness.follow(harness.world.git.url(repository), as: "app", ["sparseCheckout": ["a"]])
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        #expect(try await harness.inventory() == ["\(harness.namespace)_a__ConfigMap"])
        try await harness.patch(Harness.gitRepository, "app", ["spec": ["sparseCheckout": ["c"]]])
        let condition = try await harness.condition(
            Harness.gitRepository, "app", .init("FetchFailed"), .true, reason: .init("GitOperationFailed"))
        #expect(condition.message.contains("sparse checkout dir 'c' does not exist"))
    }

    @Test func `another repository is copied in`() async throws {
        let harness = try await Harness.shared("include")
        let shared = try await harness.repository(["lib/lib.yaml": Manifest.configMap("lib", "1")])
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(
            harness.world.git.url(repository), as: "app",
            ["include": [["repository": ["name": "shared"], "fromPath": "lib", "toPath": "vendor"]]])
        try await harness.condition(
            Harness.gitRepository, "app", .init("IncludeUnavailable"), .true, reason: .init("NotFound"))
        try await harness.follow(harness.world.git.url(shared), as: "shared")
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        #expect(try await harness.value("value", of: "lib") == "1")
        #expect(try await harness.value("value", of: "app") == "1")
    }
}
