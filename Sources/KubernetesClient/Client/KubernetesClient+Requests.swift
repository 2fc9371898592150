public import HTTPTransport
public import KubernetesModel
public import Platform

extension KubernetesClient {
    /// Asks for a path below the server, such as `/version` or `/livez`, and returns whatever it answers.
    ///
    /// - Throws: ``KubernetesError`` only when there is no answer.
    public func raw(
        _ path: String, method: String = "GET", accept: String = "application/json"
    ) async throws(KubernetesError) -> HTTPResponse {
        throw KubernetesError(.other, "not built")
    }

    /// What `/version` says.
    public func serverVersion() async throws(KubernetesError) -> ServerVersion {
        throw KubernetesError(.other, "not built")
    }

    /// Hands the log of a container over in pieces as they come, until it ends, the task is cancelled or `handle` stops.
    public func podLogs(
        _ pod: ObjectKey, _ options: PodLogOptions = PodLogOptions(), _ handle: ([UInt8]) async -> StreamStep
    ) async throws(KubernetesError) {
        throw KubernetesError(.other, "not built")
    }

    /// A token for a service account (`TokenRequest`).
    public func serviceAccountToken(
        _ account: ObjectKey, audiences: [String] = [], expirationSeconds: Int64? = nil
    ) async throws(KubernetesError) -> ServiceAccountToken {
        throw KubernetesError(.other, "not built")
    }
}

/// A token of a service account.
public struct ServiceAccountToken: Sendable {
    public let token: Secret<String>
    public let expires: Timestamp

    public init(token: Secret<String>, expires: Timestamp) {
        self.token = token
        self.expires = expires
    }
}

/// What an API server says of its version.
public struct ServerVersion: Sendable, Hashable {
    /// Such as `v1.36.0`.
    public let gitVersion: String
    public let major: String
    public let minor: String
    public let platform: String

    public init(gitVersion: String, major: String, minor: String, platform: String) {
        self.gitVersion = gitVersion
        self.major = major
        self.minor = minor
        self.platform = platform
    }
}
