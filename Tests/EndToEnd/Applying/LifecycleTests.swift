import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite struct LifecycleTests {
    @Test func `a suspended object is left alone until it is resumed`() async throws {
        let harness = try await Harness.shared("suspend")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy()
        let first = try await repository.head()
        try await harness.ready(Harness.kustomization, at: first)
        try await harness.patch(Harness.gitRepository, "app", ["spec": ["suspend": true]])
        let second = try await repository.commit(["app.yaml": Manifest.configMap("app", "2")])
        try await harness.reconcile(Harness.gitRepository)
        #expect(try await harness.find(Harness.gitRepository, "app")?.revision?.hasSuffix(first) == true)
        try await harness.patch(Harness.kustomization, "app", ["spec": ["suspend": true]])
        try await harness.patch(Harness.gitRepository, "app", ["spec": ["suspend": false]])
        try await harness.ready(Harness.gitRepository, at: second)
        try await harness.reconcile(Harness.kustomization)
        #expect(try await harness.value("value", of: "app") == "1")
        try await harness.patch(Harness.kustomization, "app", ["spec": ["suspend": false]])
        try await harness.ready(Harness.kustomization, at: second)
        #expect(try await harness.value("value", of: "app") == "2")
    }

    struct Policy: Sendable, CustomTestStringConvertible {
        let name: String
        let prune: Bool
        let deletes: Bool
        var testDescription: String { "\(name), prune \(prune)" }
    }

    static let policies = [
        Policy(name: "MirrorPrune", prune: true, deletes: true),
        Policy(name: "MirrorPrune", prune: false, deletes: false),
        Policy(name: "Delete", prune: false, deletes: true),
        Policy(name: "WaitForTermination", prune: false, deletes: true),
        Policy(name: "Orphan", prune: true, deletes: false),
    ]

    @Test(arguments: policies) func `a deleted Kustomization leaves what its policy says`(
        _ policy: Policy
    ) async throws {
        let harness = try await Harness.shared("policy")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy(
            "app", ["prune": .bool(policy.prune), "deletionPolicy": .string(policy.name)])
        try await harness.ready(Harness.kustomization)
        try await harness.delete(Harness.kustomization, "app")
        try await harness.gone(Harness.kustomization, "app")
        if policy.deletes {
            try await harness.gone(Harness.configMap, "app")
        } else {
            #expect(try await harness.value("value", of: "app") == "1")
        }
    }

    @Test func `WaitForTermination keeps the Kustomization until its objects are gone`() async throws {
        let harness = try await Harness.shared("terminate")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.deploy("app", ["deletionPolicy": "WaitForTermination"])
        try await harness.ready(Harness.kustomization)
        try await harness.patch(Harness.configMap, "app", ["metadata": ["finalizers": ["sluice.test/hold"]]])
        try await harness.delete(Harness.kustomization, "app")
        try await harness.wait("the ConfigMap is being deleted") {
            try await harness.find(Harness.configMap, "app")?.isBeingDeleted == true ? true : nil
        }
        #expect(try await harness.find(Harness.kustomization, "app") != nil)
        try await harness.patch(Harness.configMap, "app", ["metadata": ["finalizers": .null]])
        try await harness.gone(Harness.kustomization, "app")
        #expect(try await harness.find(Harness.configMap, "app") == nil)
    }

    @Test func `a deleted GitRepository takes its artifacts along`() async throws {
        let harness = try await Harness.shared("source")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(harness.world.git.url(repository))
        try await harness.ready(Harness.gitRepository)
        #expect(try harness.controllers.artifacts(of: "gitrepository", harness.namespace, "app").count == 1)
        try await harness.delete(Harness.gitRepository, "app")
        try await harness.gone(Harness.gitRepository, "app")
        #expect(try harness.controllers.artifacts(of: "gitrepository", harness.namespace, "app").isEmpty)
    }
}
