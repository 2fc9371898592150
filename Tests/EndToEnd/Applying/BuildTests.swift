import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite struct BuildTests {
    @Test func `invalid YAML is reported with file and line while the last good state stays`() async throws {
        let harness = try await Harness.shared("yaml")
        let repository = try await harness.repository([
            "app.yaml": Manifest.configMap("app", "1"), "other.yaml": Manifest.configMap("other", "1"),
        ])
        let good = try await repository.head()
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        try await repository.commit([
            "app.yaml": Manifest.configMap("app", "2"),
            "other.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n bad: [\n",
        ])
        try await harness.request(Harness.gitRepository)
        let condition = try await harness.condition(Harness.kustomization, reason: ConditionReason("BuildFailed"))
        #expect(condition.message.contains("other.yaml"), "\(condition.message)")
        #expect(condition.message.contains("line "), "\(condition.message)")
        #expect(try await harness.value("value", of: "app") == "1", "nothing of a broken revision is applied")
        #expect(try await harness.value("value", of: "other") == "1")
        #expect(try await harness.inventory().count == 2)
        let object = try #require(try await harness.find(Harness.kustomization, "app"))
        #expect(object.status?["lastAppliedRevision"]?.string?.hasSuffix(good) == true)
        let head = try await repository.commit(["other.yaml": Manifest.configMap("other", "3")])
        try await harness.request(Harness.gitRepository)
        try await harness.ready(Harness.kustomization, at: head)
        #expect(try await harness.value("value", of: "other") == "3")
    }

    @Test func `a path that is not there is named`() async throws {
        let harness = try await Harness.shared("path")
        let repository = try await harness.repository(["a/app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy("app", ["path": "./missing"])
        try await harness.wait("the missing path is named") {
            let ready = try await harness.find(Harness.kustomization, "app")?.condition(.ready)
            return ready?.reason == ConditionReason("ArtifactFailed") && ready?.message.contains("missing") == true
                ? true : nil
        }
        try await harness.patch(Harness.kustomization, "app", ["spec": ["path": "./a"]])
        try await harness.ready(Harness.kustomization)
    }

    @Test func `an overlay with patches, generators and substitution is built`() async throws {
        let harness = try await Harness.shared("overlay")
        let repository = try await harness.repository([
            "base/kustomization.yaml": "resources: [app.yaml]\n",
            "base/app.yaml": Manifest.configMap("app", "base"),
            "prod/kustomization.yaml": """
            resources: [../base]
            namePrefix: prod-
            patches:
            - patch: |
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: app}
                data: {value: "${region:=nowhere}"}
            configMapGenerator:
            - name: made
              literals: [a=1]
              options: {disableNameSuffixHash: true}

            """,
        ])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy("app", ["path": "./prod", "postBuild": ["substitute": ["region": "north"]]])
        try await harness.ready(Harness.kustomization)
        #expect(try await harness.value("value", of: "prod-app") == "north")
        #expect(try await harness.value("a", of: "prod-made") == "1")
        #expect(try await harness.inventory().count == 2)
    }
}
