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

@Suite struct ApplyFlowTests {
    let world = TestWorld()
    static let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: apps}\ndata: {x: '1'}\n"
    static let second = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: apps}\ndata: {x: '1'}\n"

    func id(_ name: String, kind: String = "ConfigMap") -> ObjectIdentity {
        ObjectIdentity(kind: GroupKind(group: "", kind: kind), key: ObjectKey(namespace: "apps", name: name))
    }

    @Test func `RC-16: a first sync applies everything and says so`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("main@sha1:1", ["a.yaml": Self.configMap])
            try world.apply("web")
            try await world.waitUntilReady("web")
        }
        let status = try #require(world["web"]).status
        #expect(status.conditions[.ready]?.message == "Applied revision: main@sha1:1")
        #expect(status.conditions[.reconciling] == nil)
        #expect(status.lastAppliedRevision == "main@sha1:1")
        #expect(status.lastAttemptedRevision == "main@sha1:1")
        #expect(status.inventory?.entries == [.init(id: "apps_a__ConfigMap", v: "v1")])
        #expect(status.history?.map(\.lastReconciledStatus) == ["ReconciliationSucceeded"])
        let live = try #require(world.api[id("a")])
        #expect(live.labels[LabelName.kustomizationName] == "web")
        #expect(live.labels[LabelName.kustomizationNamespace] == "apps")
        #expect(world.events("Progressing") == ["ConfigMap/apps/a created"])
        #expect(world.events("ReconciliationSucceeded").count == 1)
    }

    @Test func `a run that finds nothing changed asks the cluster nothing`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web")
            try await world.waitUntilReady("web")
            try await self.settle(world)
            let before = try #require(world["web"]?.status.history?.first?.totalReconciliations)
            world.request("web", "again")
            try await eventually("the request is handled") { world["web"]?.status.lastHandledReconcileAt == "again" }
            #expect(world.api.log.isEmpty)
            #expect(world["web"]?.status.history?.first?.totalReconciliations == before + 1)
        }
    }

    /// Runs again until the watches of what was applied are warm and a run asks the cluster nothing.
    func settle(_ world: TestWorld) async throws {
        for attempt in 1...50 {
            world.api.clearLog()
            world.request("web", "settle-\(attempt)")
            try await eventually("settled") { world["web"]?.status.lastHandledReconcileAt == "settle-\(attempt)" }
            if world.api.log.isEmpty { return }
        }
        throw Problem(description: "no run leaves the cluster alone: \(world.api.log)")
    }

    @Test func `drift is corrected when it happens`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web")
            try await world.waitUntilReady("web")
            try await self.settle(world)
            world.api.edit(self.id("a")) { $0.content["data"] = ["x": "9"] }
            try await eventually("the value is back") { world.api[self.id("a")]?.content["data"] == ["x": "1"] }
            world.api.vanish(self.id("a"))
            try await eventually("the object is back") { world.api[self.id("a")] != nil }
        }
    }

    @Test func `a commit elsewhere only moves the revision`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["web/a.yaml": Self.configMap, "other/x.yaml": "a: 1\n"])
            try world.apply("web", "path: ./web")
            try await world.waitUntilReady("web")
            try await self.settle(world)
            try await world.publish("2", ["web/a.yaml": Self.configMap, "other/x.yaml": "a: 2\n"])
            try await world.waitUntilReady("web", at: "2")
            #expect(world.api.log.isEmpty)
            #expect(world["web"]?.status.lastAttemptedRevision == "2")
            try await world.publish("3", ["web/a.yaml": Self.configMap, "web/b.yaml": Self.second])
            try await world.waitUntilReady("web", at: "3")
            #expect(world.api[self.id("b")] != nil)
        }
        let revisions = world.host.cluster.objects("Event").map { $0.annotations["\(APIGroup.kustomize)/revision"] }
        #expect(revisions.contains("1"))
        #expect(!revisions.contains("2"), "nothing is announced")
    }

    @Test func `PR-1, PR-4: what left the source is pruned`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap, "b.yaml": Self.second])
            try world.apply("web")
            try await world.waitUntilReady("web")
            try await world.publish("2", ["b.yaml": Self.second])
            try await world.waitUntilReady("web", at: "2")
            #expect(world.api[self.id("a")] == nil)
            #expect(world.api[self.id("b")] != nil)
            #expect(world["web"]?.status.inventory?.entries.map(\.id) == ["apps_b__ConfigMap"])
            try await eventually("the event is sent") {
                world.events("Progressing").contains("ConfigMap/apps/a deleted")
            }
        }
    }

    @Test func `PR-5: what could not be deleted stays in the inventory`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap, "b.yaml": Self.second])
            try world.apply("web", "retryInterval: 50ms")
            try await world.waitUntilReady("web")
            world.api.fail("delete ConfigMap/apps/a", with: KubernetesError(.forbidden, "denied"))
            try await world.publish("2", ["b.yaml": Self.second])
            try await world.waitUntil("web", is: .pruneFailed)
            #expect(
                world.ready("web")?.message == "delete failed, errors: ConfigMap/apps/a delete failed: denied;")
            #expect(
                world["web"]?.status.inventory?.entries.map(\.id) == ["apps_b__ConfigMap", "apps_a__ConfigMap"])
            world.api.fail("delete ConfigMap/apps/a", with: nil)
            try await world.waitUntilReady("web", at: "2")
            #expect(world.api[self.id("a")] == nil)
        }
    }

    @Test func `PR-2: without prune nothing is deleted and the rest is forgotten`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap, "b.yaml": Self.second])
            try world.apply("web", "prune: false")
            try await world.waitUntilReady("web")
            try await world.publish("2", ["b.yaml": Self.second])
            try await world.waitUntilReady("web", at: "2")
            #expect(world.api[self.id("a")] != nil)
            #expect(world["web"]?.status.inventory?.entries.map(\.id) == ["apps_b__ConfigMap"])
        }
    }

    @Test func `a broken build is reported and the last good state stays`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web")
            try await world.waitUntilReady("web")
            try await world.publish("2", ["a.yaml": "a: [1"])
            try await world.waitUntil("web", is: .buildFailed)
            #expect(world.ready("web")?.message.contains("a.yaml") == true)
            #expect(world["web"]?.status.conditions[.reconciling]?.reason == .progressingWithRetry)
            #expect(world["web"]?.status.lastAppliedRevision == "1")
            #expect(world["web"]?.status.inventory?.entries.count == 1)
            #expect(world.api[self.id("a")] != nil)
        }
    }

    @Test func `HZ-4: what a failed apply created is in the inventory`() async throws {
        let world = world
        world.api.fail("apply ConfigMap/apps/a", with: KubernetesError(.serverError, "the server is ill"))
        try await world.run { _ in
            let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: apps}\n"
            try await world.publish("1", ["a.yaml": Self.configMap, "n.yaml": namespace])
            try world.apply("web")
            try await world.waitUntil("web", is: .reconciliationFailed)
            #expect(
                world.ready("web")?.message
                    == "ConfigMap/apps/a apply failed: the server is ill\nNamespace/apps created")
            #expect(world["web"]?.status.inventory?.entries.map(\.id) == ["_apps__Namespace"])
            #expect(world["web"]?.status.history?.first?.lastReconciledStatus == "ReconciliationFailed")
        }
    }

    @Test func `IV-6: an empty build has an empty inventory`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["README.md": "nothing"])
            try world.apply("web")
            try await world.waitUntilReady("web")
            #expect(world["web"]?.status.inventory?.entries.isEmpty == true)
        }
    }

    @Test func `VS-2: variables come from ConfigMaps, Secrets and the spec`() async throws {
        let world = world
        world.configs.maps.withLock { $0["vars"] = ["one": "map", "two": "map", "three": "map"] }
        world.configs.secrets.withLock { $0["vars"] = ["two": "secret-value", "three": "secret"] }
        let manifest =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: apps}\ndata: {x: '${one}-${two}-${three}'}\n"
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": manifest])
            try world.apply(
                "web",
                "postBuild: {substitute: {three: inline}, substituteFrom: [{kind: ConfigMap, name: vars}, {kind: Secret, name: vars}, {kind: Secret, name: none, optional: true}]}"
            )
            try await world.waitUntilReady("web")
            #expect(world.api[self.id("a")]?.content["data"] == ["x": "map-secret-value-inline"])
        }
    }

    @Test func `secrets never reach messages`() async throws {
        let world = world
        world.configs.secrets.withLock { $0["vars"] = ["token": "hunter2-token"] }
        world.api.fail(
            "dry-run ConfigMap/apps/a",
            with: KubernetesError(
                .invalid, "data.x: Invalid value: \"hunter2-token\" and c2VjcmV0LWRhdGE= or secret-data"))
        let manifests =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: apps}\ndata: {x: '${token}'}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: apps}\nstringData: {p: secret-data}\n"
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": manifests])
            try world.apply("web", "postBuild: {substituteFrom: [{kind: Secret, name: vars}]}")
            try await world.waitUntil("web", is: .reconciliationFailed)
        }
        let message = try #require(world.ready("web")).message
        #expect(message == "ConfigMap/apps/a dry-run failed: data.x: Invalid value: \"***\" and *** or ***")
        for text in world.host.cluster.writes.map({ JSON.text($0.body) }) {
            for secret in ["hunter2-token", "secret-data", "c2VjcmV0LWRhdGE="] { #expect(!text.contains(secret)) }
        }
    }

    @Test func `DE-14, HZ-1: an encrypted Secret is refused before anything is applied`() async throws {
        let world = world
        let secret =
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: apps}\nstringData: {p: ENC}\nsops: {mac: x}\n"
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap, "s.yaml": secret])
            try world.apply("web")
            try await world.waitUntil("web", is: .reconciliationFailed)
        }
        #expect(
            world.ready("web")?.message
                == "Secret/apps/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled"
        )
        #expect(world.api.objects.isEmpty)
    }

    @Test func `commonMetadata is set on everything`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply(
                "web", "commonMetadata: {labels: {team: a}, annotations: {note: b}}\ntargetNamespace: other")
            try await world.waitUntilReady("web")
        }
        let live = try #require(world.api.objects.first)
        #expect(live.labels["team"] == "a")
        #expect(live.annotations["note"] == "b")
        #expect(live.namespace == "other")
    }
}
