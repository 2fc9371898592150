public import Platform

/// A hash function.
public enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
    case sha1, sha256, sha384, sha512, blake3

    /// The length of its digests in bytes.
    public var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256, .blake3: 32
        case .sha384: 48
        case .sha512: 64
        }
    }
}

/// The hash of some bytes and the function it was made with, written `sha256:<hex>`.
public struct Digest: Sendable, CustomStringConvertible {
    public let algorithm: DigestAlgorithm
    public let bytes: [UInt8]

    /// - Returns: nil when `bytes` has not the length of the algorithm's digests.
    public init?(_ algorithm: DigestAlgorithm, _ bytes: [UInt8]) {
        guard bytes.count == algorithm.byteCount else { return nil }
        self.algorithm = algorithm
        self.bytes = bytes
    }

    init(algorithm: DigestAlgorithm, computed bytes: [UInt8]) {
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Reads `algorithm:hex`; hexadecimal digits alone are taken for SHA-256.
    ///
    /// - Returns: nil for another algorithm, a wrong length, upper-case or other characters that are no digits.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.count == 2 ? String(parts[0]) : DigestAlgorithm.sha256.rawValue
        guard let algorithm = DigestAlgorithm(rawValue: name), let digits = parts.last,
            !digits.utf8.contains(where: { (0x41...0x46).contains($0) }), let bytes = Hex.decode(digits)
        else { return nil }
        self.init(algorithm, bytes)
    }

    /// The digest in lower-case hexadecimal digits, without the algorithm.
    public var hex: String { Hex.encode(bytes) }

    /// `algorithm:hex`.
    public var description: String { "\(algorithm.rawValue):\(hex)" }

    /// The digest of `bytes`.
    public static func of(_ bytes: [UInt8], _ algorithm: DigestAlgorithm = .sha256) -> Digest {
        var stream = DigestStream(algorithm)
        stream.update(bytes)
        return stream.finish()
    }

    /// The digest of `text` as UTF-8.
    public static func of(_ text: String, _ algorithm: DigestAlgorithm = .sha256) -> Digest {
        of(Array(text.utf8), algorithm)
    }
}

extension Digest: Hashable {
    /// Takes the same time wherever the two differ.
    public static func == (left: Digest, right: Digest) -> Bool {
        left.algorithm == right.algorithm && constantTimeEqual(left.bytes, right.bytes)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(algorithm)
        hasher.combine(bytes)
    }
}

extension Digest {
    /// The digest of a file's content, read on a blocking thread. Cancelling the task stops the reading.
    ///
    /// - Throws: ``FileError``, `CancellationError`.
    public static func ofFile(
        at path: String, _ algorithm: DigestAlgorithm = .sha256, pool: BlockingPool = .shared
    ) async throws -> Digest {
        try await pool.runCancellable { flag in
            var stream = DigestStream(algorithm)
            try FileSystem.readChunks(path) { chunk in
                try flag.check()
                stream.update(chunk)
            }
            return stream.finish()
        }
    }
}
