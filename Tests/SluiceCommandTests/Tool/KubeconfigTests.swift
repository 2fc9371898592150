import Platform
import Synchronization
import Testing

@testable import SluiceCommand

/// What a wrong way into a cluster is told as, with the real client.
@Suite struct KubeconfigTests {
    private func errors(_ arguments: [String], variables: [String: String] = [:]) async -> (Int32, String) {
        let errors = Mutex("")
        let environment = ToolEnvironment(
            console: Console { stream, text in errors.withLock { if stream == .error { $0 += text } } },
            connect: { try await $0.connect() }, controlPlane: nil, variables: variables)
        let code = await SluiceTool.run(arguments, in: environment)
        return (code, errors.withLock { $0 })
    }

    @Test func `a kubeconfig that is not there is named`() async {
        let (code, text) = await errors(["get", "ks", "--kubeconfig", "/nonexistent/config"])
        #expect(code == 1)
        #expect(text.hasPrefix("✗ "))
        #expect(text.contains("/nonexistent/config"))
    }

    @Test func `a kubeconfig that cannot be read, or lacks a context, is named with what is wrong`() async throws {
        try await withTemporaryDirectory { folder in
            try FileSystem.writeAtomically(Array("contexts: [".utf8), to: "\(folder)/broken")
            let (brokenCode, broken) = await errors(["get", "ks", "--kubeconfig", "\(folder)/broken"])
            #expect(brokenCode == 1)
            #expect(broken.contains("\(folder)/broken"))
            let text = "apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n"
            try FileSystem.writeAtomically(Array(text.utf8), to: "\(folder)/empty")
            let (code, missing) = await errors(["get", "ks", "--kubeconfig", "\(folder)/empty", "--context", "prod"])
            #expect(code == 1)
            #expect(missing.contains("prod"))
        }
    }

    @Test func `a server that does not answer is named, and no token is shown`() async throws {
        let port = try LoopbackPort.free()
        let (code, text) = await errors([
            "get", "ks", "--server", "https://127.0.0.1:\(port)", "--token", "hush-hush", "--timeout", "20s",
        ])
        #expect(code == 1)
        #expect(text.contains("127.0.0.1:\(port)"))
        #expect(!text.contains("hush-hush"))
    }

    @Test func `pairs for impersonation must have their form`() async {
        let (_, text) = await errors(["get", "ks", "--as", "me", "--as-user-extra", "nonsense"])
        #expect(text == "✗ --as-user-extra \"nonsense\" must have the form key=value\n")
    }
}
