import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite struct CredentialTests {
    static let fetchFailed = ConditionType("FetchFailed")
    static let gitOperationFailed = ConditionReason("GitOperationFailed")

    @Test func `wrong credentials are reported, the last good state stays, and the right ones heal`() async throws {
        let harness = try await Harness.shared("login")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.secret("login", ["username": GitServer.user, "password": "planted-wrong"])
        try await harness.follow(
            harness.world.git.url(repository, realm: "basic"), as: "app", ["secretRef": ["name": "login"]])
        try await harness.deploy()
        let condition = try await harness.condition(
            Harness.gitRepository, "app", Self.fetchFailed, .true, reason: Self.gitOperationFailed)
        #expect(condition.message.contains("authentication required"), "\(condition.message)")
        try await harness.event("GitOperationFailed", about: "GitRepository", "app", type: "Warning")
        try await harness.secret("login", ["username": GitServer.user, "password": GitServer.password])
        try await harness.ready(Harness.kustomization)
        try await harness.secret("login", ["username": GitServer.user, "password": "planted-wrong"])
        try await repository.commit(["app.yaml": Manifest.configMap("app", "2")])
        try await harness.request(Harness.gitRepository)
        try await harness.condition(Harness.gitRepository, reason: Self.gitOperationFailed)
        #expect(try await harness.value("value", of: "app") == "1")
        try await harness.expectAbsent("planted-wrong", GitServer.password)
    }

    @Test func `a bearer token opens the repository`() async throws {
        let harness = try await Harness.shared("bearer")
        let repository = try await harness.repository(["app.yaml": Manifest.configMap("app", "1")])
        try await harness.secret("token", ["bearerToken": GitServer.token])
        try await harness.follow(
            harness.world.git.url(repository, realm: "bearer"), as: "app", ["secretRef": ["name": "token"]])
        try await harness.ready(Harness.gitRepository)
        try await harness.expectAbsent(GitServer.token)
    }

    @Test func `a Secret that is not there is named`() async throws {
        let harness = try await Harness.shared("secret")
        let repository = try await harness.repository([:])
        try await harness.follow(
            harness.world.git.url(repository, realm: "basic"), as: "app", ["secretRef": ["name": "login"]])
        let condition = try await harness.condition(
            Harness.gitRepository, "app", Self.fetchFailed, .true, reason: .init("AuthenticationFailed"))
        #expect(condition.message.hasPrefix("failed to get secret '\(harness.namespace)/login'"))
    }

    @Test func `an unknown host is named`() async throws {
        let harness = try await Harness.shared("host")
        try await harness.follow("http://no-such-host.invalid/app.git")
        let condition = try await harness.condition(
            Harness.gitRepository, "app", Self.fetchFailed, .true, reason: Self.gitOperationFailed)
        #expect(condition.message.contains("no-such-host.invalid"), "\(condition.message)")
        #expect(condition.message.hasPrefix("failed to checkout and determine revision: "))
    }

    @Test func `a repository and a branch that are not there are named`() async throws {
        let harness = try await Harness.shared("nowhere")
        let repository = try await harness.repository(["a.yaml": Manifest.configMap("a", "1")])
        let url = harness.world.git.url(repository)
        try await harness.follow(url + "x")
        let missing = try await harness.condition(
            Harness.gitRepository, "app", Self.fetchFailed, .true, reason: Self.gitOperationFailed)
        #expect(missing.message.contains("repository not found"), "\(missing.message)")
        try await harness.follow(url, as: "branch", ["ref": ["branch": "nothing"]])
        let branch = try await harness.condition(
            Harness.gitRepository, "branch", Self.fetchFailed, .true, reason: Self.gitOperationFailed)
        #expect(branch.message.contains("couldn't find remote ref"), "\(branch.message)")
        let empty = try await harness.repository([:])
        try await harness.follow(harness.world.git.url(empty), as: "empty")
        try await harness.condition(
            Harness.gitRepository, "empty", Self.fetchFailed, .true, reason: .init("EmptyGitRepository"))
    }

    @Test func `an authority and a client certificate come from the Secret`() async throws {
        let harness = try await Harness.shared("tls")
        let root = try World.newFolder("tls-git")
        let server = try await GitServer.start(root: root, tls: true, clientCertificates: true)
        let repository = try await TestRepository.make("app", in: root, ["app.yaml": Manifest.configMap("app", "1")])
        let url = server.url(repository, realm: "basic")
        try await harness.follow(url)
        let condition = try await harness.condition(
            Harness.gitRepository, "app", Self.fetchFailed, .true, reason: Self.gitOperationFailed)
        #expect(condition.message.contains("certificate"), "\(condition.message)")
        let identity = try #require(server.clientIdentity)
        try await harness.secret(
            "tls",
            [
                "ca.crt": String(decoding: try #require(server.authority), as: UTF8.self),
                "tls.crt": String(decoding: identity.certificate, as: UTF8.self),
                "tls.key": String(decoding: identity.key, as: UTF8.self), "username": GitServer.user,
                "password": GitServer.password,
            ])
        try await harness.patch(Harness.gitRepository, "app", ["spec": ["secretRef": ["name": "tls"]]])
        try await harness.ready(Harness.gitRepository, at: try await repository.head())
        try await server.stop()
    }

    static let refused: [(String, Value)] = [
        ("verify", ["secretRef": ["name": "keys"]]), ("provider", "github"),
    ]

    @Test(arguments: refused) func `a field that is not built stalls by name`(
        _ field: String, _ value: Value
    ) async throws {
        let harness = try await Harness.shared("unbuilt")
        try await harness.follow("http://127.0.0.1:1/app.git", as: "app", [field: value])
        let condition = try await harness.wait("stalls") {
            try await harness.find(Harness.gitRepository, "app")?.condition(.stalled)
        }
        #expect(condition.message.contains("spec.\(field)"))
    }
}
