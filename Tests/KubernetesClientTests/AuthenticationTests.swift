import Platform
import Synchronization
import Testing

@testable import KubernetesClient

@Suite struct AuthenticationTests {
    private func plugin(_ script: String) -> ExecPlugin {
        var plugin = ExecPlugin(apiVersion: "client.authentication.k8s.io/v1", command: "/bin/sh")
        plugin.arguments = ["-c", script]
        plugin.interactiveMode = .never
        return plugin
    }

    private let runner = ExecRunner(configuration: KubernetesConfiguration(server: "https://h"))

    @Test func `a plugin prints a token and when it ends`() async throws {
        var plugin = plugin(
            #"echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$SECRET\",\"expirationTimestamp\":\"2030-01-01T00:00:00Z\"}}""#
        )
        plugin.environment = [.init(name: "SECRET", value: Secret("t"))]
        let credential = try await runner.run(plugin)
        #expect(credential.material.authorization?.reveal() == "Bearer t")
        #expect(credential.expires == Timestamp(rfc3339: "2030-01-01T00:00:00Z"))
    }

    @Test(arguments: ["echo hunter2; exit 3", "echo hunter2", "echo '{\"kind\":\"hunter2\"}'", "exit 0"])
    func `a plugin that fails is an error without what it printed`(script: String) async {
        let error = await #expect(throws: KubernetesError.self) { _ = try await runner.run(plugin(script)) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func `a plugin that is not there names itself and the hint`() async {
        var plugin = ExecPlugin(apiVersion: "client.authentication.k8s.io/v1", command: "does-not-exist")
        plugin.installHint = "get it somewhere"
        plugin.interactiveMode = .never
        let asked = plugin
        let error = await #expect(throws: KubernetesError.self) { _ = try await runner.run(asked) }
        #expect(error?.message == "the credential plugin \"does-not-exist\" is not installed; get it somewhere")
    }

    @Test func `a token file is read again after a minute, and when the server refuses`() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder + "/token"
            let now = Clock()
            let time = ClientTime(now: { now.value }, wall: { Timestamp.now() }, sleep: { _ in })
            let authenticator = Authenticator(.tokenFile(path: path), time: time) { _ async throws(KubernetesError) in
                throw KubernetesError(.other, "no plugin")
            }
            func token() async throws -> (String?, Int) {
                let (material, generation) = try await authenticator.material()
                return (material.authorization?.reveal(), generation)
            }
            try FileSystem.writeAtomically(Array("one\n".utf8), to: path)
            #expect(try await token().0 == "Bearer one")
            try FileSystem.writeAtomically(Array("two".utf8), to: path)
            #expect(try await token().0 == "Bearer one")
            now.advance(.seconds(61))
            #expect(try await token().0 == "Bearer two")
            try FileSystem.writeAtomically(Array("three".utf8), to: path)
            let generation = try await token().1
            #expect(try await authenticator.renew(after: generation))
            #expect(try await token().0 == "Bearer three")
            #expect(try await !authenticator.renew(after: try await token().1))
        }
    }
}

/// A clock that is turned by hand.
private final class Clock: Sendable {
    private let now = Mutex(Duration.zero)

    var value: Duration { now.withLock { $0 } }

    func advance(_ time: Duration) { now.withLock { $0 += time } }
}
