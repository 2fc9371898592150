import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite struct OrderTests {
    @Test func `a Kustomization waits for those it depends on`() async throws {
        let harness = try await Harness.shared("order")
        let repository = try await harness.repository([
            "a/a.yaml": Manifest.configMap("a", "1"), "b/b.yaml": Manifest.configMap("b", "1"),
        ])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.ready(Harness.gitRepository)
        try await harness.deploy("b", ["path": "./b", "dependsOn": [["name": "a"]]])
        try await harness.condition(Harness.kustomization, "b", reason: ConditionReason("DependencyNotReady"))
        #expect(try await harness.find(Harness.configMap, "b") == nil)
        try await harness.deploy("a", ["path": "./a"])
        try await harness.ready(Harness.kustomization, "b")
        let first = try #require(try await harness.find(Harness.configMap, "a")?.creationTimestamp)
        let second = try #require(try await harness.find(Harness.configMap, "b")?.creationTimestamp)
        #expect(first <= second)
    }

    @Test func `a revision that never becomes healthy runs into its timeout`() async throws {
        let harness = try await Harness.shared("health")
        let repository = try await harness.repository([
            "app.yaml": Manifest.deployment("app", annotations: "{dev.sluice/rollout: hang}")
        ])
        try await harness.follow(harness.world.git.url(repository))
        // The shortest timeout the controller grants.
        try await harness.deploy("app", ["wait": true, "timeout": "30s"])
        let condition = try await harness.condition(
            Harness.kustomization, reason: ConditionReason("HealthCheckFailed"), within: .seconds(120))
        #expect(condition.message.contains("Deployment/\(harness.namespace)/app"), "\(condition.message)")
        #expect(try await harness.inventory().count == 1, "what was applied is known")
    }

    @Test(.enabled("nothing makes Deployments ready here") { try await TestCluster.runsWorkloads })
    func `a new commit ends the wait for the old one, and a healthy one is Ready`() async throws {
        let harness = try await Harness.shared("healthy")
        let repository = try await harness.repository([
            "app.yaml": Manifest.deployment("app", annotations: "{dev.sluice/rollout: hang}")
        ])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy("app", ["wait": true, "timeout": "10m"])
        try await harness.condition(
            Harness.kustomization, "app", .reconciling, .true, reason: ConditionReason("Progressing"))
        try await harness.wait("the Deployment is there") {
            try await harness.find(.init(group: "apps", version: "v1", kind: "Deployment"), "app")
        }
        let head = try await repository.commit(["app.yaml": Manifest.deployment("app", tag: "2")])
        try await harness.request(Harness.gitRepository)
        try await harness.ready(Harness.kustomization, at: head)
        let ready = try await harness.find(Harness.kustomization, "app")?.condition(ConditionType("Healthy"))
        #expect(ready?.status == .true)
    }
}
