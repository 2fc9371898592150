import ControllerRuntime
import ControllerRuntimeTesting
import DocumentModel
import KubernetesModel
import KustomizeController
import ResourceApply
import ResourceApplyTesting
import Testing
import ToolkitAPI

@Suite struct WaitingFlowTests {
    let world = TestWorld()
    static let deployment =
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: apps}\nspec: {replicas: 1}\n"
    static let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: apps}\ndata: {x: '1'}\n"
    let id = ObjectIdentity(
        kind: GroupKind(group: "apps", kind: "Deployment"), key: ObjectKey(namespace: "apps", name: "d"))

    static let healthy: Value = [
        "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1, "readyReplicas": 1,
        "conditions": [["type": "Available", "status": "True"]],
    ]

    @Test func `HC-3, HC-6: a health check waits without a worker and ends with the rollout`() async throws {
        let world = world
        try await world.run(settings: { $0.concurrency = 1 }) { _ in
            try await world.publish("1", ["d.yaml": Self.deployment])
            try world.apply("web", "wait: true")
            try await eventually("the check runs") { world["web"]?.status.conditions[.healthy]?.status == .unknown }
            let conditions = try #require(world["web"]).status.conditions
            #expect(
                conditions[.reconciling]?.message
                    == "Running health checks for revision 1 with a timeout of 9m30s")
            #expect(conditions[.ready]?.message == "Reconciliation in progress")
            // The only worker is free: another Kustomization runs meanwhile.
            try world.apply("other", "path: ./none")
            try await world.waitUntil("other", is: .artifactFailed)
            world.api.edit(self.id) { $0.content["status"] = Self.healthy }
            try await world.waitUntilReady("web")
        }
        let healthy = try #require(world["web"]).status.conditions[.healthy]
        #expect(healthy?.status == .true)
        #expect(healthy?.message.hasPrefix("Health check passed in ") == true)
        #expect(world.events("Progressing").contains { $0.hasPrefix("Health check passed in ") })
    }

    @Test func `HC-4, HC-5: a failed rollout fails fast`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["d.yaml": Self.deployment])
            try world.apply("web", "wait: true")
            try await eventually("the check runs") { world["web"]?.status.conditions[.healthy]?.status == .unknown }
            world.api.edit(self.id) {
                $0.content["status"] = [
                    "conditions": [["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"]]
                ]
            }
            try await world.waitUntil("web", is: .healthCheckFailed)
        }
        let conditions = try #require(world["web"]).status.conditions
        let text = "failed early due to stalled resources: [Deployment/apps/d status: 'Failed']"
        #expect(conditions[.healthy]?.message == text)
        #expect(conditions[.ready]?.message.hasPrefix("health check failed after ") == true)
        #expect(conditions[.ready]?.message.hasSuffix(": \(text)") == true)
        #expect(world["web"]?.status.inventory?.entries.count == 1)
        #expect(world["web"]?.status.lastAppliedRevision == nil)
    }

    @Test func `a new revision ends the wait for the old one`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["d.yaml": Self.deployment])
            try world.apply("web", "wait: true")
            try await eventually("the check runs") { world["web"]?.status.conditions[.healthy]?.status == .unknown }
            try await world.publish("2", ["a.yaml": Self.configMap])
            try await world.waitUntilReady("web", at: "2")
            #expect(world.api[self.id] == nil)
        }
    }

    @Test func `DP-5, DP-7: a dependency that becomes ready wakes its dependents`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["d.yaml": Self.deployment])
            try world.apply("web", "dependsOn: [{name: base}]\npath: ./")
            try await world.waitUntil("web", is: .dependencyNotReady)
            #expect(
                world.ready("web")?.message
                    == "dependency 'apps/base' not found: kustomizations.kustomize.toolkit.fluxcd.io \"base\" not found"
            )
            let text = "Dependencies do not meet ready condition, retrying in 30s"
            try await eventually("the event is sent") { world.events("DependencyNotReady") == [text] }
            try world.apply("base", "wait: true")
            try await eventually("the base waits") { world["base"]?.status.conditions[.healthy]?.status == .unknown }
            world.api.edit(self.id) { $0.content["status"] = Self.healthy }
            try await world.waitUntilReady("web", at: "1")
            #expect(world.isReady("base", at: "1"))
        }
    }

    @Test func `7.2: definitions are awaited without a worker`() async throws {
        let world = world
        let definition =
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: w.a.io}\nspec: {group: a.io}\n"
        let crd = ObjectIdentity(
            kind: GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"),
            key: ObjectKey(name: "w.a.io"))
        try await world.run { _ in
            try await world.publish("1", ["c.yaml": definition, "a.yaml": Self.configMap])
            try world.apply("web")
            try await eventually("the definition is there") { world.api[crd] != nil }
            world.api.edit(crd) { $0.content["status"] = ["conditions": [["type": "Established", "status": "True"]]] }
            try await world.waitUntilReady("web")
        }
        #expect(world["web"]?.status.inventory?.entries.count == 2)
        #expect(world.events("Progressing") == ["CustomResourceDefinition/w.a.io created\nConfigMap/apps/a created"])
    }
}
