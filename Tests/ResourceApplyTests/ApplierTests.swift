import DocumentModel
import KubernetesClient
import KubernetesModel
import ResourceApply
import ResourceApplyTesting
import Testing

@Suite struct ApplierTests {
    let api = FakeApplyAPI()

    static func invalid(_ message: String, causes: [String]) -> KubernetesError {
        KubernetesError(
            .invalid, message,
            status: APIStatus(
                code: 422, reason: "Invalid", message: message,
                causes: causes.map { APIStatus.Cause(reason: "FieldValueInvalid", message: $0) }))
    }

    @Test func `EN-3, EN-4: objects are created, left alone, and configured`() async throws {
        let first = try await applier(api).outcome(of: [configMap("b"), configMap("a")])
        #expect(first.entries.map(\.line) == ["ConfigMap/apps/a created", "ConfigMap/apps/b created"])
        let version = api[identity("ConfigMap", "a")]?.resourceVersion
        let second = try await applier(api).outcome(of: [configMap("a"), configMap("b", ["a": "2"])])
        #expect(second.entries.map(\.line) == ["ConfigMap/apps/a unchanged", "ConfigMap/apps/b configured"])
        #expect(api[identity("ConfigMap", "a")]?.resourceVersion == version)
    }

    @Test func `ST-2: nothing of a stage is written when a dry run fails`() async throws {
        api.fail("dry-run ConfigMap/apps/b", with: Self.invalid("data: Invalid", causes: ["bad"]))
        let outcome = try await applier(api).outcome(of: [configMap("a"), configMap("b")])
        #expect(outcome.failure?.message == "ConfigMap/apps/b dry-run failed (Invalid): data: Invalid")
        #expect(api.objects.isEmpty)
    }

