import DocumentModel
import KubernetesClient
import KubernetesModel
import ResourceApply
import ResourceApplyTesting
import Testing

@Suite struct OwnershipTests {
    let api = FakeApplyAPI()
    let digest = OwnedDigest(ownership: ownership, switches: switches)

    @Test func `TO-1, TO-3, TO-4: what kubectl applied is taken over, and its extra fields go`() async throws {
        var live = configMap("a", ["a": "1", "extra": "x"])
        live.annotations = ["kubectl.kubernetes.io/last-applied-configuration": "{}"]
        api.store(live, manager: "kubectl-client-side-apply", operation: "Update")
        let first = try await applier(api).outcome(of: [configMap("a")])
        #expect(first.entries.map(\.action) == [.configured])
        let stored = try #require(api[identity("ConfigMap", "a")])
        #expect(stored.annotations.isEmpty)
        #expect(stored.content["data"] == ["a": "1"])
        #expect(stored.metadata["managedFields"]?.array?.map { $0["manager"]?.string } == ["kustomize-controller"])
        #expect(try await applier(api).outcome(of: [configMap("a")]).entries.map(\.action) == [.unchanged])
    }

    @Test func `TO-1: with Merge nothing is taken over`() async throws {
        api.store(configMap("a", ["a": "1", "extra": "x"]), manager: "kubectl-edit", operation: "Update")
        var wanted = configMap("a")
        wanted.annotations = ["kustomize.toolkit.fluxcd.io/ssa": "merge"]
        _ = try await applier(api).outcome(of: [wanted])
        #expect(api[identity("ConfigMap", "a")]?.content["data"] == ["a": "1", "extra": "x"])
        #expect(!api.log.contains { $0.hasPrefix("patch") })
    }

    @Test func `TO-2: only named managers, whole objects and matching operations are taken`() throws {
        func entry(_ manager: String, _ operation: String, _ subresource: String = "") -> String {
            "{manager: \(manager), operation: \(operation), fieldsV1: {'f:\(manager)': {}}"
                + (subresource.isEmpty ? "}" : ", subresource: \(subresource)}")
        }
        let entries = [
            entry("kubectl", "Update"), entry("kubectl", "Update", "status"), entry("before-first-apply", "Apply"),
            entry("kustomize-controller", "Apply"), entry("flux-client-side-apply", "Apply"), entry("tool-x", "Update"),
        ].joined(separator: ", ")
        let live = try manifest("{kind: A, metadata: {resourceVersion: '7', managedFields: [\(entries)]}}")
        let patch = try #require(TakeOver(fieldManager: "kustomize-controller", overriding: ["tool"]).patch(for: live))
        let result = try #require(KubernetesObject(try patch.apply(to: live.value)))
        let left = result.metadata["managedFields"]?.array ?? []
        #expect(
            left.map { $0["manager"]?.string }
                == ["kubectl", "before-first-apply", "flux-client-side-apply", "kustomize-controller"])
        #expect(
            left.last?["fieldsV1"] == ["f:kustomize-controller": [:], "f:kubectl": [:], "f:tool-x": [:]])
        #expect(TakeOver(fieldManager: "kustomize-controller").patch(for: result) == nil)
    }

    @Test func `TO-5: managed fields move to the version of the manifest`() async throws {
        var live = configMap("a")
        live.content["apiVersion"] = "v1beta1"
        api.store(live, manager: "kustomize-controller", operation: "Apply")
        _ = try await applier(api) { $0.migratesVersions = true }.outcome(of: [configMap("a")])
        let entries = api[identity("ConfigMap", "a")]?.metadata["managedFields"]?.array ?? []
        #expect(entries.map { $0["apiVersion"]?.string } == ["v1"])
    }

    @Test func `the digest follows what we own and nothing else`() async throws {
        _ = try await applier(api).outcome(of: [configMap("a")])
        let id = identity("ConfigMap", "a")
        let before = digest.of(try #require(api[id]))
        api.edit(id) { $0.content["status"] = ["x": 1] }
        api.edit(id) { $0.annotations = ["deployment.kubernetes.io/revision": "1"] }
        #expect(digest.of(try #require(api[id])) == before)
        api.edit(id) { $0.content["data"] = ["a": "9"] }
        #expect(digest.of(try #require(api[id])) != before)
        api.edit(id) { $0.content["data"] = ["a": "1"] }
        #expect(digest.of(try #require(api[id])) != before, "the field is no longer ours")
    }

    @Test func `the digest follows switches, foreign kubectl fields and deletion`() async throws {
        _ = try await applier(api).outcome(of: [configMap("a")])
        let live = try #require(api[identity("ConfigMap", "a")])
        let before = digest.of(live)
        var switched = live
        switched.annotations = ["kustomize.toolkit.fluxcd.io/reconcile": "disabled"]
        #expect(digest.of(switched) != before)
        var edited = live
        edited.metadata["managedFields"] = .array(
            (live.metadata["managedFields"]?.array ?? []) + [["manager": "kubectl-edit", "operation": "Update"]])
        #expect(digest.of(edited) != before)
        var doomed = live
        doomed.metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z"
        #expect(digest.of(doomed) != before)
    }
}

