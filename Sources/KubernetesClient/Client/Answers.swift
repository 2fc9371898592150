public import Platform

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
