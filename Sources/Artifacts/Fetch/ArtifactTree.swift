/// The opened content of one artifact: a read-only folder shared by everyone who works on the same digest.
///
/// The folder exists at least as long as the value does; hold it while you read. Nothing in it may be changed.
public final class ArtifactTree: Sendable {
    /// The absolute path of the folder.
    public let root: String
    /// The digest of the archive, `algorithm:hex`.
    public let digest: String
    /// Bytes of all files.
    public let size: Int64
    private let discard: @Sendable () -> Void

    init(root: String, digest: String, size: Int64, discard: @escaping @Sendable () -> Void) {
        self.root = root
        self.digest = digest
        self.size = size
        self.discard = discard
    }

    deinit { discard() }
}
