internal import CLibssl

/// Computes a digest of bytes that come in pieces. One owner; ends with ``finish()``.
public struct DigestStream: ~Copyable {
    private let algorithm: DigestAlgorithm

    public init(_ algorithm: DigestAlgorithm = .sha256) { fatalError("not built: \(algorithm)") }

    /// Adds `bytes`.
    public mutating func update(_ bytes: [UInt8]) { fatalError("not built") }

    /// Adds the bytes that the caller lends.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) { fatalError("not built") }

    /// The digest of all that was added.
    public consuming func finish() -> Digest { fatalError("not built") }
}
