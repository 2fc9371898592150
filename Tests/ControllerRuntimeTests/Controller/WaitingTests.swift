import ControllerRuntime
import ControllerRuntimeTesting
import DocumentModel
import KubernetesModel
import Testing

@Suite(.timeLimit(.minutes(1))) struct WaitingTests {
    @Test func `a run that waits frees the worker and is woken by what it waits for`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("blocked", source: "late"))
        let script = RunScript()
        try await process.run(script, settings: { $0.concurrency = 1 }) { _ in
            try await eventually("blocked") { process.ready("blocked")?.reason == .dependencyNotReady }
            process.cluster.apply(Widget.manifest("other"))
            try await eventually("the only worker is free") { process.ready("other")?.status == .true }
            process.cluster.apply(Source.manifest("late"))
            try await eventually("woken") { process.ready("blocked")?.status == .true }
        }
        #expect(script.waits == ["resumed:late"])
    }

    @Test func `a new spec ends the wait of the old one`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a", source: "never"))
        let script = RunScript()
        try await process.run(script) { _ in
            try await eventually("blocked") { process.ready("a")?.reason == .dependencyNotReady }
            process.cluster.edit(Widget.groupKind, Widget.key("a")) { $0.content["spec"] = ["size": 2] }
            try await eventually("Ready") { process.ready("a")?.status == .true }
        }
        #expect(script.waits == ["superseded:never"])
    }

    @Test func `a changed revision of a source runs its users`() async throws {
        let process = TestProcess()
        process.cluster.apply(Source.manifest("s", revision: "one"))
        process.cluster.apply(Widget.manifest("a", source: "s"))
        process.cluster.apply(Widget.manifest("unrelated"))
        let script = RunScript()
        try await process.run(script) { _ in
            try await eventually("both ran") { script.runs.sorted() == ["a", "unrelated"] }
            process.cluster.apply(Source.manifest("s", revision: "two"))
            try await eventually("the user ran again") { script.runs.filter { $0 == "a" }.count == 2 }
        }
        #expect(script.runs.filter { $0 == "unrelated" }.count == 1)
    }
}
