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
    /// A download that several may wait for.
    private struct Flight {
        var task: Task<ArtifactTree, any Error>
        var waiters: Int
    }

    private struct State {
        /// Opened trees, the least recently used first.
        var trees: [ArtifactTree] = []
        var flights: [String: Flight] = [:]
    }

    private let downloader: ArtifactDownloader
    private let directory: String
    private let capacity: Int64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - http: the client to download with.
    ///   - directory: an existing folder for the process alone; private folders are made in it.
    ///   - capacity: bytes of opened trees to keep beyond those in use.
    ///   - retries: how often a failed download is tried again, as `--http-retry`.
    public init(http: HTTPClient, directory: String, capacity: Int64 = 256 << 20, retries: Int = 9) {
        downloader = ArtifactDownloader(http: http, retries: retries)
        self.directory = directory
        self.capacity = capacity
    }

    /// The opened content of `artifact`, from the cache or from its server.
    ///
    /// The host of the URL is replaced by the environment variable `SOURCE_CONTROLLER_LOCALHOST`, or
    /// `SOURCE_WATCHER_LOCALHOST` for a source-watcher, when that is set. Connection errors, 429 and 5xx except 501 are
    /// retried with waits of 5 s, 10 s, 20 s, then 30 s, or as `Retry-After` says.
    ///
    /// - Throws: ``ArtifactError``; `notFound` means ask again later. `CancellationError` when cancelled.
    public func tree(of artifact: Artifact) async throws -> ArtifactTree {
        guard let digest = Digest(artifact.digest) else {
            throw ArtifactError(
                .invalidDigest, "the digest \"\(artifact.digest)\" of \(artifact.path) is empty or malformed")
        }
        let key = digest.description
        let task: Task<ArtifactTree, any Error>
        switch state.withLock({ join(key, artifact, digest, &$0) }) {
        case .cached(let tree): return tree
        case .downloading(let shared): task = shared
        }
        return try await withTaskCancellationHandler {
            defer { leave(key, task) }
            let tree = try await task.value
            try Task.checkCancellation()
            return tree
        } onCancel: {
            leave(key, task, isCancelled: true)
        }
    }

    /// Forgets everything the cache keeps; folders go once nobody uses them.
    public func removeAll() {
        let trees = state.withLock { state in
            defer { state.trees = [] }
            return state.trees
        }
        _ = consume trees
    }

    private enum Entry {
        case cached(ArtifactTree)
        case downloading(Task<ArtifactTree, any Error>)
    }

    private func join(_ key: String, _ artifact: Artifact, _ digest: Digest, _ state: inout State) -> Entry {
        if let index = state.trees.firstIndex(where: { $0.digest == key }) {
            let tree = state.trees.remove(at: index)
            state.trees.append(tree)
            return .cached(tree)
        }
        if var flight = state.flights[key], !flight.task.isCancelled {
            flight.waiters += 1
            state.flights[key] = flight
            return .downloading(flight.task)
        }
        // Not a child of the first who asks: the others must get the tree when that one is cancelled.
        let task = Task { [self] in
            let tree = try await open(artifact, digest)
            keep(tree)
            return tree
        }
        state.flights[key] = Flight(task: task, waiters: 1)
        return .downloading(task)
    }

    /// One who waited is served or gives up; with the last one the download ends.
    private func leave(_ key: String, _ task: Task<ArtifactTree, any Error>, isCancelled: Bool = false) {
        let isAbandoned = state.withLock { state in
            guard var flight = state.flights[key], flight.task == task else { return false }
            flight.waiters -= 1
            state.flights[key] = flight.waiters > 0 ? flight : nil
            return flight.waiters <= 0
        }
        if isAbandoned, isCancelled { task.cancel() }
    }

    private func keep(_ tree: ArtifactTree) {
        let evicted = state.withLock { state in
            state.trees.append(tree)
            var total = state.trees.reduce(0) { $0 + $1.size }
            var evicted: [ArtifactTree] = []
            while total > capacity, state.trees.count > 1 {
                let oldest = state.trees.removeFirst()
                total -= oldest.size
                evicted.append(oldest)
            }
            return evicted
        }
        // Released here, outside the lock.
        _ = consume evicted
    }

    private func open(_ artifact: Artifact, _ digest: Digest) async throws -> ArtifactTree {
        let folder = "\(directory)/artifact-\(UniqueID.random())"
        do {
            try await BlockingPool.shared.run { try FileSystem.createDirectory(folder, mode: 0o700) }
            let archive = folder + "/archive"
            try await downloader.download(artifact, to: archive)
            let actual = try await Digest.ofFile(at: archive, digest.algorithm)
            guard actual == digest else {
                throw ArtifactError(
                    .digestMismatch,
                    "the archive at \(artifact.url) has the digest \(actual), but its source says \(digest)")
            }
            var options = ExtractionOptions()
            options.symbolicLinks = .skip
            options.totalSizeLimit = 4 << 30
            options.entryLimit = 1_000_000
            let root = folder + "/tree"
            let summary = try await Archive.extract(.file(archive), into: root, options: options)
            try await BlockingPool.shared.run { try FileSystem.removeFile(archive) }
            return ArtifactTree(root: root, digest: digest.description, size: summary.size) { Self.discard(folder) }
        } catch {
            Self.discard(folder)
            throw Self.named(error, artifact)
        }
    }

    /// Removes a folder without making anybody wait; there is nobody left to tell when that fails.
    private static func discard(_ folder: String) {
        Task.detached {
            await BlockingPool.shared.runAlways {
                do throws(FileError) { try FileSystem.removeTree(folder) } catch {}
            }
        }
    }

    private static func named(_ error: any Error, _ artifact: Artifact) -> any Error {
        switch error {
        case let error as ArchiveError:
            let code: ArtifactError.Code =
                error.code == .limitExceeded ? .tooLarge : error.code == .failed ? .storageFailed : .refusedArchive
            return ArtifactError(code, "cannot open the archive at \(artifact.url): \(error.message)")
        case let error as FileError: return ArtifactError(.storageFailed, error.description)
        default: return error
        }
    }
}
