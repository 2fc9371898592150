public import HTTPTransport
public import ToolkitAPI

/// Artifacts fetched, checked and opened once per digest, shared by all who ask, within a bound on disk space.
///
/// Concurrent requests for one digest share one download. The least recently used tree goes first when the bound is
/// passed; its folder is removed once nobody holds it any more.
public final class ArtifactCache: Sendable {
    /// - Parameters:
    ///   - http: the client to download with.
    ///   - directory: an existing folder for the process alone; a private folder is made in it.
    ///   - capacity: bytes of opened trees to keep beyond those in use.
    ///   - retries: how often a failed download is tried again, as `--http-retry`.
    public init(http: HTTPClient, directory: String, capacity: Int64 = 256 << 20, retries: Int = 9) {
        fatalError("not built")
    }

    /// The opened content of `artifact`, from the cache or from its server.
    ///
    /// The host of the URL is replaced by the environment variable `SOURCE_CONTROLLER_LOCALHOST`, or
    /// `SOURCE_WATCHER_LOCALHOST` for a source-watcher, when that is set. Connection errors, 429 and 5xx except 501 are
    /// retried with waits of 5 s, 10 s, 20 s, then 30 s, or as `Retry-After` says.
    ///
    /// - Throws: ``ArtifactError``; `notFound` means ask again later. `CancellationError` when cancelled.
    public func tree(of artifact: Artifact) async throws -> ArtifactTree { fatalError("not built") }

    /// Removes everything the cache keeps on disk, apart from trees in use.
    public func removeAll() async { fatalError("not built") }
}
