internal import Archiving
internal import Cryptography
public import HTTPTransport
internal import Platform
internal import Synchronization
public import ToolkitAPI

/// Artifacts fetched, checked and opened once per digest, shared by all who ask, within a bound on disk space.
///
/// Concurrent requests for one digest share one download. The least recently used tree goes first when the bound is
/// passed; its folder is removed once nobody holds it any more.
public final class ArtifactCache: Sendable {
    private let opener: ArtifactOpening
    private let capacity: Int64
    private let state = Mutex(ArtifactFlights())

    /// - Parameters:
    ///   - http: the client to download with.
    ///   - directory: an existing folder for the process alone; private folders are made in it.
    ///   - capacity: bytes of opened trees to keep beyond those in use.
    ///   - retries: how often a failed download is tried again, as `--http-retry`.
    public convenience init(http: HTTPClient, directory: String, capacity: Int64 = 256 << 20, retries: Int = 9) {
        let downloader = ArtifactDownloader(http: http, retries: retries)
        self.init(ArtifactOpening(downloader: downloader, directory: directory), capacity: capacity)
    }

    init(_ opener: ArtifactOpening, capacity: Int64) {
        self.opener = opener
        self.capacity = capacity
    }

    /// The opened content of `artifact`, from the cache or from its server.
    ///
    /// The host of the URL is replaced by the environment variable `SOURCE_CONTROLLER_LOCALHOST`, or
    /// `SOURCE_WATCHER_LOCALHOST` for a source-watcher, when that is set. Connection errors, 429 and 5xx except 501 are
    /// retried with waits of 5 s, 10 s, 20 s, then 30 s, or as `Retry-After` says.
    ///
    /// - Throws: ``ArtifactError``; `notFound` means ask again later. `CancellationError` when cancelled; a download that
    ///   others wait for goes on.
    public func tree(of artifact: Artifact) async throws -> ArtifactTree {
        guard let digest = Digest(artifact.digest) else {
            throw ArtifactError(
                .invalidDigest, "the digest \"\(artifact.digest)\" of \(artifact.path) is empty or malformed")
        }
        let waiter = state.withLock { $0.newWaiter() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = state.withLock { join(artifact, digest, waiter, continuation, &$0) }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            state.withLock { $0.leave(waiter) }?.resume(throwing: CancellationError())
        }
    }

    /// Forgets everything the cache keeps; folders go once nobody uses them.
    public func removeAll() {
        let trees = state.withLock { $0.removeTrees() }
        _ = consume trees
    }

    /// - Returns: what to answer at once; nil when the continuation is answered later.
    private func join(
        _ artifact: Artifact, _ digest: Digest, _ waiter: ArtifactFlights.Waiter,
        _ continuation: CheckedContinuation<ArtifactTree, any Error>, _ state: inout ArtifactFlights
    ) -> Result<ArtifactTree, any Error>? {
        // Who is cancelled from here on finds the continuation, for that waits for the same lock.
        if Task.isCancelled { return .failure(CancellationError()) }
        let key = digest.description
        if let tree = state.tree(key) { return .success(tree) }
        guard !state.join(key, waiter, continuation) else { return nil }
        let flight = waiter
        // Not a child of the first who asks: the others must get the tree when that one is cancelled.
        let task = Task { [self] in
            let result: Result<ArtifactTree, any Error>
            do { result = .success(try await opener.open(artifact, digest)) } catch { result = .failure(error) }
            finish(key, flight, result)
        }
        state.begin(key, flight, task, waiter, continuation)
        return nil
    }

    private func finish(_ key: String, _ flight: ArtifactFlights.Waiter, _ result: Result<ArtifactTree, any Error>) {
        let (waiting, evicted) = state.withLock { state in
            let waiting = state.land(key, flight)
            guard case .success(let tree) = result else { return (waiting, [ArtifactTree]()) }
            return (waiting, state.keep(tree, capacity: capacity))
        }
        for continuation in waiting { continuation.resume(with: result) }
        // Released here, outside the lock.
        _ = consume evicted
    }
}
