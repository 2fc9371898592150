import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

/// Both controllers are killed with SIGKILL at ten different moments of a deployment and started again.
@Suite struct CrashTests {
    /// When the blow falls, after a commit was announced.
    enum Moment: Int, Sendable, CaseIterable {
        case announced, fetching, stored, announcedDownstream, building, firstObject, lastObject, pruned, ready,
            starting
    }

    @Test func `controllers killed at any moment lose and double nothing`() async throws {
        let (world, _) = try await World.own("crash")
        let harness = try await Harness("crash", in: world)
        let repository = try await harness.repository(Self.files(0))
        try await harness.follow(world.git.url(repository))
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        for moment in Moment.allCases {
            let round = moment.rawValue + 1
            let head = try await repository.commit(Self.change(to: round), message: "Round \(round)")
            try await harness.request(Harness.gitRepository)
            try await Self.wait(for: moment, round, head, harness)
            for role in Controllers.Role.allCases { try await harness.controllers.kill(role) }
            try harness.controllers.start()
            if moment == .starting {
                for role in Controllers.Role.allCases { try await harness.controllers.kill(role) }
                try harness.controllers.start()
            }
            try await harness.ready(Harness.kustomization, at: head)
            try await Self.check(round, harness)
        }
        try await harness.controllers.stop()
    }

    /// Twenty objects that carry the round, and one that exists in this round only.
    static func files(_ round: Int) -> [String: String] {
        var files = ["round-\(round).yaml": Manifest.configMap("round-\(round)", "\(round)")]
        for number in 0..<20 { files["app-\(number).yaml"] = Manifest.configMap("app-\(number)", "\(round)") }
        return files
    }

    static func change(to round: Int) -> [String: String?] {
        var files = files(round).mapValues { $0 as String? }
        files["round-\(round - 1).yaml"] = .some(nil)
        return files
    }

    private static func wait(
        for moment: Moment, _ round: Int, _ head: String, _ harness: Harness
    ) async throws {
        try await harness.wait("the moment \(moment) comes") {
            let source = try await harness.find(Harness.gitRepository, "app")
            let applied = try await harness.find(Harness.kustomization, "app")
            let isStored = source?.revision?.hasSuffix(head) == true
            let isApplied = applied?.revision?.hasSuffix(head) == true
            let hasCome: Bool
            switch moment {
            case .announced, .starting: hasCome = true
            case .fetching: hasCome = isStored || source?.condition(.reconciling) != nil
            case .stored: hasCome = isStored
            case .announcedDownstream: hasCome = isApplied || applied?.isSettled == false
            case .building: hasCome = isApplied || applied?.condition(.reconciling) != nil
            case .firstObject: hasCome = try await harness.value("value", of: "app-0") == "\(round)"
            case .lastObject: hasCome = try await harness.value("value", of: "round-\(round)") == "\(round)"
            case .pruned: hasCome = try await harness.find(Harness.configMap, "round-\(round - 1)") == nil
            case .ready: hasCome = isApplied
            }
            return hasCome ? true : nil
        }
    }

    /// The cluster holds what the commit says, nothing else of ours, and the storage no more than it should.
    private static func check(_ round: Int, _ harness: Harness) async throws {
        let expected = Set((0..<20).map { "app-\($0)" } + ["round-\(round)"])
        let objects = try await harness.client.list(
            Harness.configMap,
            ListOptions(namespace: harness.namespace, labelSelector: "kustomize.toolkit.fluxcd.io/name=app")
        ).items
        #expect(Set(objects.map(\.name)) == expected, "round \(round)")
        #expect(objects.allSatisfy { $0.content["data"]?["value"]?.string == "\(round)" }, "round \(round)")
        let ids = expected.map { "\(harness.namespace)_\($0)__ConfigMap" }.sorted()
        #expect(try await harness.inventory() == ids, "round \(round)")
        // Two are kept by the collection at the start of a run; the run itself may add one.
        let artifacts = try harness.controllers.artifacts(of: "gitrepository", harness.namespace, "app")
        #expect(artifacts.filter { $0.hasSuffix(".tar.gz") && !$0.hasPrefix(".") }.count <= 3, "\(artifacts)")
    }
}
