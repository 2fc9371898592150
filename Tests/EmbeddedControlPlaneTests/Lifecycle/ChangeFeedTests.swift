import DocumentModel
import KubernetesModel
import Platform
import Synchronization
import Testing

@testable import EmbeddedControlPlane

@Suite struct ChangeFeedTests {
    /// Alarms that only go off by hand, and count.
    private final class HandAlarms: Sendable {
        struct State {
            var set: [Int: ChangeWaiter] = [:]
            var total = 0
        }

        let state = Mutex(State())

        var alarm: Alarm {
            Alarm { [self] _, waiter in
                let number = state.withLock { state in
                    state.total += 1
                    state.set[state.total] = waiter
                    return state.total
                }
                return { [self] in state.withLock { $0.set[number] = nil } }
            }
        }

        var total: Int { state.withLock { $0.total } }
        var pending: Int { state.withLock { $0.set.count } }
    }

    private static let item = ChangeFeed.Item(resource: .cronJobs, key: ObjectKey(namespace: "n", name: "yearly"))

    private func withStore(_ body: (ObjectStore) async throws -> Void) async throws {
        let folder = "/tmp/sluice-feed-\(UniqueID.random().prefix(8))"
        try FileSystem.createDirectory(folder)
        let store = try ObjectStore(path: folder + "/state.db")
        #expect(store.start())
        try await body(store)
        await store.stop()
        try FileSystem.removeTree(folder)
    }

    private static func put(_ name: String) -> Write {
        Write(
            resource: .configMaps, key: ObjectKey(namespace: "n", name: name), expected: 0,
            action: .put(
                StoredObject([
                    "kind": "ConfigMap", "apiVersion": "v1",
                    "metadata": ["name": .string(name), "namespace": "n", "uid": .string("u-" + name)],
                ])))
    }

    @Test func `a feed with something due in a year sleeps between changes and leaves no alarm behind`() async throws {
        try await withStore { store in
            let alarms = HandAlarms()
            let changes = 20
            // The feed is asked while nothing has happened yet, so that each round sets an alarm and sleeps.
            let feeding = Task {
                var feed = ChangeFeed(store, [.configMaps], alarm: alarms.alarm)
                feed.announce(Self.item, after: .seconds(31_536_000))
                var seen: Set<ObjectKey> = []
                while seen.count < changes { seen.formUnion(await feed.next().map(\.key)) }
                return seen
            }
            for number in 0..<changes {
                try await eventually("the feed sleeps") { alarms.pending == 1 || alarms.total > 10 * changes }
                _ = try await store.commit(Self.put("c\(number)")).get()
            }
            #expect(await feeding.value == Set((0..<changes).map { ObjectKey(namespace: "n", name: "c\($0)") }))
            #expect(alarms.pending == 0)
            #expect(alarms.total <= 2 * changes, "\(alarms.total) alarms for \(changes) changes")
        }
    }

    @Test func `an alarm that was called off wakes nobody`() async throws {
        try await withStore { store in
            let alarms = HandAlarms()
            let feeding = Task {
                var feed = ChangeFeed(store, [.configMaps], alarm: alarms.alarm)
                feed.announce(Self.item, after: .seconds(3_600))
                _ = await feed.next()
                feed.forget(Self.item)
                return await feed.next().map(\.key.name)
            }
            try await eventually("the feed sleeps") { alarms.pending == 1 }
            _ = try await store.commit(Self.put("a")).get()
            try await eventually("the alarm is called off") { alarms.pending == 0 }
            _ = try await store.commit(Self.put("b")).get()
            #expect(await feeding.value == ["b"])
            #expect(alarms.total == 1)
        }
    }

    @Test func `what is due is announced by the alarm`() async throws {
        try await withStore { store in
            var feed = ChangeFeed(store, [.configMaps])
            feed.announce(Self.item, after: .milliseconds(5))
            #expect(await feed.next() == [Self.item])
        }
    }
}

@Suite struct HistoryTests {
    @Test func `the history of large objects is bounded by their size`() {
        var table = Table(compacted: 0)
        let text = Value.string(String(repeating: "x", count: 1 << 20))
        for version in 1...80 {
            let object = StoredObject([
                "kind": "ConfigMap", "apiVersion": "v1", "metadata": ["name": "a", "namespace": "n", "uid": "u"],
                "data": ["a": text],
            ])
            table.apply(
                Change(
                    resource: .configMaps, object: object.at(version: Int64(version)), previous: nil, isDeletion: false)
            )
        }
        #expect(table.changes.reduce(0) { $0 + $1.object.encoded.byteCount } <= Table.historyBytesLimit)
        #expect(table.changes.last?.version == 80)
        #expect(table.changes(after: table.compacted)?.count == table.changes.count)
        #expect(table.changes(after: 1) == nil)
    }
}
