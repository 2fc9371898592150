import ClusterTesting
import DocumentModel
import KubernetesClient
import KubernetesModel
import Platform
import Synchronization

/// The embedded control plane under the load of several clients, beside a real API server with etcd where one is at hand.
func measureControlPlane(_ report: Report) async throws {
    try await withTemporaryDirectory(prefix: "sluice-benchmark-") { folder in
        let own = try EmbeddedServer(folder: folder + "/own")
        let ours = try await Load.run(on: own) { own.pid }
        guard !(ProcessEnvironment.value("KUBEBUILDER_ASSETS") ?? "").isEmpty else {
            return ours.print(report, beside: nil)
        }
        let real = try RealServer(folder: folder + "/real")
        ours.print(report, beside: try await Load.run(on: real) { real.pid(of: "kube-apiserver") })
    }
}

/// What one server took for the load; times in seconds.
private struct Load {
    private static let clients = 8
    private static let objects = 5_000
    private static let watchers = 200
    private static let changes = 50

    private var figures: [(name: String, seconds: Double, cpu: Double)] = []
    private var memory = 0.0

    /// Starts the server, loads it and stops it.
    static func run(on server: any RestartableServer, pid: @Sendable () -> Int32?) async throws -> Load {
        let kubeconfig = try await server.start()
        var load = Load()
        do {
            guard let process = pid().map({ ProcessFigures(pid: $0) }) else {
                throw Spawn.Failure(description: "the server has no process")
            }
            try await load.measure(try await KubernetesClient.forTests(kubeconfig), process)
        } catch {
            try await server.kill()
            throw error
        }
        try await server.kill()
        return load
    }

    private mutating func measure(_ client: KubernetesClient, _ process: ProcessFigures) async throws {
        try await time("create of \(Self.objects) ConfigMaps by \(Self.clients) clients", process) {
            try await Self.spread(Self.objects) { try await client.create(Self.object($0, "1")) }
        }
        try await time("get of each", process) {
            try await Self.spread(Self.objects) { try await client.get(Self.kind, Self.object($0, "").key) }
        }
        try await time("list of all, ten times", process) {
            for _ in 0..<10 {
                let list = try await client.list(Self.kind, ListOptions(namespace: "default"))
                guard list.items.count >= Self.objects else { throw Spawn.Failure(description: "the list is short") }
            }
        }
        for value in ["2", "3"] {
            let name =
                value == "2" ? "server-side apply of 1,000, as a new manager" : "server-side apply of 1,000, again"
            try await time(name, process) {
                try await Self.spread(1_000) { try await client.apply(Self.object($0, value), fieldManager: "bench") }
            }
        }
        memory = try process.memory().resident
        try await time("\(Self.changes) changes, seen by \(Self.watchers) watchers each", process) {
            try await Self.fanOut(client)
        }
    }

    private mutating func time(_ name: String, _ process: ProcessFigures, _ work: () async throws -> Void) async throws
    {
        let clock = ContinuousClock()
        let (start, cpu) = (clock.now, try process.cpu())
        try await work()
        figures.append((name, (clock.now - start).seconds, try process.cpu() - cpu))
    }

    /// Does something for each number below `count`, in as many tasks as there are clients.
    private static func spread(_ count: Int, _ work: @escaping @Sendable (Int) async throws -> some Sendable)
        async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask {
                    for number in stride(from: client, to: count, by: clients) { _ = try await work(number) }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func fanOut(_ client: KubernetesClient) async throws {
        let list = try await client.list(kind, ListOptions(namespace: "default"))
        let seen = Seen()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<watchers {
                group.addTask {
                    let mine = Mutex(0)
                    try await client.watch(kind, ListOptions(namespace: "default"), from: list.resourceVersion) { _ in
                        seen.add()
                        let count = mine.withLock { mine in
                            mine += 1
                            return mine
                        }
                        return count == changes ? .stop : .proceed
                    }
                }
            }
            group.addTask {
                for number in 0..<changes {
                    try await client.patch(
                        kind, object(number, "").key, .merge(["data": ["round": .string("\(number)")]]))
                }
            }
            try await group.waitForAll()
        }
        guard seen.count == watchers * changes else { throw Spawn.Failure(description: "events are missing") }
    }

    private final class Seen: Sendable {
        private let total = Mutex(0)
        var count: Int { total.withLock { $0 } }
        func add() { total.withLock { $0 += 1 } }
    }

    private static let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")

    private static func object(_ number: Int, _ value: String) -> KubernetesObject {
        var object = KubernetesObject(kind: kind, namespace: "default", name: "config-\(number)")
        object.content["data"] = ["value": .string(value), "text": "Some text of the length that settings have."]
        return object
    }

    func print(_ report: Report, beside other: Load?) {
        for (index, figure) in figures.enumerated() {
            guard let other else {
                report.figure(figure.name, figure.seconds * 1_000, "ms")
                report.figure("the same, CPU of the server", figure.cpu * 1_000, "ms")
                continue
            }
            let theirs = other.figures[index]
            report.compare(figure.name, ours: figure.seconds * 1_000, theirs: theirs.seconds * 1_000, unit: "ms")
            report.compare(
                "the same, CPU of the server", ours: figure.cpu * 1_000, theirs: theirs.cpu * 1_000, unit: "ms")
        }
        guard let other else { return report.figure("with all of it, resident", memory, "MB") }
        report.compare("with all of it, resident (theirs without etcd)", ours: memory, theirs: other.memory, unit: "MB")
    }
}
