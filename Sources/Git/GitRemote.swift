public import Platform

/// A repository on a server, with everything needed to talk to it.
public struct GitRemote: Sendable {
    /// Where it is.
    public var url: GitURL
    /// Who asks.
    public var credentials: GitCredentials
    /// PEM certificates to trust besides the system's.
    public var certificateAuthorities: Secret<[UInt8]>?
    /// A client certificate and its key, PEM.
    public var clientCertificate: Secret<[UInt8]>?
    public var clientKey: Secret<[UInt8]>?
    /// URL of a proxy; nil for that of the environment.
    public var proxy: Secret<String>?
    /// The deadline of one whole operation, from the first connection to the last byte.
    public var timeout: Duration
    /// Replaces the SSH algorithms offered for the server's key; empty for those of the known hosts.
    public var sshHostKeyAlgorithms: [String] = []
    /// Replaces the SSH key exchange algorithms; empty for the library's.
    public var sshKeyExchangeAlgorithms: [String] = []

    public init(_ url: GitURL, credentials: GitCredentials = .none, timeout: Duration = .seconds(60)) {
        self.url = url
        self.credentials = credentials
        self.timeout = timeout
    }
}

/// Who asks for a repository.
public enum GitCredentials: Sendable {
    /// Nobody in particular.
    case none
    /// HTTP basic authentication.
    case basic(username: String, password: Secret<String>)
    /// An HTTP bearer token.
    case bearer(Secret<String>)
    /// An SSH key.
    case ssh(SSHIdentity)
}

/// An SSH key, and the servers it may be shown to.
public struct SSHIdentity: Sendable {
    /// The private key, PEM or OpenSSH.
    public var privateKey: Secret<String>
    /// What decrypts the private key; nil when it is not encrypted.
    public var passphrase: Secret<String>?
    /// The keys of the servers we trust.
    public var knownHosts: KnownHosts

    public init(privateKey: Secret<String>, passphrase: Secret<String>?, knownHosts: KnownHosts) {
        self.privateKey = privateKey
        self.passphrase = passphrase
        self.knownHosts = knownHosts
    }
}
