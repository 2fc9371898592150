import ControllerRuntimeTesting
import DocumentModel
import HTTPTransport
import KubernetesModel
import Logging
import Platform
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct EventTests {
    private func record(_ message: String, at seconds: Int64 = 0, name: String = "a") -> EventRecord {
        EventRecord(
            subject: EventSubject(
                kind: Widget.groupVersionKind, key: Widget.key(name), uid: "u", resourceVersion: "\(seconds)"),
            severity: .info, reason: "R", message: message, metadata: ["k": "v"],
            time: Timestamp(seconds: 1000 + seconds))
    }

    @Test func `equal events are counted, whatever version the object is at`() {
        var correlator = EventCorrelator()
        guard case .create(let first) = correlator.decide(record("m")) else { return #expect(Bool(false)) }
        guard case .count(let second) = correlator.decide(record("m", at: 5)) else { return #expect(Bool(false)) }
        #expect(second.name == first.name)
        #expect(second.count == 2)
        #expect(second.first == first.first)
        #expect(second.countPatch["lastTimestamp"] == "1970-01-01T00:16:45Z")
    }

    @Test func `from the tenth similar event on they are combined`() {
        var correlator = EventCorrelator()
        let decisions = (0..<12).map { correlator.decide(record("m\($0)")) }
        #expect(
            decisions.prefix(9).allSatisfy {
                if case .create(let event) = $0 { event.record.message.hasPrefix("m") } else { false }
            })
        guard case .create(let combined) = decisions[9], case .count(let again) = decisions[10] else {
            return #expect(Bool(false))
        }
        #expect(combined.record.message == "(combined from similar events): m9")
        #expect(again.count == 2)
    }

    @Test func `an object has a burst of events, and one more every five minutes`() {
        var correlator = EventCorrelator()
        var kept = 0
        for index in 0..<40 where correlator.decide(record("m\(index % 3)")) != .drop { kept += 1 }
        #expect(kept == 25)
        #expect(correlator.decide(record("m0", at: 299)) == .drop)
        #expect(correlator.decide(record("m0", at: 301)) != .drop)
        #expect(correlator.decide(record("m0", name: "other")) != .drop, "each object has its own")
    }

    @Test func `the memory of events is bounded`() {
        var recent = RecentDictionary<Int, Int>(capacity: 100)
        for index in 0..<1000 {
            recent[index] = index
            recent[0] = 0
        }
        #expect(recent.count <= 100)
        #expect(recent[0] == 0, "what is used stays")
        #expect(recent[999] == 999)
    }

    private func post(_ answers: [Int], _ record: EventRecord) async -> (requests: [HTTPRequest], waited: Duration) {
        let requests = SharedLock([HTTPRequest]())
        let clock = ManualClock()
        let sink = EventSink(
            url: "http://sink.test/", component: "widget-controller", instance: "host",
            send: { request in
                let index = requests.withLock { requests in
                    requests.append(request)
                    return requests.count - 1
                }
                guard index < answers.count else { throw HTTPError(.connectionFailed, "refused") }
                return answers[index]
            }, time: clock.source, logger: Logger(label: "") { _ in SwiftLogNoOpLogHandler() })
        await sink.post(record)
        return (requests.withLock { $0 }, clock.now)
    }

    @Test func `broken receivers are tried again, all other answers count as delivered`() async {
        for (answers, attempts) in [([202], 1), ([429], 1), ([400], 1), ([501], 1), ([500, 503, 202], 3), ([], 5)] {
            #expect(await post(answers, record("m")).requests.count == attempts)
        }
        #expect(await post([], record("m")).waited == .seconds(15))
        var nameless = record("m")
        nameless.subject.key.namespace = ""
        #expect(await post([202], nameless).requests.isEmpty)
    }

    @Test func `the body has what receivers read`() async throws {
        let request = try #require(await post([202], record("hello")).requests.first)
        guard case .bytes(let bytes) = request.body else { return #expect(Bool(false)) }
        let body = try JSON.parse(bytes)
        #expect(body.at("involvedObject", "kind") == "Widget")
        #expect(body.at("involvedObject", "namespace") == "apps")
        #expect(body["severity"] == "info")
        #expect(body["timestamp"] == "1970-01-01T00:16:40Z")
        #expect(body["reason"] == "R")
        #expect(body.at("metadata", "k") == "v")
        #expect(body["reportingController"] == "widget-controller")
        #expect(body["reportingInstance"] == "host")
        #expect(request.headers["Content-Type"] == "application/json")
    }

    @Test func `annotations of the object override the metadata of its events`() async {
        let cluster = FakeCluster()
        let recorder = EventRecorder(
            component: "c", cluster: cluster, sink: nil, logger: Logger(label: "") { _ in SwiftLogNoOpLogHandler() },
            time: .system)
        recorder.record(
            ReconcileEvent(.error, .failed, "m", metadata: ["event.toolkit.fluxcd.io/env": "a", "g/revision": "1"]),
            about: record("m").subject, annotations: ["event.toolkit.fluxcd.io/env": "b", "other": "x"])
        recorder.close()
        await recorder.run()
        let event = cluster.objects("Event").first
        #expect(event?.annotations == ["event.toolkit.fluxcd.io/env": "b", "g/revision": "1"])
        #expect(event?.content["type"] == "Warning")
        #expect(event?.namespace == "apps")
        #expect(event?.content["source"]?["component"] == "c")
    }

    @Test func `counting up an event that the API forgot creates it again`() async {
        let cluster = FakeCluster()
        let store = EventStore(
            component: "c", cluster: cluster, logger: Logger(label: "") { _ in SwiftLogNoOpLogHandler() })
        let correlation = EventCorrelation()
        await store.write(record("m"), correlation)
        await store.write(record("m"), correlation)
        let stored = cluster.objects("Event").first
        #expect(stored?.content["count"] == 2)
        if let stored { cluster.delete(GroupKind(group: "", kind: "Event"), stored.key) }
        await store.write(record("m"), correlation)
        #expect(cluster.objects("Event").first?.content["count"] == 3)
    }
}