@Suite struct IgnoreRuleTests {
    let api = FakeApplyAPI()
    static let replicas = IgnoreRule(paths: [JSONPointer(tokens: ["spec", "replicas"])])

    static func deployment(replicas: Int, image: String = "a") throws -> KubernetesObject {
        try manifest(
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: apps}, spec: {replicas: \(replicas), image: \(image)}}"
        )
    }
    let id = identity("Deployment", "d", group: "apps")

    @Test func `IG-2, IG-3: rules do not matter on create, and ignored drift is none`() async throws {
        let engine = applier(api) { $0.ignore = [Self.replicas] }
        _ = try await engine.outcome(of: [try Self.deployment(replicas: 1)])
        #expect(api[id]?.spec?["replicas"] == 1)
        api.edit(id) { $0.content["spec"] = ["replicas": 5, "image": "a"] }
        #expect(try await engine.outcome(of: [try Self.deployment(replicas: 1)]).entries.map(\.action) == [.unchanged])
        #expect(api[id]?.spec?["replicas"] == 5)
    }

    @Test func `IG-4: an ignored field keeps its live value when something else is applied`() async throws {
        let engine = applier(api) { $0.ignore = [Self.replicas] }
        _ = try await engine.outcome(of: [try Self.deployment(replicas: 1)])
        api.edit(id) { $0.content["spec"] = ["replicas": 5, "image": "a"] }
        let outcome = try await engine.outcome(of: [try Self.deployment(replicas: 1, image: "b")])
        #expect(outcome.entries.map(\.action) == [.configured])
        #expect(api[id]?.spec == ["replicas": 5, "image": "b"])
    }

    @Test func `HZ-8: an ignored field that the manifest lacks is added`() async throws {
        let rule = IgnoreRule(paths: [JSONPointer(tokens: ["spec", "paused"])])
        let engine = applier(api) { $0.ignore = [rule] }
        var wanted = try Self.deployment(replicas: 1)
        wanted.content["spec"] = ["replicas": 1, "paused": true]
        _ = try await engine.outcome(of: [wanted])
        let outcome = try await engine.outcome(of: [try Self.deployment(replicas: 2)])
        #expect(outcome.failure == nil)
        #expect(api[id]?.spec?["paused"] == true)
    }

    @Test func `HZ-7: rules without a target all count`() async throws {
        let other = IgnoreRule(paths: [JSONPointer(tokens: ["spec", "image"])])
        let engine = applier(api) { $0.ignore = [Self.replicas, other] }
        _ = try await engine.outcome(of: [try Self.deployment(replicas: 1)])
        api.edit(id) { $0.content["spec"] = ["replicas": 5, "image": "z"] }
        #expect(try await engine.outcome(of: [try Self.deployment(replicas: 1)]).entries.map(\.action) == [.unchanged])
    }

    @Test func `IG-1: a rule counts for the objects its target matches`() async throws {
        let selector = try ObjectSelector(
            kind: "Deploy.*", name: "d", labels: "app in (a,b), !old", annotations: "x!=y")
        let engine = applier(api) { $0.ignore = [IgnoreRule(paths: Self.replicas.paths, selector: selector)] }
        var labelled = try Self.deployment(replicas: 1)
        labelled.labels = ["app": "a"]
        _ = try await engine.outcome(of: [labelled])
        api.edit(id) { $0.content["spec"] = ["replicas": 5, "image": "a"] }
        #expect(try await engine.outcome(of: [labelled]).entries.map(\.action) == [.unchanged])
        #expect(
            try await engine.outcome(of: [try Self.deployment(replicas: 1)]).entries.map(\.action) == [.configured])
        for text in ["(", "a in b", "a b"] {
            #expect(throws: ObjectSelector.Malformed.self) {
                try ObjectSelector(name: text == "(" ? text : nil, labels: text)
            }
        }
    }
}

