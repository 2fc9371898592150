internal import ArgumentParser
internal import KubernetesModel

/// `create secret git NAME`
struct CreateSecretGitCommand: SecretCommand {
    static var configuration: CommandConfiguration {
        .command(
            "git", "Create or update a Secret with credentials for Git.",
            examples: [
                (
                    "Basic authentication",
                    "create secret git app-auth --url https://git.example.com --username git --password \"$TOKEN\""
                ),
                (
                    "A new deploy key, with the host's key as it is now",
                    "create secret git app-auth --url ssh://git@git.example.com/app --ssh-key-algorithm ecdsa"
                ),
                (
                    "A key you have",
                    "create secret git app-auth --url ssh://git@git.example.com/app --private-key-file id_ecdsa"
                ),
                (
                    "A bearer token and a private authority",
                    "create secret git app-auth --url https://git.example.com --bearer-token \"$TOKEN\" --ca-crt-file ca.pem"
                ),
            ])
    }

    @Argument(help: "The name of the Secret.") var name: String
    @Option(help: ArgumentHelp("The repository.", valueName: "url")) var url: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The user for basic authentication.", valueName: "name"))
    var username: String?
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The password for basic authentication, or the passphrase of the key.", valueName: "text"))
    var password: String?
    @Option(help: ArgumentHelp("A bearer token.", valueName: "text")) var bearerToken: String?
    @Option(help: ArgumentHelp("Certificates to trust.", valueName: "file")) var caCrtFile: String?
    @Option(help: ArgumentHelp("An SSH key.", valueName: "file")) var privateKeyFile: String?
    @OptionGroup var key: SSHKeyFlags
    @OptionGroup var create: CreateFlags
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    static let words = "git"

    func secret(namespace: String) async throws -> KubernetesObject {
        if let url, try GitAddress.scheme(of: url) == .ssh { return try await ssh(url, namespace) }
        _ = try GitAddress.scheme(of: url)
        let hasBasic = !(username ?? "").isEmpty && !(password ?? "").isEmpty
        let hasBearer = !(bearerToken ?? "").isEmpty
        guard hasBasic || hasBearer else {
            throw CommandFailure(
                "for Git over HTTP/S the username and password, or a bearer token is required")
        }
        guard !(hasBasic && hasBearer) else {
            throw CommandFailure("user credentials and bearer token cannot be used together")
        }
        var data = SecretData()
        data["username"] = username
        data["password"] = password
        data["bearerToken"] = bearerToken
        data["ca.crt"] = try await CreateFile.text(caCrtFile, "TLS CA file")
        return data.secret(name: name, namespace: namespace, labels: try create.labels)
    }

    private func ssh(_ url: String, _ namespace: String) async throws -> KubernetesObject {
        let console = ToolEnvironment.current.console
        let ssh = try await SSHCredentials.make(
            for: url, keyFile: privateKeyFile, passphrase: password, key, console)
        console.generate("deploy key: \(ssh.publicKey)")
        var data = SecretData()
        ssh.fill(&data)
        return data.secret(name: name, namespace: namespace, labels: try create.labels)
    }
}

/// `create secret tls NAME`
struct CreateSecretTLSCommand: SecretCommand {
    static var configuration: CommandConfiguration {
        .command(
            "tls", "Create or update a Secret with certificates.",
            examples: [
                (
                    "A client certificate and an authority",
                    "create secret tls certs --tls-crt-file client.crt --tls-key-file client.key --ca-crt-file ca.crt"
                )
            ])
    }

    @Argument(help: "The name of the Secret.") var name: String
    @Option(help: ArgumentHelp("A client certificate.", valueName: "file")) var tlsCrtFile: String?
    @Option(help: ArgumentHelp("Its key.", valueName: "file")) var tlsKeyFile: String?
    @Option(help: ArgumentHelp("Certificates to trust.", valueName: "file")) var caCrtFile: String?
    @OptionGroup var create: CreateFlags
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    static let words = "tls"

    func secret(namespace: String) async throws -> KubernetesObject {
        guard (tlsCrtFile == nil) == (tlsKeyFile == nil) else {
            throw CommandFailure("--tls-crt-file and --tls-key-file must be given together")
        }
        var data = SecretData()
        data["ca.crt"] = try await CreateFile.text(caCrtFile, "TLS CA file")
        data["tls.crt"] = try await CreateFile.text(tlsCrtFile, "certificate file")
        data["tls.key"] = try await CreateFile.text(tlsKeyFile, "key file")
        guard !data.isEmpty else {
            throw CommandFailure("--tls-crt-file with --tls-key-file, or --ca-crt-file is required")
        }
        return data.secret(
            name: name, namespace: namespace, type: "kubernetes.io/tls", labels: try create.labels)
    }
}

/// `create secret proxy NAME`
struct CreateSecretProxyCommand: SecretCommand {
    static var configuration: CommandConfiguration {
        .command(
            "proxy", "Create or update a Secret with a proxy.",
            examples: [
                (
                    "A proxy that wants credentials",
                    "create secret proxy corp --address https://proxy.example.com --username me --password \"$SECRET\""
                )
            ])
    }

    @Argument(help: "The name of the Secret.") var name: String
    @Option(help: ArgumentHelp("The proxy.", valueName: "url")) var address: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The user for basic authentication.", valueName: "name"))
    var username: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The password for basic authentication.", valueName: "text"))
    var password: String?
    @OptionGroup var create: CreateFlags
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    static let words = "proxy"

    func secret(namespace: String) async throws -> KubernetesObject {
        guard let address, !address.isEmpty else { throw CommandFailure("address is required") }
        var data = SecretData()
        data["address"] = address
        data["username"] = username
        data["password"] = password
        return data.secret(name: name, namespace: namespace, type: "Opaque", labels: try create.labels)
    }
}

/// A command that makes a Secret.
protocol SecretCommand: AsyncParsableCommand, Sendable {
    /// What messages call the Secret.
    static var words: String { get }
    var name: String { get }
    var create: CreateFlags { get }
    var global: GlobalOptions { get }

    /// The Secret the flags describe.
    func secret(namespace: String) async throws -> KubernetesObject
}

extension SecretCommand {
    mutating func run() async throws {
        try NameRules.check(objectName: name)
        let namespace = try global.namespace()
        let secret = try await secret(namespace: namespace)
        guard !create.export else { return ToolEnvironment.current.console.text(Export.text(secret: secret)) }
        let session = try await global.session(followsContext: false)
        try await ObjectWriter(session: session).upsert(secret: secret)
        session.console.action("\(Self.words) secret '\(name)' created in '\(session.namespace)' namespace")
    }
}
