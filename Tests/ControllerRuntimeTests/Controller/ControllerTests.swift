import ControllerRuntime
import ControllerRuntimeTesting
import DocumentModel
import KubernetesModel
import Testing

@Suite(.timeLimit(.minutes(1))) struct ControllerTests {
    @Test func `an object is brought to Ready, with finalizer, status and event`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a", size: 3))
        try await process.run { _ in
            try await eventually("Ready") { process.ready("a")?.status == .true }
            try await eventually("event") { process.cluster.objects("Event").count == 1 }
        }
        let widget = try #require(process.widget("a"))
        #expect(widget.metadata.finalizers == ["finalizers.fluxcd.io"])
        #expect(widget.status.size == 3)
        #expect(widget.status.observedGeneration == 1)
        #expect(widget.status.conditions.map(\.type) == [.ready])
        #expect(widget.status.conditions[.ready]?.observedGeneration == 1)
        let event = try #require(process.cluster.objects("Event").first)
        #expect(event.content["message"]?.string == "Made size 3")
        #expect(event.annotations == ["examples.sluice.dev/size": "3"])
        #expect(
            process.cluster.writes.filter { $0.kind == "Widget" }.allSatisfy { $0.fieldManager == "widget-controller" })
    }

    @Test func `progress is seen while the run goes on, and observedGeneration stays behind`() async throws {
        let gate = AsyncStream<Void>.makeStream()
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a"))
        let script = RunScript { _ in for await _ in gate.stream { return } }
        try await process.run(script) { _ in
            try await eventually("progress") { process.ready("a")?.status == .unknown }
            let status = try #require(process.widget("a")?.status)
            #expect(status.conditions[.reconciling]?.message == "Making size 1")
            #expect(status.observedGeneration == nil)
            gate.continuation.yield()
            try await eventually("Ready") { process.ready("a")?.status == .true }
        }
    }

    @Test func `a spec edited during a run is reconciled afterwards, and the generation does not jump ahead`()
        async throws
    {
        let gate = AsyncStream<Void>.makeStream()
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a", size: 1))
        let script = RunScript { widget in
            guard widget.spec.size == 1 else { return }
            for await _ in gate.stream { return }
        }
        try await process.run(script) { _ in
            try await eventually("first run") { process.ready("a")?.status == .unknown }
            process.cluster.edit(Widget.groupKind, Widget.key("a")) { $0.content["spec"] = ["size": 2] }
            gate.continuation.yield()
            try await eventually("second generation") { process.widget("a")?.status.observedGeneration == 2 }
        }
        #expect(process.widget("a")?.status.size == 2)
        let observed = process.cluster.statusPatches("Widget").compactMap {
            $0.body.at("status", "observedGeneration")?.integer
        }
        #expect(observed == observed.sorted())
        #expect(Set(observed) == [1, 2])
    }

    @Test func `a failure is retried and says why`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a"))
        let fails = SharedLock(3)
        let script = RunScript { _ in
            let left = fails.withLock { left in
                left -= 1
                return left
            }
            if left >= 0 { throw ReconcileFailure(.buildFailed, "cannot make it: \(left) more times") }
        }
        try await process.run(script) { _ in
            try await eventually("Ready") { process.ready("a")?.status == .true }
            try await eventually("events") { process.cluster.objects("Event").count == 4 }
        }
        #expect(script.runs.count == 4)
        let warnings = process.cluster.objects("Event").filter { $0.content["type"] == "Warning" }
        #expect(warnings.count == 3)
        #expect(warnings.allSatisfy { $0.content["reason"] == "BuildFailed" })
        let reasons = process.cluster.statusPatches("Widget").compactMap { write in
            (write.body.at("status", "conditions")?.array ?? []).compactMap { $0["reason"]?.string }
        }
        #expect(reasons.contains(["ProgressingWithRetry", "BuildFailed"]))
    }

    @Test func `a failure that only a new spec heals stalls`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a", size: -1))
        let script = RunScript { widget in
            if widget.spec.size < 0 {
                throw ReconcileFailure(.invalidPath, "size is negative", retry: .onlyWhenSpecChanges)
            }
        }
        try await process.run(script) { _ in
            try await eventually("Stalled") { process.widget("a")?.status.conditions.isTrue(.stalled) == true }
            #expect(process.widget("a")?.status.conditions[.reconciling] == nil)
            #expect(process.widget("a")?.status.observedGeneration == 1)
            process.cluster.edit(Widget.groupKind, Widget.key("a")) { $0.content["spec"] = ["size": 5] }
            try await eventually("Ready") { process.ready("a")?.status == .true }
        }
        #expect(process.widget("a")?.status.conditions.map(\.type) == [.ready])
        #expect(script.runs.count == 2)
    }

    @Test func `a request is handled also by a run that fails`() async throws {
        let process = TestProcess()
        var object = Widget.manifest("a")
        object.annotations = ["reconcile.fluxcd.io/requestedAt": "now"]
        process.cluster.apply(object)
        let script = RunScript { _ in throw ReconcileFailure(.failed, "no", retry: .after(.seconds(3600))) }
        try await process.run(script) { _ in
            try await eventually("handled") { process.widget("a")?.status.lastHandledReconcileAt == "now" }
            process.cluster.edit(Widget.groupKind, Widget.key("a")) {
                $0.annotations = ["reconcile.fluxcd.io/requestedAt": "later"]
            }
            try await eventually("handled again") { process.widget("a")?.status.lastHandledReconcileAt == "later" }
        }
        #expect(process.ready("a")?.status == .false)
    }

    @Test func `a suspended object runs only after it is resumed`() async throws {
        let process = TestProcess()
        var object = Widget.manifest("a")
        object.content["spec"] = ["size": 1, "suspend": true]
        object.annotations = ["reconcile.fluxcd.io/requestedAt": "now"]
        process.cluster.apply(object)
        let script = RunScript()
        try await process.run(script) { _ in
            try await eventually("request") { process.widget("a")?.status.lastHandledReconcileAt == "now" }
            #expect(script.runs.isEmpty)
            process.cluster.edit(Widget.groupKind, Widget.key("a")) { $0.content["spec"] = ["size": 1] }
            try await eventually("Ready") { process.ready("a")?.status == .true }
        }
    }

    @Test func `a deleted object is cleaned up, let go, and leaves no series behind`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a"))
        process.cluster.apply(Widget.manifest("b"))
        let script = RunScript()
        try await process.run(script) { manager in
            try await eventually("Ready") {
                process.ready("a")?.status == .true && process.ready("b")?.status == .true
            }
            try await eventually("measured") {
                manager.metrics.text().contains("gotk_reconcile_duration_seconds_count{kind=\"Widget\",name=\"a\"")
            }
            process.cluster.delete(Widget.groupKind, Widget.key("a"))
            try await eventually("gone") { process.widget("a") == nil }
            try await eventually("forgotten") { !manager.metrics.text().contains("name=\"a\"") }
            #expect(manager.metrics.text().contains("name=\"b\""))
        }
        #expect(script.finalized == ["a"])
    }

    @Test func `an object that cannot be read stalls, and stops no other`() async throws {
        let process = TestProcess()
        var poison = Widget.manifest("poison")
        poison.content["spec"] = ["size": "enormous"]
        process.cluster.apply(poison)
        process.cluster.apply(Widget.manifest("good"))
        try await process.run { _ in
            try await eventually("good one") { process.ready("good")?.status == .true }
            try await eventually("poison") {
                process.cluster[Widget.groupKind, Widget.key("poison")]?.status?["conditions"]?.array?.count == 2
            }
            let message = process.cluster[Widget.groupKind, Widget.key("poison")]?.status?["conditions"]?[0]?["message"]
            #expect(message?.string?.contains("spec.size") == true)
            process.cluster.edit(Widget.groupKind, Widget.key("poison")) { $0.content["spec"] = ["size": 4] }
            try await eventually("healed") { process.ready("poison")?.status == .true }
        }
        #expect(process.widget("poison")?.status.conditions.map(\.type) == [.ready])
    }
}
