import ClusterTesting
import DocumentModel
import KubernetesClient
import KubernetesModel
import Platform
import Synchronization
import Testing

/// What the API has answered is there after the API was killed.
@Suite(.enabled(if: TestCluster.canRestart, "the API of an existing cluster is not ours to kill"))
struct DurabilityTests {
    /// What eight clients were told.
    private final class Ledger: Sendable {
        let answers = Mutex(Answers())
    }

    private struct Answers {
        /// The version that each object was answered to have.
        var versions: [String: String] = [:]
        var deleted: Set<String> = []
        /// Objects whose last write got no answer: they may be either way.
        var open: Set<String> = []

        var count: Int { versions.count + deleted.count }
    }

    @Test(arguments: [200, 500, 800]) func `an API killed in the middle of 1,000 writes keeps each that it answered`(
        _ blow: Int
    ) async throws {
        let cluster = try await TestCluster.start(in: try World.newFolder("durability"))
        let ledger = Ledger()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask { await Self.write(125, by: writer, to: cluster.client, ledger) }
            }
            try await eventually("\(blow) writes are answered", every: .milliseconds(1)) {
                ledger.answers.withLock { $0.count } >= blow ? true : nil
            }
            try await cluster.kill()
            group.cancelAll()
            try await group.waitForAll()
        }
        try await cluster.restart()
        let stored = try await cluster.client.list(Harness.configMap, ListOptions(namespace: "default")).items
        let found = Dictionary(uniqueKeysWithValues: stored.map { ($0.name, $0.resourceVersion) })
        let told = ledger.answers.withLock { $0 }
        #expect(told.count < 1_000, "the blow came too late")
        for (name, version) in told.versions where !told.open.contains(name) {
            #expect(found[name] == version, "\(name)")
        }
        for name in told.deleted { #expect(found[name] == nil, "\(name)") }
        // What comes now is newer than all that was.
        let next = try await cluster.client.create(
            KubernetesObject(kind: Harness.configMap, namespace: "default", name: "next"))
        let newest = told.versions.values.compactMap { UInt64($0) }.max() ?? 0
        #expect((UInt64(next.resourceVersion) ?? 0) > newest)
        try await cluster.stop()
    }

    /// Creates objects, changes every second one and deletes every fifth, and notes what was answered.
    private static func write(
        _ count: Int, by writer: Int, to client: KubernetesClient, _ ledger: Ledger
    ) async {
        for number in 0..<count {
            let name = "w\(writer)-\(number)"
            let key = ObjectKey(namespace: "default", name: name)
            ledger.answers.withLock { _ = $0.open.insert(name) }
            do {
                var object = KubernetesObject(kind: Harness.configMap, namespace: "default", name: name)
                object.content["data"] = ["value": "1"]
                var version = try await client.create(object).resourceVersion
                ledger.answers.withLock { $0.versions[name] = version }
                if number % 2 == 0 {
                    version = try await client.patch(Harness.configMap, key, .merge(["data": ["value": "2"]]))
                        .resourceVersion
                    ledger.answers.withLock { $0.versions[name] = version }
                }
                if number % 5 == 0 {
                    try await client.delete(Harness.configMap, key)
                    ledger.answers.withLock {
                        $0.versions[name] = nil
                        $0.deleted.insert(name)
                    }
                }
            } catch { return }
            ledger.answers.withLock { _ = $0.open.remove(name) }
        }
    }
}
