import Platform
import Testing

@testable import HTTPTransport
@testable import KubernetesClient

@Suite struct ConfigurationTests {
    private static func config(_ user: String, cluster: String = "server: https://h:1") -> [UInt8] {
        Array(
            """
            apiVersion: v1
            kind: Config
            current-context: c
            contexts: [{name: c, context: {cluster: k, user: u, namespace: team}}]
            clusters: [{name: k, cluster: {\(cluster)}}]
            users: [{name: u, user: {\(user)}}]
            """.utf8)
    }

    private func read(_ bytes: [UInt8], _ flags: KubeconfigFlags = KubeconfigFlags()) async throws(KubernetesError)
        -> KubernetesConfiguration
    {
        try await KubernetesConfiguration(try KubeconfigReader(file: "f", folder: "/d").read(bytes), flags)
    }

    struct User: Sendable {
        let text: String
        let credentials: Credentials
    }

    static let users = [
        User(text: "", credentials: .none),
        User(text: "token: t", credentials: .token(Secret("t"))),
        User(text: "token: t, tokenFile: x", credentials: .tokenFile(path: "/d/x")),
        User(text: "tokenFile: /x", credentials: .tokenFile(path: "/x")),
        User(text: "username: a, password: b", credentials: .basic(user: "a", password: Secret("b"))),
        User(text: "username: a, password: b, token: t", credentials: .token(Secret("t"))),
    ]

    @Test(arguments: users) func `a user authenticates with what wins`(_ user: User) async throws {
        let configuration = try await read(Self.config(user.text))
        #expect(configuration.credentials == user.credentials)
        #expect(configuration.server == "https://h:1")
        #expect(configuration.namespace == "team")
    }

    static let refusals: [(user: String, cluster: String, says: String)] = [
        ("token: [hunter2]", "server: https://h", "users[0].user.token must be a string"),
        ("client-certificate-data: YQ==", "server: https://h", "no client key"),
        ("client-key-data: '?'", "server: https://h", "client-key-data is not Base64"),
        ("as-groups: [x]", "server: https://h", "name the user"),
        ("auth-provider: {name: gcp}", "server: https://h", "auth provider \"gcp\""),
        ("exec: {apiVersion: x, command: sh}", "server: https://h", "exec.apiVersion must be"),
        ("token: hunter2", "server: 'ftp://h'", "no http or https URL"),
        ("token: hunter2", "server: 'https://u:hunter2@h'", "plain URL"),
        ("token: hunter2", "server: https://h, proxy-url: 'ftp://h'", "proxy-url"),
        ("token: hunter2", "server: ''", "has no server"),
    ]

    @Test(arguments: refusals) func `a kubeconfig that cannot be used says why`(
        _ example: (user: String, cluster: String, says: String)
    ) async {
        let error = await #expect(throws: KubernetesError.self) {
            try await read(Self.config(example.user, cluster: example.cluster))
        }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains(example.says) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func `flags win over the kubeconfig`() async throws {
        var flags = KubeconfigFlags()
        flags.server = "https://other:2/prefix/"
        flags.token = Secret("mine")
        flags.insecureSkipTLSVerify = true
        flags.asUser = "bob"
        let configuration = try await read(Self.config("tokenFile: x"), flags)
        #expect(configuration.server == "https://other:2/prefix")
        #expect(configuration.credentials == .token(Secret("mine")))
        #expect(configuration.connection.skipsVerification)
        #expect(configuration.impersonation == Impersonation(user: "bob"))
    }

    @Test func `the first of several files to say something wins`() throws {
        let reader = KubeconfigReader(file: "f", folder: "")
        var first = try reader.read(Array("clusters: [{name: k, cluster: {server: https://one}}]".utf8))
        first.merge(try reader.read(Self.config("token: t", cluster: "server: https://two")))
        #expect(first.clusters["k"]?.server == "https://one")
        #expect(first.currentContext == "c")
        #expect(first.contextNames == ["c"])
    }

    @Test(arguments: [
        "client-certificate: /x, client-key: /y", "tokenFile: /x",
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, interactiveMode: Never}",
        "auth-provider: {name: x}",
    ])
    func `a kubeconfig from a Secret names no file and runs no program`(user: String) {
        #expect(throws: KubernetesError.self) { try KubernetesConfiguration(untrustedKubeconfig: Self.config(user)) }
    }

    @Test func `a kubeconfig from a Secret neither skips checks nor acts as others`() throws {
        let bytes = Self.config("token: t, as: admin", cluster: "server: https://h, insecure-skip-tls-verify: true")
        let configuration = try KubernetesConfiguration(untrustedKubeconfig: bytes)
        #expect(!configuration.connection.skipsVerification)
        #expect(configuration.impersonation == nil)
        let lax = try KubernetesConfiguration(
            untrustedKubeconfig: bytes, allowing: KubeconfigAllowances(insecureTLS: true))
        #expect(lax.connection.skipsVerification)
    }
}
