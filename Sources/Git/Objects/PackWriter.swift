internal import CLibgit2
internal import Synchronization

/// How much one fetch may bring.
public struct PackLimits: Sendable {
    /// Bytes of the pack.
    public var bytes = 4 << 30
    /// Objects in it.
    public var objects = 20_000_000

    public init() {}
}

/// Writes a pack as it comes, checks it and indexes it. Its methods block.
final class PackWriter: Sendable {
    /// A pack being written. One owner, freed once; freeing an unfinished one removes its file.
    private struct Indexer: ~Copyable {
        let handle: OpaquePointer
        var received = 0
        var header: [UInt8] = []
        /// The library counts in it from call to call, and checks it at the end.
        var progress = git_indexer_progress()
        deinit { git_indexer_free(handle) }
    }

    private let indexer: Mutex<Indexer>
    private let limits: PackLimits

    init(directory: String, limits: PackLimits) throws(GitError) {
        var options = git_indexer_options()
        try LibGit2.check(
            git_indexer_options_init(&options, CUnsignedInt(GIT_INDEXER_OPTIONS_VERSION)), "prepare a pack")
        var handle: OpaquePointer?
        try LibGit2.check(
            git_indexer_new(&handle, directory, 0o600, nil, &options), "start a pack in \(directory)")
        guard let handle else { throw GitError(.storageFailed, "cannot start a pack in \(directory)") }
        indexer = Mutex(Indexer(handle: handle))
        self.limits = limits
    }

    /// Takes the next bytes.
    func append(_ bytes: [UInt8]) throws(GitError) {
        try indexer.withLock { (indexer) throws(GitError) in
            indexer.received += bytes.count
            guard indexer.received <= limits.bytes else {
                throw GitError(.tooLarge, "the server sends more than \(limits.bytes) bytes of objects")
            }
            if indexer.header.count < 12 {
                indexer.header += bytes.prefix(12 - indexer.header.count)
                try checkHeader(indexer.header)
            }
            var progress = indexer.progress
            let result = bytes.withUnsafeBytes {
                git_indexer_append(indexer.handle, $0.baseAddress, $0.count, &progress)
            }
            indexer.progress = progress
            try LibGit2.check(result, "take in the objects the server sent")
        }
    }

    /// Completes the pack and its index.
    func finish() throws(GitError) {
        try indexer.withLock { (indexer) throws(GitError) in
            guard indexer.received > 0 else { throw GitError(.protocolViolation, "the server sent no objects") }
            var progress = indexer.progress
            try LibGit2.check(git_indexer_commit(indexer.handle, &progress), "complete the pack the server sent")
        }
    }

    /// The library reserves memory for as many objects as the header claims.
    private func checkHeader(_ header: [UInt8]) throws(GitError) {
        guard header.count == 12 else { return }
        let claimed = header[8...].reduce(0) { $0 << 8 | Int($1) }
        guard claimed <= limits.objects else {
            throw GitError(.tooLarge, "the server announces \(claimed) objects; the limit is \(limits.objects)")
        }
    }
}
