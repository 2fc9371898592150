import ClusterTesting
import DocumentModel
import KubernetesClient
import KubernetesModel
import Platform

/// The whole path, with the controllers as processes: latency, throughput, memory.
func measureCluster(_ report: Report) async throws {
    let files = [
        "small/kustomization.yaml": "resources: [one.yaml]\n",
        "small/one.yaml": Fixtures.configMap(1, namespace: "default"),
        "thousand/all.yaml": Fixtures.configMaps(1_000, namespace: "default"),
        "few/kustomization.yaml": "resources: [all.yaml]\n",
        "few/all.yaml": Fixtures.configMaps(2, namespace: "default"),
    ]
    try await withTemporaryDirectory(prefix: "sluice-benchmark-") { folder in
        let world = try await LocalWorld.start(in: folder, files: files)
        report.figure("sluice dev, from nothing to ready", world.startup * 1_000, "ms")
        do { try await measure(world, report) } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }
}

private func measure(_ world: LocalWorld, _ report: Report) async throws {
    try await Task.sleep(for: .seconds(6))
    try printMemory(report, world, "idle")
    let bench = ClusterBench(world: world)
    try await bench.createSource()
    try await bench.measureThousand(report)
    try await bench.measurePush(report)
    try await bench.measureMany(report, count: 500)
    try await Task.sleep(for: .seconds(6))
    try printMemory(report, world, "with 500 Kustomizations")
}

private func printMemory(_ report: Report, _ world: LocalWorld, _ when: String) throws {
    for name in ["source-controller", "kustomize-controller"] {
        let memory = try world.process(name).memory()
        report.figure("\(name) \(when), resident", memory.resident, "MB")
        report.figure("\(name) \(when), private", memory.private, "MB")
    }
}

/// The scenarios, one after another on one world.
struct ClusterBench: Sendable {
    static let namespace = "flux-system"
    static let kustomization = GroupVersionKind(
        group: "kustomize.toolkit.fluxcd.io", version: "v1", kind: "Kustomization")
    static let gitRepository = GroupVersionKind(
        group: "source.toolkit.fluxcd.io", version: "v1", kind: "GitRepository")
    let world: LocalWorld
    private let clock = ContinuousClock()

    func createSource() async throws {
        try await create(
            Self.gitRepository, "bench", ["interval": "1h", "url": .string(world.gitURL), "ref": ["branch": "main"]])
        try await waitReady(Self.gitRepository, ["bench"])
    }

    func measureThousand(_ report: Report) async throws {
        let began = clock.now
        try await create(Self.kustomization, "thousand", spec(path: "thousand"))
        try await waitReady(Self.kustomization, ["thousand"])
        report.figure("apply of 1,000 objects, from created to Ready", (clock.now - began).seconds * 1_000, "ms")
        let again = clock.now
        let cpu = try world.process("kustomize-controller").cpu()
        try await reconcile(["thousand"])
        report.figure("the same again, nothing changed", (clock.now - again).seconds * 1_000, "ms")
        report.figure(
            "the same again, CPU of the controller", (try world.process("kustomize-controller").cpu() - cpu) * 1_000,
            "ms")
        try await world.cluster.patch(
            Self.kustomization, key("thousand"), .merge(["spec": ["suspend": true]]))
    }

    func measurePush(_ report: Report) async throws {
        try await create(Self.kustomization, "small", spec(path: "small"))
        try await waitReady(Self.kustomization, ["small"])
        let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
        var times: [Double] = []
        for round in 0..<15 {
            let text = Fixtures.configMap(1, namespace: "default") + "\n  round: \"r\(round)\"\n"
            try world.push("small/one.yaml", text)
            let began = clock.now
            try await annotate(Self.gitRepository, "bench", "push-\(round)")
            try await until("the push is applied") {
                let object = try await world.cluster.get(configMap, ObjectKey(namespace: "default", name: "config-1"))
                return object.content["data"]?["round"]?.string == "r\(round)"
            }
            times.append((clock.now - began).seconds * 1_000)
        }
        times.sort()
        report.figure("push + annotation to applied, median of 15", times[times.count / 2], "ms")
        report.figure("push + annotation to applied, slowest", times[times.count - 1], "ms")
    }

    func measureMany(_ report: Report, count: Int) async throws {
        let names = (0..<count).map { "many-\($0)" }
        let controller = try world.process("kustomize-controller")
        var cpu = try controller.cpu()
        var began = clock.now
        for name in names {
            var spec = spec(path: "few")
            spec["namePrefix"] = .string(name + "-")
            try await create(Self.kustomization, name, spec)
        }
        try await waitReady(Self.kustomization, names)
        report.figure("\(count) Kustomizations Ready, from the first created", (clock.now - began).seconds, "s")
        report.figure("\(count) Kustomizations Ready, CPU of the controller", try controller.cpu() - cpu, "s")
        cpu = try controller.cpu()
        began = clock.now
        try await reconcile(names)
        let wall = (clock.now - began).seconds
        report.figure("a round over \(count), nothing changed, by annotation", wall, "s")
        report.figure("the same, CPU of the controller", try controller.cpu() - cpu, "s")
        report.figure("no-op reconciliations", Double(count) / wall, "/s")
    }
}

// Steps.
extension ClusterBench {
    private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: Self.namespace, name: name) }

    private func spec(path: String) -> Object {
        [
            "interval": "1h", "prune": true, "path": .string("./" + path),
            "sourceRef": ["kind": "GitRepository", "name": "bench"],
        ]
    }

    private func create(_ kind: GroupVersionKind, _ name: String, _ spec: Object) async throws {
        var object = KubernetesObject(kind: kind, namespace: Self.namespace, name: name)
        object.content["spec"] = .object(spec)
        try await world.cluster.create(object)
    }

    private func annotate(_ kind: GroupVersionKind, _ name: String, _ token: String) async throws {
        try await world.cluster.patch(
            kind, key(name),
            .merge(["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": .string(token)]]]))
    }

    /// Asks for a run of each and waits until all have had it.
    private func reconcile(_ names: [String]) async throws {
        let token = Timestamp.now().rfc3339(fractionDigits: 9)
        for name in names { try await annotate(Self.kustomization, name, token) }
        try await waitFor(Self.kustomization, names) { $0.status?["lastHandledReconcileAt"]?.string == token }
    }

    private func waitReady(_ kind: GroupVersionKind, _ names: [String]) async throws {
        try await waitFor(kind, names) { object in
            object.status?["observedGeneration"]?.integer == object.generation
                && (object.status?["conditions"]?.array ?? []).contains {
                    $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
                }
        }
    }

    private func waitFor(
        _ kind: GroupVersionKind, _ names: [String], _ condition: @Sendable (KubernetesObject) -> Bool
    ) async throws {
        if names.count == 1 {
            return try await until("\(names[0]) is there") {
                condition(try await world.cluster.get(kind, key(names[0])))
            }
        }
        let wanted = Set(names)
        try await until("\(names.count) objects are there", every: .milliseconds(100)) {
            let items = try await world.cluster.list(kind, ListOptions(namespace: Self.namespace)).items
            return items.filter { wanted.contains($0.name) && condition($0) }.count == wanted.count
        }
    }

    private func until(
        _ what: String, every pause: Duration = .milliseconds(2), _ isSo: @Sendable () async throws -> Bool
    ) async throws {
        try await eventually(what, within: .seconds(180), every: pause) { try await isSo() ? true : nil }
    }
}
