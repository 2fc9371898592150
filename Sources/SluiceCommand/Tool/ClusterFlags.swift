internal import ArgumentParser
internal import KubernetesClient
internal import Platform

/// The flags that say which cluster, as kubectl has them.
struct ClusterFlags: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The kubeconfig file.", valueName: "file"))
    var kubeconfig: String?
    @Option(
        help: ArgumentHelp("The context of the kubeconfig.", valueName: "name"),
        completion: .custom(Completions.contexts))
    var context: String?
    @Option(help: ArgumentHelp("The cluster of the kubeconfig.", valueName: "name", visibility: .hidden))
    var cluster: String?
    @Option(help: ArgumentHelp("The user of the kubeconfig.", valueName: "name", visibility: .hidden))
    var user: String?
    @Option(help: ArgumentHelp("A bearer token for the API server.", valueName: "token", visibility: .hidden))
    var token: String?
    @Option(help: ArgumentHelp("The address of the API server.", valueName: "url", visibility: .hidden))
    var server: String?
    @Option(
        help: ArgumentHelp("The name to check the server's certificate for.", valueName: "name", visibility: .hidden))
    var tlsServerName: String?
    @Flag(help: ArgumentHelp("Accept any certificate of the server.", visibility: .hidden))
    var insecureSkipTlsVerify = false
    @Option(help: ArgumentHelp("Certificates to trust.", valueName: "file", visibility: .hidden))
    var certificateAuthority: String?
    @Option(help: ArgumentHelp("A client certificate.", valueName: "file", visibility: .hidden))
    var clientCertificate: String?
    @Option(help: ArgumentHelp("The key of the client certificate.", valueName: "file", visibility: .hidden))
    var clientKey: String?
    @Option(help: ArgumentHelp("The user to act as.", valueName: "user", visibility: .hidden))
    var `as`: String?
    @Option(help: ArgumentHelp("A group to act in; may be repeated.", valueName: "group", visibility: .hidden))
    var asGroup: [String] = []
    @Option(help: ArgumentHelp("The UID to act as.", valueName: "uid", visibility: .hidden))
    var asUid: String?
    @Option(
        help: ArgumentHelp(
            "More about the user to act as; may be repeated.", valueName: "key=value", visibility: .hidden))
    var asUserExtra: [String] = []
    @Option(help: ArgumentHelp("Accepted; nothing is cached on disk.", valueName: "folder", visibility: .hidden))
    var cacheDir: String?
    @Flag(help: ArgumentHelp("Do not ask for compressed answers.", visibility: .hidden))
    var disableCompression = false
    @Option(
        name: .customLong("kube-api-qps"),
        help: ArgumentHelp("Requests a second in the long run.", valueName: "n", visibility: .hidden))
    var queriesPerSecond: Double = 50
    @Option(
        name: .customLong("kube-api-burst"),
        help: ArgumentHelp("Requests at once.", valueName: "n", visibility: .hidden))
    var burst = 300
}

extension ClusterFlags {
    /// As the client library takes them.
    var kubeconfigFlags: KubeconfigFlags {
        get throws {
            var flags = KubeconfigFlags()
            flags.kubeconfig = kubeconfig
            flags.context = context
            flags.cluster = cluster
            flags.user = user
            flags.token = token.map { Secret($0) }
            flags.server = server
            flags.tlsServerName = tlsServerName
            flags.insecureSkipTLSVerify = insecureSkipTlsVerify
            flags.certificateAuthority = certificateAuthority
            flags.clientCertificate = clientCertificate
            flags.clientKey = clientKey
            flags.asUser = self.as
            flags.asGroups = asGroup
            flags.asUID = asUid
            for pair in asUserExtra {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else {
                    throw CommandFailure("--as-user-extra \"\(pair)\" must have the form key=value")
                }
                flags.asUserExtra[String(parts[0]), default: []].append(String(parts[1]))
            }
            flags.disableCompression = disableCompression
            return flags
        }
    }

    /// The way to the cluster that the flags describe.
    var access: ClusterAccess {
        get throws {
            ClusterAccess(flags: try kubeconfigFlags, queriesPerSecond: queriesPerSecond, burst: burst)
        }
    }
}
