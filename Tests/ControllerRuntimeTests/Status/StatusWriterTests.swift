import ControllerRuntimeTesting
import DocumentModel
import KubernetesModel
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct StatusWriterTests {
    let cluster = FakeCluster()
    let clock = ManualClock()

    private func start() throws -> (Widget, StatusWriter<Widget>) {
        cluster.apply(Widget.manifest("a"))
        let widget = try Widget(try #require(cluster[Widget.groupKind, Widget.key("a")]))
        return (widget, writer(widget))
    }

    private func writer(_ widget: Widget) -> StatusWriter<Widget> {
        StatusWriter(
            widget, owned: [.ready], fieldManager: "m", cluster: cluster, time: clock.source, absorb: { _ in })
    }

    private func condition(_ type: ConditionType, _ message: String) -> Condition {
        Condition(
            type: type, status: .true, observedGeneration: 1, lastTransitionTime: "2026-01-01T00:00:00Z",
            reason: .succeeded, message: message)
    }

    @Test func `a status that did not change is not sent`() async throws {
        let (widget, writer) = try start()
        _ = try await writer.write(widget.status)
        var status = widget.status
        status.size = 2
        _ = try await writer.write(status)
        _ = try await writer.write(status)
        #expect(cluster.writes.count == 1)
    }

    @Test func `plain fields are sent without a lock, removed ones as null`() async throws {
        let (widget, writer) = try start()
        var status = widget.status
        status.size = 2
        _ = try await writer.write(status)
        status.size = nil
        _ = try await writer.write(status)
        #expect(cluster.writes.map(\.body) == [["status": ["size": 2]], ["status": ["size": .null]]])
    }

    @Test func `conditions land through three conflicts, and those of others survive`() async throws {
        let (widget, writer) = try start()
        let left = SharedLock(3)
        let cluster = cluster
        cluster.guardWrites { write in
            guard write.subresource == "status",
                left.withLock({
                    $0 -= 1; return $0 >= 0
                })
            else { return nil }
            return ClusterError(.conflict, "conflict")
        }
        var stored = try #require(cluster[Widget.groupKind, Widget.key("a")])
        stored.content["status"] = [
            "conditions": [
                [
                    "type": "Theirs", "status": "True", "reason": "R", "message": "",
                    "lastTransitionTime": "2026-01-01T00:00:00Z",
                ]
            ]
        ]
        _ = try await cluster.replace(stored)
        var status = widget.status
        status.conditions = [condition(.ready, "ours")]
        let result = try await writer.write(status)
        #expect(result.conditions.map(\.type.rawValue) == ["Ready", "Theirs"])
        #expect(clock.now >= .milliseconds(300), "it waited between the tries")
        #expect(try Widget(try #require(cluster[Widget.groupKind, Widget.key("a")])).status.conditions.count == 2)
    }

    @Test func `after five conflicts it gives up`() async throws {
        let (widget, writer) = try start()
        cluster.guardWrites { _ in ClusterError(.conflict, "conflict") }
        var status = widget.status
        status.conditions = [condition(.ready, "ours")]
        await #expect(throws: ClusterError.self) { _ = try await writer.write(status) }
        #expect(cluster.writes.count == 5)
    }

    @Test func `the status of an object that is gone is no error`() async throws {
        let (widget, writer) = try start()
        cluster.delete(Widget.groupKind, Widget.key("a"))
        var status = widget.status
        status.conditions = [condition(.ready, "late")]
        _ = try await writer.write(status)
    }

    @Test func `finalizers of others survive`() async throws {
        let (_, writer) = try start()
        var stored = try #require(cluster[Widget.groupKind, Widget.key("a")])
        stored.finalizers = ["theirs"]
        _ = try await cluster.replace(stored)
        #expect(try await writer.setFinalizer("ours", isPresent: true))
        #expect(cluster[Widget.groupKind, Widget.key("a")]?.finalizers == ["theirs", "ours"])
        #expect(try await writer.setFinalizer("ours", isPresent: false))
        #expect(cluster[Widget.groupKind, Widget.key("a")]?.finalizers == ["theirs"])
    }
}
