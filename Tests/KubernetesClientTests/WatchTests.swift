import KubernetesModel
import Platform
import Testing

@testable import KubernetesClient

@Suite struct WatchTests {
    static let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")

    private func decoder() -> WatchDecoder { WatchDecoder(Self.kind, purpose: "watch") }

    @Test func `events come out whole, however the bytes are cut`() throws {
        let text = Array(
            (#"{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"1"}}}"# + "\n\n"
                + #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}"# + "\n").utf8)
        for size in 1...text.count {
            var decoder = decoder()
            var events: [WatchEvent] = []
            for start in stride(from: 0, to: text.count, by: size) {
                events += try decoder.feed(Array(text[start..<min(start + size, text.count)]))
            }
            try decoder.finish()
            #expect(events.map(\.resourceVersion) == ["1", "9"])
        }
    }

    static let failures: [(line: String, code: KubernetesError.Code)] = [
        (#"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Gone"}}"#, .expired),
        (#"{"type":"ERROR","object":{"kind":"Status","code":500}}"#, .serverError),
        ("<html>", .unreadableAnswer), (#"{"type":"ADDED"}"#, .unreadableAnswer),
        (#"{"type":"ADDED","object":3}"#, .unreadableAnswer),
    ]

    @Test(arguments: failures) func `what is no event is an error`(
        _ example: (line: String, code: KubernetesError.Code)
    ) {
        var decoder = decoder()
        do throws(KubernetesError) {
            _ = try decoder.feed(Array((example.line + "\n").utf8))
            Issue.record("no error")
        } catch {
            #expect(error.code == example.code)
        }
    }

    @Test func `half an event means that the connection broke`() throws {
        var decoder = decoder()
        _ = try decoder.feed(Array(#"{"type":"ADD"#.utf8))
        do throws(KubernetesError) {
            try decoder.finish()
            Issue.record("no error")
        } catch {
            #expect(error.code == .connection)
        }
    }

    private func machine() -> FollowMachine {
        FollowMachine(backoff: Backoff(initial: .seconds(1), limit: .seconds(30)))
    }

    @Test func `a watch goes on from the last version it saw`() {
        var machine = machine()
        let steps = [
            machine.listed("5"),
            {
                machine.saw("8")
                return machine.watchEnded(lasted: .seconds(300), hasMoved: true)
            }(), machine.watchFailed(.connection, lasted: .seconds(1)), machine.next,
            machine.watchFailed(.serverError, lasted: .seconds(1)),
        ]
        #expect(
            steps == [
                .watch(from: "5"), .watch(from: "8"), .pause(.seconds(1)), .watch(from: "8"), .pause(.seconds(2)),
            ])
    }

    @Test func `a version that is too old lists anew, at once but not again and again`() {
        var machine = machine()
        let steps = [
            machine.listed("5"), machine.watchFailed(.expired, lasted: .seconds(60)),
            machine.watchFailed(.expired, lasted: .zero), machine.next,
        ]
        #expect(steps == [.watch(from: "5"), .list, .pause(.seconds(2)), .list])
    }

    @Test func `a server that hangs up at once is given a pause, and a refusal ends it all`() {
        var machine = machine()
        let steps = [
            machine.listed("5"), machine.watchEnded(lasted: .zero, hasMoved: false), machine.listFailed(.forbidden),
        ]
        #expect(steps == [.watch(from: "5"), .pause(.seconds(1)), .fail])
    }

    @Test func `a bucket lets a burst through and then a rate`() {
        var bucket = TokenBucket(rate: 2, burst: 2, now: .zero)
        let waits = [
            bucket.take(now: .zero), bucket.take(now: .zero), bucket.take(now: .zero), bucket.take(now: .seconds(10)),
        ]
        #expect(waits == [.zero, .zero, .milliseconds(500), .zero])
    }
}
