internal import Git
internal import KubernetesModel
internal import Platform

/// How a repository is logged in to, from its URL and its Secret.
struct GitAccess: Sendable {
    var credentials = GitCredentials.none
    var certificateAuthorities: Secret<[UInt8]>?
    var clientCertificate: Secret<[UInt8]>?
    var clientKey: Secret<[UInt8]>?

    /// - Throws: ``SecretProblem``, ``GitError``; no message holds what is in the Secret.
    init(_ url: GitURL, _ secret: SecretData?) throws {
        switch url.scheme {
        case .ssh: credentials = .ssh(try Self.identity(secret))
        case .http, .https:
            credentials = try Self.credentials(url, secret)
            guard let secret else { return }
            certificateAuthorities = secret["ca.crt"] ?? secret["caFile"]
            clientCertificate = secret["tls.crt"] ?? secret["certFile"]
            clientKey = secret["tls.key"] ?? secret["keyFile"]
            guard (clientCertificate == nil) == (clientKey == nil) else {
                throw SecretProblem(
                    description:
                        "Secret \(secret.key) has one of \"tls.crt\" and \"tls.key\" without the other: a client certificate needs both"
                )
            }
        }
    }

    private static func credentials(_ url: GitURL, _ secret: SecretData?) throws -> GitCredentials {
        if let token = try secret?.text("bearerToken") {
            guard url.user == nil, url.password == nil else {
                throw SecretProblem(description: "basic auth and bearer token cannot be set at the same time")
            }
            return .bearer(token)
        }
        let username = try secret?.text("username")?.reveal() ?? url.user
        let password = try secret?.text("password") ?? url.password
        guard let username else {
            guard password == nil else {
                throw SecretProblem(
                    description:
                        "invalid '\(url.scheme.rawValue)' auth option: 'password' requires 'username' to be set")
            }
            return .none
        }
        return .basic(username: username, password: password ?? Secret(""))
    }

    private static func identity(_ secret: SecretData?) throws -> SSHIdentity {
        guard let secret else {
            throw SecretProblem(
                description:
                    "invalid 'ssh' auth option: 'identity' and 'known_hosts' are required; name a Secret with them in spec.secretRef"
            )
        }
        guard let key = try secret.text("identity") else { throw missing("identity", secret.key) }
        guard let hosts = try secret.text("known_hosts") else { throw missing("known_hosts", secret.key) }
        let passphrase = try secret.text("password")
        guard passphrase != nil || !PrivateKeyText.isEncrypted(key) else {
            throw SecretProblem(
                description: "the private key in Secret \(secret.key) is encrypted: add its passphrase as \"password\"")
        }
        return SSHIdentity(privateKey: key, passphrase: passphrase, knownHosts: try KnownHosts(hosts.reveal()))
    }

    private static func missing(_ name: String, _ key: ObjectKey) -> SecretProblem {
        SecretProblem(
            description: "invalid 'ssh' auth option: '\(name)' is required, and Secret \(key) does not have it")
    }
}