    @Test func `AP-4, HZ-4: a failed apply tells what was written`() async throws {
        api.fail("apply ConfigMap/apps/b", with: KubernetesError(.serverError, "the server is ill"))
        let namespace = try manifest("{apiVersion: v1, kind: Namespace, metadata: {name: apps}}")
        let outcome = try await applier(api) { $0.concurrency = 1 }
            .outcome(of: [configMap("a"), configMap("b"), configMap("c"), namespace])
        #expect(
            outcome.failure?.message == "ConfigMap/apps/b apply failed: the server is ill\nNamespace/apps created")
        #expect(outcome.partial.map(\.line) == ["ConfigMap/apps/a created"])
        #expect(outcome.entries.map(\.line) == ["Namespace/apps created"])
    }

    static let skips: [(String, String?, Bool)] = [
        ("{kustomize.toolkit.fluxcd.io/reconcile: Disabled}", nil, true),
        ("{kustomize.toolkit.fluxcd.io/ssa: Ignore}", nil, true),
        ("{kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}", nil, false),
        ("{kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}", "{}", true),
        ("{}", "{kustomize.toolkit.fluxcd.io/reconcile: disabled}", true),
        ("{}", "{kustomize.toolkit.fluxcd.io/ssa: ignore}", true),
        ("{}", "{kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}", false),
        ("{kustomize.toolkit.fluxcd.io/reconcile: enabled}", "{}", false),
    ]

    @Test(arguments: skips) func `AP-2, FO-1: switches on manifest or live object decide`(
        _ wanted: String, _ live: String?, _ isSkipped: Bool
    ) async throws {
        if let live {
            api.store(
                try manifest("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: apps, labels: \(live)}}")
            )
        }
        let object = try manifest(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: apps, annotations: \(wanted)}, data: {x: y}}"
        )
        let outcome = try await applier(api).outcome(of: [object])
        #expect((outcome.entries.map(\.action) == [.skipped]) == isSkipped)
        #expect(api.log.contains { $0.hasPrefix("dry-run") } != isSkipped)
    }

    @Test func `HZ-2: force deletes only for a field that cannot change`() async throws {
        api.store(configMap("a"))
        api.fail(
            "dry-run ConfigMap/apps/a", with: Self.invalid("broken", causes: ["field is immutable", "must be a name"]))
        let refused = try await applier(api) { $0.isForced = true }.outcome(of: [configMap("a", ["a": "2"])])
        #expect(refused.failure?.message == "ConfigMap/apps/a dry-run failed (Invalid): broken")
        #expect(!api.log.contains { $0.hasPrefix("delete") })

        api.fail(
            "dry-run ConfigMap/apps/a",
            with: Self.invalid("frozen", causes: ["field is immutable when `immutable` is set"]))
        let kept = try await applier(api).outcome(of: [configMap("a", ["a": "2"])])
        #expect(kept.failure != nil)
        let recreated = try await applier(api) { $0.isForced = true }.outcome(of: [configMap("a", ["a": "2"])])
        #expect(recreated.entries.map(\.line) == ["ConfigMap/apps/a created"])
        #expect(
            api.log.suffix(3) == ["delete ConfigMap/apps/a", "get ConfigMap/apps/a", "apply ConfigMap/apps/a"])
    }

    @Test func `HZ-3: nothing is deleted while another object of the stage fails its dry run`() async throws {
        api.store(configMap("a"))
        api.fail("dry-run ConfigMap/apps/a", with: Self.invalid("frozen", causes: ["field is immutable"]))
        api.fail("dry-run ConfigMap/apps/b", with: Self.invalid("wrong", causes: ["bad"]))
        let outcome = try await applier(api) { $0.isForced = true }
            .outcome(of: [configMap("a", ["a": "2"]), configMap("b")])
        #expect(outcome.failure?.message == "ConfigMap/apps/b dry-run failed (Invalid): wrong")
        #expect(api[identity("ConfigMap", "a")] != nil)
    }

    @Test func `FO-3: a recreated object that is held by a finalizer is waited for without a worker`() async throws {
        api.store(configMap("a"))
        api.holdDeletion(of: identity("ConfigMap", "a"))
        api.fail("dry-run ConfigMap/apps/a", with: Self.invalid("frozen", causes: ["field is immutable"]))
        let time = ManualTime()
        let engine = applier(api, time: time) { $0.isForced = true }
        guard case .waiting(let progress) = await engine.apply([configMap("a", ["a": "2"])]) else {
            Issue.record("does not wait")
            return
        }
        #expect(progress.awaited.map(\.object.subject) == ["ConfigMap/apps/a"])
        api.vanish(identity("ConfigMap", "a"))
        api.fail("dry-run ConfigMap/apps/a", with: nil)
        guard case .finished(let outcome) = await engine.advance(progress) else {
            Issue.record("still waits")
            return
        }
        #expect(outcome.entries.map(\.line) == ["ConfigMap/apps/a created"])
    }

    @Test func `7.2: the rest waits until definitions are established`() async throws {
        let definition = try manifest(
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgets.a.io}, spec: {group: a.io}}"
        )
        let time = ManualTime()
        let engine = applier(api, time: time)
        guard case .waiting(let progress) = await engine.apply([definition, configMap("a")]) else {
            Issue.record("does not wait")
            return
        }
        #expect(!api.log.contains("dry-run ConfigMap/apps/a"))
        let id = identity("CustomResourceDefinition", "widgets.a.io", namespace: "", group: "apiextensions.k8s.io")
        api.edit(id) { $0.content["status"] = ["conditions": [["type": "Established", "status": "True"]]] }
        guard case .finished(let outcome) = await engine.advance(progress) else {
            Issue.record("still waits")
            return
        }
        #expect(outcome.entries.map(\.action) == [.created, .created])
        #expect(outcome.failure == nil)
    }

    @Test func `7.2, WT-3: a stage that is not ready in time fails`() async throws {
        let definition = try manifest(
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: w.a.io}, spec: {group: a.io}}"
        )
        let time = ManualTime()
        let engine = applier(api, time: time)
        guard case .waiting(let progress) = await engine.apply([definition]) else { return }
        time.advance(.seconds(61))
        guard case .finished(let outcome) = await engine.advance(progress) else {
            Issue.record("still waits")
            return
        }
        #expect(
            outcome.failure?.message
                == "timeout waiting for: [CustomResourceDefinition/w.a.io status: 'InProgress']\nCustomResourceDefinition/w.a.io created"
        )
    }

    @Test func `HZ-11: a skipped object takes no part in the wait of its stage`() async throws {
        let definition = try manifest(
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: w.a.io, annotations: {kustomize.toolkit.fluxcd.io/ssa: Ignore}}}"
        )
        let outcome = try await applier(api).outcome(of: [definition, configMap("a")])
        #expect(outcome.entries.map(\.action) == [.skipped, .created])
    }

    @Test func `7.12: unknown kinds and missing namespaces have their own texts`() async throws {
        api.serve(GroupKind(group: "a.io", kind: "Widget"), false)
        let widget = try manifest("{apiVersion: a.io/v1, kind: Widget, metadata: {name: w, namespace: apps}}")
        let unknown = try await applier(api).outcome(of: [widget])
        #expect(
            unknown.failure?.message
                == "Widget/apps/w dry-run failed: no matches for kind \"Widget\" in version \"a.io/v1\"")
        let text = "namespaces \"apps\" not found"
        api.fail(
            "dry-run",
            with: KubernetesError(.notFound, text, status: APIStatus(code: 404, reason: "NotFound", message: text)))
        #expect(
            try await applier(api).outcome(of: [configMap("a")]).failure?.message
                == "ConfigMap/apps/a not found: namespaces \"apps\" not found")
        let bare = try manifest("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
        #expect(
            try await applier(api).outcome(of: [bare]).failure?.message
                == "ConfigMap/a namespace not specified: namespaces \"apps\" not found")
    }

    @Test func `a live object that cannot be read ends the run, since its switches would be overrun`() async throws {
        api.fail("get ConfigMap/apps/a", with: KubernetesError(.serverError, "the server is ill"))
        let outcome = try await applier(api).outcome(of: [configMap("a")])
        #expect(outcome.failure?.message == "ConfigMap/apps/a query failed: the server is ill")
        #expect(api.log == ["get ConfigMap/apps/a"])
    }

    @Test func `EN-5: a namespace on a cluster-scoped kind does not change the entry`() async throws {
        let namespace = try manifest("{apiVersion: v1, kind: Namespace, metadata: {name: web, namespace: apps}}")
        let outcome = try await applier(api).outcome(of: [namespace])
        #expect(outcome.entries.map(\.line) == ["Namespace/web created"])
        #expect(try await applier(api).outcome(of: [namespace]).entries.map(\.line) == ["Namespace/web unchanged"])
    }

    @Test func `a settled object costs no request`() async throws {
        let outcome = try await applier(api).outcome(of: [configMap("a"), configMap("b")])
        api.clearLog()
        let memory = Memory(settled: outcome.settled)
        let again = try await applier(api, settled: memory).outcome(of: [configMap("a"), configMap("b", ["a": "2"])])
        #expect(again.entries.map(\.line) == ["ConfigMap/apps/a unchanged", "ConfigMap/apps/b configured"])
        #expect(api.log == ["get ConfigMap/apps/b", "dry-run ConfigMap/apps/b", "apply ConfigMap/apps/b"])
    }
}

/// What an earlier apply settled.
struct Memory: SettledObjects {
    let settled: [ObjectIdentity: SettledObject]
    func settled(_ object: ObjectIdentity, wanted: Int) -> SettledObject? {
        settled[object].flatMap { $0.wanted == wanted ? $0 : nil }
    }
}
