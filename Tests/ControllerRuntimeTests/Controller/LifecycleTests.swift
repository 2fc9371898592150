import ControllerRuntime
import ControllerRuntimeTesting
import DocumentModel
import HTTPTransport
import KubernetesModel
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct LifecycleTests {
    @Test func `a stop lets the run in progress finish and sends the last events`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a"))
        let gate = AsyncStream<Void>.makeStream()
        let script = RunScript { _ in for await _ in gate.stream { return } }
        try await process.run(script) { _ in
            try await eventually("running") { process.ready("a")?.status == .unknown }
            Task {
                try? await Task.sleep(for: .milliseconds(50))
                gate.continuation.yield()
            }
        }
        #expect(process.ready("a")?.status == .true)
        #expect(process.cluster.objects("Event").count == 1)
    }

    @Test func `a run over the budget of the stop ends the process with an error`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a"))
        let script = RunScript { _ in try await Task.sleep(for: .seconds(3600)) }
        let error = await #expect(throws: (any Error).self) {
            try await process.run(script, settings: { $0.gracePeriod = .milliseconds(20) }) { _ in
                try await eventually("running") { process.ready("a")?.status == .unknown }
            }
        }
        #expect(
            String(describing: try #require(error)).hasPrefix(
                "failed waiting for all runnables to end within grace period of 20ms"))
        #expect(process.ready("a")?.status == .unknown, "a cancelled run settles nothing")
    }

    @Test func `a service that fails ends the process`() async throws {
        struct Broken: Error {}
        let process = TestProcess()
        await #expect(throws: (any Error).self) {
            try await process.run(build: { $0.addService("broken") { throw Broken() } }) { manager in
                try await Task.sleep(for: .seconds(3600))  // ends with the process
            }
        }
    }

    @Test func `only one of two replicas works, and the other takes over`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a"))
        let first = RunScript()
        let second = RunScript()
        let elect: @Sendable (inout ManagerSettings) -> Void = { settings in
            var election = ElectionSettings(leaseName: "widget-controller-leader-election", leaseNamespace: "system")
            election.retryPeriod = .milliseconds(20)
            settings.election = election
        }
        try await process.run(first, settings: elect) { _ in
            try await eventually("first leads") { process.ready("a")?.status == .true }
        }
        let lease = GroupKind(group: "coordination.k8s.io", kind: "Lease")
        let key = ObjectKey(namespace: "system", name: "widget-controller-leader-election")
        #expect(process.cluster[lease, key]?.spec?["holderIdentity"]?.string == "", "the lease is given up")
        process.cluster.apply(Widget.manifest("b"))
        try await process.run(second, settings: elect) { _ in
            try await eventually("second leads") { process.ready("b")?.status == .true }
            try await process.run(first, settings: elect) { _ in
                process.cluster.apply(Widget.manifest("c"))
                try await eventually("c") { process.ready("c")?.status == .true }
            }
        }
        #expect(!first.runs.contains("c"))
        #expect(second.runs.contains("c"))
        #expect(process.cluster[lease, key]?.spec?["leaseTransitions"]?.integer == 1)
    }

    @Test func `events are posted to the sink`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a"))
        try await process.run(settings: { $0.eventsAddress = "http://events.test/" }) { _ in
            try await eventually("posted") { process.posted.withLock { $0.count } == 1 }
        }
        let request = try #require(process.posted.withLock { $0.first })
        #expect(request.url == "http://events.test/")
    }

    @Test func `a watch that expired is replaced by a list, and deletions in between are noticed`() async throws {
        let process = TestProcess()
        process.cluster.apply(Widget.manifest("a"))
        process.cluster.apply(Widget.manifest("b"))
        let script = RunScript()
        try await process.run(script) { manager in
            let widgets = manager.informer(of: Widget.self)
            try await eventually("Ready") {
                process.ready("a")?.status == .true && process.ready("b")?.status == .true
            }
            process.cluster.deleteSilently(Widget.groupKind, Widget.key("b"))
            process.cluster.breakWatches(expired: true)
            process.cluster.apply(Widget.manifest("c"))
            try await eventually("c") { process.ready("c")?.status == .true }
            try await eventually("b is forgotten") { widgets[Widget.key("b")] == nil }
        }
        #expect(script.runs.sorted() == ["a", "b", "c"], "nothing ran twice")
    }
}
