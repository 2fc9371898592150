import ClusterTesting
import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite struct OutageTests {
    @Test func `an API server that is gone for a while loses nothing`() async throws {
        let (world, proxy) = try await World.own("outage", proxied: true)
        let way = try #require(proxy)
        let harness = try await Harness("outage", in: world)
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(world.git.url(repository))
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        try await way.cut()
        let head = try await repository.commit(["app.yaml": Manifest.configMap("app", "2")])
        try await harness.request(Harness.gitRepository)
        try await harness.patch(Harness.configMap, "app", ["data": ["value": "by hand"]])
        for role in Controllers.Role.allCases {
            try await harness.wait("\(role.rawValue) notices") {
                harness.controllers.output(role).contains("trying again") ? true : nil
            }
            #expect(harness.controllers.isRunning(role))
        }
        #expect(try await harness.find(Harness.gitRepository, "app")?.revision?.hasSuffix(head) == false)
        try await way.open()
        try await harness.ready(Harness.kustomization, at: head, within: .seconds(120))
        try await harness.holds("app", "value", "2")
        #expect(Controllers.Role.allCases.allSatisfy(harness.controllers.isRunning))
        try await harness.controllers.stop()
    }

    /// A scenario in sync, with a second source beside.
    private func synced(_ name: String, in world: World) async throws -> (Harness, TestRepository) {
        let harness = try await Harness(name, in: world)
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(world.git.url(repository))
        try await harness.follow(world.git.url(repository), as: "doomed")
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        try await harness.ready(Harness.gitRepository, "doomed")
        return (harness, repository)
    }

    /// Changes, deletes and creates what the controllers are to find out about.
    private func change(_ harness: Harness, _ repository: TestRepository) async throws -> String {
        let head = try await repository.commit(["app.yaml": Manifest.configMap("app", "2")])
        try await harness.request(Harness.gitRepository)
        try await harness.delete(Harness.gitRepository, "doomed")
        try await harness.follow(harness.world.git.url(repository), as: "new")
        return head
    }

    private func expectKnown(_ head: String, _ harness: Harness, within limit: Duration) async throws {
        try await harness.ready(Harness.kustomization, at: head, within: limit)
        try await harness.holds("app", "value", "2")
        try await harness.ready(Harness.gitRepository, "new")
        try await harness.gone(Harness.gitRepository, "doomed")
    }

    @Test(.enabled(if: TestCluster.canRestart, "this cluster may not be restarted"))
    func `an API server that forgot its events loses nothing`() async throws {
        let (world, proxy) = try await World.isolated("restart")
        let (harness, repository) = try await synced("restart", in: world)
        try await proxy.cut()
        let head = try await change(harness, repository)
        // A server that starts again remembers no events: what happened meanwhile can only be found by listing anew.
        try await world.cluster.stop()
        try await world.cluster.restart()
        try await proxy.open()
        try await expectKnown(head, harness, within: .seconds(120))
        #expect(try harness.controllers.artifacts(of: "gitrepository", harness.namespace, "doomed").isEmpty)
        try await harness.controllers.stop()
        try await world.cluster.stop()
    }

    @Test func `a watch that expired loses nothing`() async throws {
        let (world, proxy) = try await World.watching("expired")
        let (harness, repository) = try await synced("expired", in: world)
        try await proxy.mute()
        let head = try await change(harness, repository)
        try await harness.patch(Harness.configMap, "app", ["data": ["value": "by hand"]])
        // What the controllers were not told, they do not know.
        try await Task.sleep(for: .milliseconds(300))
        #expect(try await harness.find(Harness.gitRepository, "app")?.revision?.hasSuffix(head) == false)
        #expect(try await harness.find(Harness.gitRepository, "doomed") != nil)
        try await proxy.expire()
        try await expectKnown(head, harness, within: .seconds(60))
        // And the watches that replaced them are alive.
        try await harness.patch(Harness.configMap, "app", ["data": ["value": "by hand"]])
        try await harness.holds("app", "value", "2")
        for role in Controllers.Role.allCases {
            #expect(harness.controllers.output(role).contains("expired; listing them again"))
        }
        try await harness.controllers.stop()
    }

    @Test func `a source-controller that is gone for a while holds nothing up for longer`() async throws {
        let (world, _) = try await World.own("absent")
        let harness = try await Harness("absent", in: world)
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(world.git.url(repository))
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        #expect(try await harness.controllers.stop(.source) == 0, "a graceful stop ends well")
        let head = try await repository.commit(["app.yaml": Manifest.configMap("app", "2")])
        try await harness.request(Harness.gitRepository)
        // The kustomize-controller works on: it still corrects drift, from what it has.
        try await harness.patch(Harness.configMap, "app", ["data": ["value": "by hand"]])
        try await harness.request(Harness.kustomization)
        try await harness.holds("app", "value", "1")
        try harness.controllers.start(.source)
        try await harness.ready(Harness.kustomization, at: head)
        #expect(try await harness.value("value", of: "app") == "2")
        try await harness.controllers.stop()
    }

    @Test func `artifacts that vanished are built again`() async throws {
        let (world, _) = try await World.own("emptied")
        let harness = try await Harness("emptied", in: world)
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.follow(world.git.url(repository))
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        try await harness.controllers.stop(.source)
        try await Command.run("/bin/rm", ["-rf", "\(harness.controllers.folder)/storage/gitrepository"])
        try harness.controllers.start(.source)
        try await harness.wait("the artifact is there again") {
            let files = try harness.controllers.artifacts(of: "gitrepository", harness.namespace, "app")
            return files.isEmpty ? nil : true
        }
        try await harness.ready(Harness.gitRepository)
        try await harness.reconcile(Harness.kustomization)
        try await harness.ready(Harness.kustomization)
        try await harness.controllers.stop()
    }
}
