public import Archiving
internal import Cryptography
internal import Glibc
public import Platform
public import ToolkitAPI

/// The artifacts of all sources on disk: `<root>/<kind>/<namespace>/<name>/<file>`.
///
/// A file is written beside its place and renamed, so that readers see all of it or nothing. Nothing here looks at a
/// cluster.
public struct ArtifactStorage: Sendable {
    /// How artifacts are kept and announced.
    public let settings: StorageSettings
    private let pool: BlockingPool

    public init(_ settings: StorageSettings, pool: BlockingPool = .shared) {
        self.settings = settings
        self.pool = pool
    }

    /// The object whose artifacts are meant.
    public struct Owner: Sendable, Hashable {
        /// The kind, in lower case.
        public let kind: String
        public let namespace: String
        public let name: String

        public init(kind: String, namespace: String, name: String) {
            self.kind = kind.lowercased()
            self.namespace = namespace
            self.name = name
        }

        /// The folder below the root.
        public var folder: String { "\(kind)/\(namespace)/\(name)" }
    }

    /// What ``sweep(_:current:)`` did.
    public struct Sweep: Sendable, Hashable {
        /// How many files went.
        public var removed = 0
    }

    /// The URL of the file at `path` below the root.
    public func url(of path: String) -> String {
        let address = settings.advertisedAddress
        return (address.contains("://") ? address : "http://" + address) + "/" + path
    }

    /// Writes an archive under the name `file`, replacing what was there, and describes it.
    ///
    /// - Parameter fill: adds the entries; runs on a blocking thread.
    /// - Throws: ``ArtifactError`` with `illegalPath` or `storageFailed`; `ArchiveError` for entries no archive may
    ///   hold; what `fill` throws.
    public func store(
        _ file: String, of owner: Owner, revision: String, metadata: [String: String]? = nil,
        _ fill: @escaping @Sendable (ArchiveWriter) throws -> Void
    ) async throws -> Artifact {
        let path = "\(owner.folder)/\(file)"
        let target = try absolute(path)
        try await pool.run { [settings] in
            try withStorageErrors {
                try FileSystem.createDirectory(settings.root + "/" + owner.folder, mode: 0o700)
            }
        }
        let lock = try await FileLock.acquire(target + ".lock", pool: pool)
        defer { lock.release() }
        let summary = try await create(target, fill)
        return Artifact(
            path: path, url: url(of: path), revision: revision, digest: summary.digest.description,
            lastUpdateTime: Timestamp.now().rfc3339(), size: summary.size, metadata: metadata)
    }

    private func create(
        _ target: String, _ fill: @escaping @Sendable (ArchiveWriter) throws -> Void
    ) async throws -> ArchiveSummary {
        var options = ArchiveOptions()
        options.digestAlgorithm = settings.digestAlgorithm
        do {
            return try await Archive.create(at: target, options: options, pool: pool, fill)
        } catch let error as ArchiveError where error.code == .failed {
            throw ArtifactError(.storageFailed, error.message)
        }
    }

    /// Whether the stored file is what the artifact says: a regular file with its digest.
    ///
    /// - Returns: nil when it is, else what is wrong.
    public func verify(_ artifact: Artifact) async throws -> Fault? {
        guard let target = try? absolute(artifact.path) else { return .altered("its path leads out of the storage") }
        let status = try await pool.run {
            try withStorageErrors { try FileSystem.status(target, followingLinks: false) }
        }
        guard let status else { return .missing }
        guard status.kind == .file else { return .altered("it is no regular file") }
        guard let expected = Digest(artifact.digest) else { return .altered("its digest is malformed") }
        let actual = try await Digest.ofFile(at: target, expected.algorithm, pool: pool)
        return actual == expected ? nil : .altered("its digest is \(actual), not \(expected)")
    }

    /// What can be wrong with a stored file.
    public enum Fault: Sendable, Hashable {
        case missing
        case altered(String)
    }

    /// Removes one stored file.
    public func remove(_ artifact: Artifact) async throws {
        let target = try absolute(artifact.path)
        try await pool.run { try withStorageErrors { try FileSystem.removeFile(target) } }
    }

    /// Removes everything of an object. Returns whether something was there.
    public func removeAll(of owner: Owner) async throws -> Bool {
        let target = try absolute(owner.folder)
        return try await pool.run {
            try withStorageErrors {
                guard try FileSystem.status(target, followingLinks: false) != nil else { return false }
                try FileSystem.removeTree(target)
                return true
            }
        }
    }

    /// The path below the root as an absolute one.
    func absolute(_ path: String) throws(ArtifactError) -> String {
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !names.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw ArtifactError(.illegalPath, "the path \"\(path)\" leads out of the storage")
        }
        return settings.root + "/" + path
    }
}

/// Names the failure of a disk as one of the storage.
func withStorageErrors<Output: ~Copyable>(_ body: () throws -> Output) throws -> Output {
    do { return try body() } catch let error as FileError {
        throw ArtifactError(.storageFailed, error.description)
    }
}
