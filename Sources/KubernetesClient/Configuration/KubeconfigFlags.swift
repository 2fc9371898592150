public import Platform

/// The flags kubectl and its like share. What is nil or empty leaves the kubeconfig's word.
public struct KubeconfigFlags: Sendable, Hashable {
    /// `--kubeconfig`
    public var kubeconfig: String?
    public var context: String?
    public var cluster: String?
    public var user: String?
    public var token: Secret<String>?
    public var server: String?
    public var tlsServerName: String?
    public var insecureSkipTLSVerify = false
    /// Files.
    public var certificateAuthority: String?
    public var clientCertificate: String?
    public var clientKey: String?
    public var asUser: String?
    public var asGroups: [String] = []
    public var asUID: String?
    /// `--as-user-extra key=value`, by key.
    public var asUserExtra: [String: [String]] = [:]
    public var disableCompression = false

    public init() {}
}
