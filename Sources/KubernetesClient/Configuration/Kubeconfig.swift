internal import Platform

/// One kubeconfig, or several merged.
public struct Kubeconfig: Sendable {
    var clusters: [String: KubeconfigCluster] = [:]
    var users: [String: KubeconfigUser] = [:]
    var contexts: [String: KubeconfigContext] = [:]
    /// Empty when the file names none.
    public internal(set) var currentContext = ""

    /// The names of the contexts, sorted.
    public var contextNames: [String] { contexts.keys.sorted() }

    /// Adds what `other` says and this does not.
    mutating func merge(_ other: Kubeconfig) {
        clusters.merge(other.clusters) { mine, _ in mine }
        users.merge(other.users) { mine, _ in mine }
        contexts.merge(other.contexts) { mine, _ in mine }
        if currentContext.isEmpty { currentContext = other.currentContext }
    }
}

/// A cluster of a kubeconfig.
struct KubeconfigCluster: Sendable, Hashable {
    var server = ""
    var tlsServerName = ""
    var skipsVerification = false
    var authority: FileOrData?
    var proxyURL: Secret<String>?
    var disablesCompression = false
}

/// A user of a kubeconfig.
struct KubeconfigUser: Sendable, Hashable {
    var certificate: FileOrData?
    var key: FileOrData?
    var token: Secret<String>?
    var tokenFile: String?
    var userName = ""
    var password: Secret<String>?
    var exec: ExecPlugin?
    /// The name of a plugin of the removed `auth-provider` kind.
    var authProvider: String?
    var impersonation: Impersonation?
}

/// A context of a kubeconfig.
struct KubeconfigContext: Sendable, Hashable {
    var cluster = ""
    var user = ""
    var namespace = ""
}

/// Something that stands in the kubeconfig itself or in a file.
enum FileOrData: Sendable, Hashable {
    case file(String)
    case data(Secret<[UInt8]>)
}