@Suite struct RemoverTests {
    let api = FakeApplyAPI()
    let owner = OwnerLabels(["kustomize.toolkit.fluxcd.io/name": "web"])

    func entry(_ name: String, kind: String = "ConfigMap") -> ChangeSetEntry {
        ChangeSetEntry(identity(kind, name), version: "v1", action: .unknown)
    }

    func store(_ name: String, labels: [String: String] = ["kustomize.toolkit.fluxcd.io/name": "web"]) {
        var object = configMap(name)
        object.labels = labels
        api.store(object)
    }

    @Test func `PR-4: only owned objects without a keeping switch go`() async {
        store("mine")
        store("foreign", labels: [:])
        store(
            "kept",
            labels: ["kustomize.toolkit.fluxcd.io/name": "web", "kustomize.toolkit.fluxcd.io/prune": "disabled"])
        store(
            "off",
            labels: ["kustomize.toolkit.fluxcd.io/name": "web", "kustomize.toolkit.fluxcd.io/reconcile": "disabled"])
        let outcome = await Remover(api: api, switches: switches)
            .remove(["mine", "foreign", "kept", "off", "gone"].map { entry($0) }, ownedBy: owner)
        #expect(
            outcome.entries.map(\.line) == [
                "ConfigMap/apps/off skipped", "ConfigMap/apps/mine deleted", "ConfigMap/apps/kept skipped",
                "ConfigMap/apps/gone deleted", "ConfigMap/apps/foreign skipped",
            ])
        #expect(outcome.errors.isEmpty)
        #expect(api[identity("ConfigMap", "mine")] == nil)
    }

    @Test func `PR-3: deletion goes in the reverse order of applying`() async {
        let outcome = await Remover(api: api, switches: switches).remove(
            [entry("a", kind: "ServiceAccount"), entry("a", kind: "Widget"), entry("a", kind: "Service")],
            ownedBy: owner)
        #expect(outcome.entries.map(\.object.kind.kind) == ["Widget", "Service", "ServiceAccount"])
    }

    @Test func `PR-4, DL-1: an error stops no other deletion`() async {
        store("a")
        store("b")
        api.fail("delete ConfigMap/apps/b", with: KubernetesError(.forbidden, "denied"))
        let outcome = await Remover(api: api, switches: switches).remove([entry("a"), entry("b")], ownedBy: owner)
        #expect(outcome.entries.map(\.line) == ["ConfigMap/apps/b unknown", "ConfigMap/apps/a deleted"])
        #expect(outcome.errors == ["ConfigMap/apps/b delete failed: denied"])
    }

    @Test func `a failed query deletes nothing`() async {
        store("a")
        api.fail("get", with: KubernetesError(.connection, "no answer"))
        let outcome = await Remover(api: api, switches: switches).remove([entry("a")], ownedBy: owner)
        #expect(outcome.errors == ["ConfigMap/apps/a query failed: no answer"])
        #expect(api[identity("ConfigMap", "a")] != nil)
    }

    @Test func `HZ-10: a kind that is gone took its objects along`() async {
        api.serve(GroupKind(group: "", kind: "Widget"), false)
        let outcome = await Remover(api: api, switches: switches).remove([entry("a", kind: "Widget")], ownedBy: owner)
        #expect(outcome.entries.map(\.action) == [.deleted])
    }

    @Test func `without owner labels nothing is deleted`() async {
        store("a")
        let outcome = await Remover(api: api, switches: switches).remove([entry("a")], ownedBy: OwnerLabels([:]))
        #expect(outcome.entries.map(\.action) == [.skipped])
    }
}
