import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite(.enabled(if: SSHServer.isInstalled, "sshd is not installed")) struct SSHTests {
    @Test func `a repository is followed over ssh, with a plain and with an encrypted key`() async throws {
        let harness = try await Harness.shared("ssh")
        let root = try World.newFolder("ssh-git")
        let server = try await SSHServer.start(in: root)
        let repository = try await TestRepository.make("app", in: root, ["app.yaml": Manifest.configMap("app", "1")])
        try await harness.secret("key", ["identity": server.identity, "known_hosts": server.knownHosts])
        try await harness.follow(server.url(repository), as: "app", ["secretRef": ["name": "key"]])
        try await harness.deploy()
        try await harness.ready(Harness.kustomization)
        #expect(try await harness.value("value", of: "app") == "1")
        let head = try await repository.commit(["app.yaml": Manifest.configMap("app", "2")])
        try await harness.secret(
            "key",
            [
                "identity": server.encryptedIdentity, "known_hosts": server.knownHosts,
                "password": SSHServer.passphrase,
            ])
        try await harness.request(Harness.gitRepository)
        try await harness.ready(Harness.kustomization, at: head)
        #expect(try await harness.value("value", of: "app") == "2")
        try await harness.expectAbsent(SSHServer.passphrase)
        try await server.stop()
    }

    @Test func `a server with another key than the known one is refused`() async throws {
        let harness = try await Harness.shared("ssh-key")
        let root = try World.newFolder("ssh-key-git")
        let server = try await SSHServer.start(in: root)
        let repository = try await TestRepository.make("app", in: root, ["app.yaml": Manifest.configMap("app", "1")])
        let other =
            "[127.0.0.1]:\(server.port) ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIiJ5dbzkuRMqK0q7h4pr2mR4YwTgWvWnZ2iXbvH0mcy\n"
        try await harness.secret("key", ["identity": server.identity, "known_hosts": other])
        try await harness.follow(server.url(repository), as: "app", ["secretRef": ["name": "key"]])
        let mismatch = try await harness.condition(
            Harness.gitRepository, reason: ConditionReason("GitOperationFailed"))
        #expect(mismatch.message.contains("knownhosts: key mismatch"), "\(mismatch.message)")
        try await harness.secret("half", ["identity": server.identity])
        try await harness.follow(server.url(repository), as: "half", ["secretRef": ["name": "half"]])
        let half = try await harness.condition(
            Harness.gitRepository, "half", reason: ConditionReason("AuthenticationFailed"))
        #expect(half.message.contains("known_hosts"), "\(half.message)")
        try await server.stop()
    }
}
