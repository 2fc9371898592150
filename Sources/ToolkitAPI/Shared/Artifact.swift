/// What a source publishes: an immutable archive at a URL.
public struct Artifact: Sendable, Hashable, Codable {
    /// Where the archive lies below the storage root.
    public var path: String
    /// Where it is served.
    public var url: String
    /// What it was made from, such as `main@sha1:…`.
    public var revision: String
    /// `algorithm:hex` of the archive's bytes.
    public var digest: String
    /// RFC 3339 in UTC, whole seconds.
    public var lastUpdateTime: String
    /// Bytes of the archive.
    public var size: Int64?
    /// What the source says about it, such as OCI annotations.
    public var metadata: [String: String]?

    public init(
        path: String, url: String, revision: String, digest: String, lastUpdateTime: String, size: Int64? = nil,
        metadata: [String: String]? = nil
    ) {
        self.path = path
        self.url = url
        self.revision = revision
        self.digest = digest
        self.lastUpdateTime = lastUpdateTime
        self.size = size
        self.metadata = metadata
    }
}
