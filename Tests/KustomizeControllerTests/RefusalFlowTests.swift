import ControllerRuntime
import ControllerRuntimeTesting
import DocumentModel
import KubernetesClient
import KubernetesModel
import KustomizeController
import ResourceApply
import ResourceApplyTesting
import Testing
import ToolkitAPI

@Suite struct RefusalFlowTests {
    let world = TestWorld()
    static let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: apps}\ndata: {x: '1'}\n"

    static let unbuilt = [
        ("decryption: {provider: sops}", "spec.decryption"),
        ("kubeConfig: {configMapRef: {name: a}}", "spec.kubeConfig.configMapRef"),
    ]

    @Test(arguments: unbuilt) func `a field that is not built stalls and is named`(_ spec: String, _ field: String)
        async throws
    {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web", spec)
            try await eventually("stalled") { world["web"]?.status.conditions.isTrue(.stalled) == true }
        }
        #expect(world.ready("web")?.message.contains(field) == true)
        #expect(world.api.objects.isEmpty)
    }

    @Test func `SR-4, RC-8: a source that is missing or empty is not an event`() async throws {
        let world = world
        try await world.run { _ in
            try world.apply("web")
            try await world.waitUntil("web", is: .artifactFailed)
            #expect(
                world.ready("web")?.message == "gitrepositories.source.toolkit.fluxcd.io \"web\" not found")
        }
        #expect(world.events("ArtifactFailed").isEmpty)
    }

    @Test func `SR-2: external artifacts need their gate`() async throws {
        let world = world
        try await world.run { _ in
            try world.apply("web", "sourceRef: {kind: ExternalArtifact, name: x}")
            try await world.waitUntil("web", is: .accessDenied)
        }
        #expect(
            world.ready("web")?.message
                == "can't access 'ExternalArtifact/apps/x', ExternalArtifact feature gate is disabled")
        #expect(world["web"]?.status.conditions.isTrue(.stalled) == true)
    }

    @Test func `AF-6: a path that is not in the artifact is reported`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web", "path: ../../etc")
            try await world.waitUntil("web", is: .artifactFailed)
        }
        #expect(world.ready("web")?.message.hasPrefix("kustomization path not found: ") == true)
    }

    @Test func `FI-1: a suspended Kustomization does nothing`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web", "suspend: true")
            world.request("web", "now")
            try await eventually("the request is handled") { world["web"]?.status.lastHandledReconcileAt == "now" }
            #expect(world.api.log.isEmpty)
            try world.apply("web", "suspend: false")
            try await world.waitUntilReady("web")
        }
    }

    struct Deletion: CustomTestStringConvertible {
        let testDescription: String
        let spec: String
        let deletes: Bool
    }
    static let deletions = [
        Deletion(testDescription: "mirror prune", spec: "prune: true", deletes: true),
        Deletion(testDescription: "mirror no prune", spec: "prune: false", deletes: false),
        Deletion(testDescription: "delete", spec: "prune: false\ndeletionPolicy: Delete", deletes: true),
        Deletion(testDescription: "wait", spec: "prune: true\ndeletionPolicy: WaitForTermination", deletes: true),
        Deletion(testDescription: "orphan", spec: "prune: true\ndeletionPolicy: Orphan", deletes: false),
    ]

    @Test(arguments: deletions) func `FI-3: the deletion policy decides what goes`(_ example: Deletion) async throws {
        let world = world
        let id = ObjectIdentity(
            kind: GroupKind(group: "", kind: "ConfigMap"), key: ObjectKey(namespace: "apps", name: "a"))
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web", example.spec)
            try await world.waitUntilReady("web")
            world.host.cluster.delete(TestWorld.kustomizationKind, ObjectKey(namespace: "apps", name: "web"))
            try await eventually("the Kustomization is gone") { world["web"] == nil }
            #expect((world.api[id] == nil) == example.deletes)
        }
    }

    @Test func `FI-6: termination is waited for without a worker`() async throws {
        let world = world
        let id = ObjectIdentity(
            kind: GroupKind(group: "", kind: "ConfigMap"), key: ObjectKey(namespace: "apps", name: "a"))
        world.api.holdDeletion(of: id)
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web", "deletionPolicy: WaitForTermination")
            try await world.waitUntilReady("web")
            world.host.cluster.delete(TestWorld.kustomizationKind, ObjectKey(namespace: "apps", name: "web"))
            try await eventually("deletion is asked for") { world.api[id]?.isBeingDeleted == true }
            #expect(world["web"] != nil)
            world.api.vanish(id)
            try await eventually("the Kustomization is gone") { world["web"] == nil }
        }
    }

    @Test func `FI-5: a failed clean-up keeps the finalizer`() async throws {
        let world = world
        world.api.fail("delete", with: KubernetesError(.forbidden, "denied"))
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web")
            try await world.waitUntilReady("web")
            world.host.cluster.delete(TestWorld.kustomizationKind, ObjectKey(namespace: "apps", name: "web"))
            try await world.waitUntil("web", is: .pruneFailed)
            world.api.fail("delete", with: nil)
            try await eventually("the Kustomization is gone") { world["web"] == nil }
        }
        #expect(world.api.objects.isEmpty)
    }

    @Test func `FI-4: without its account nothing is pruned and the finalizer goes`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web", "serviceAccountName: deployer")
            try await world.waitUntilReady("web")
            world.host.cluster.delete(TestWorld.kustomizationKind, ObjectKey(namespace: "apps", name: "web"))
            try await eventually("the Kustomization is gone") { world["web"] == nil }
        }
        #expect(world.api.objects.map(\.name) == ["a"])
        #expect(
            world.host.cluster.objects("Event").contains {
                $0.content["message"]?.string == "unable to prune objects: \nConfigMap/apps/a"
            })
    }
}
