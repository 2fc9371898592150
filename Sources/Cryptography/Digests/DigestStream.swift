internal import CLibssl

/// Computes a digest of bytes that come in pieces. One owner; ends with ``finish()``.
public struct DigestStream: ~Copyable {
    private let algorithm: DigestAlgorithm
    /// The library's state; nil for BLAKE3, which the library does not have.
    private let context: OpaquePointer?
    private var blake3: Blake3?

    deinit { EVP_MD_CTX_free(context) }

    public init(_ algorithm: DigestAlgorithm = .sha256) {
        self.algorithm = algorithm
        guard let function = HashFunction.of(algorithm) else {
            context = nil
            blake3 = Blake3()
            return
        }
        context = EVP_MD_CTX_new()
        blake3 = nil
        // Only without memory can this fail, and then so does everything else.
        precondition(EVP_DigestInit_ex(context, function, nil) == 1, "there is no memory for a digest")
    }

    /// Adds `bytes`.
    public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// Adds the bytes that the caller lends.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        if let context {
            EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        } else {
            blake3?.update(bytes)
        }
    }

    /// The digest of all that was added.
    public consuming func finish() -> Digest {
        if let blake3 { return Digest(algorithm: algorithm, computed: blake3.finish()) }
        var bytes = [UInt8](repeating: 0, count: algorithm.byteCount)
        EVP_DigestFinal_ex(context, &bytes, nil)
        return Digest(algorithm: algorithm, computed: bytes)
    }
}

/// The library's hash functions, looked up once.
enum HashFunction {
    /// Guard: fetched once, never changed, never freed.
    private nonisolated(unsafe) static let sha1 = EVP_MD_fetch(nil, "SHA1", nil)
    private nonisolated(unsafe) static let sha256 = EVP_MD_fetch(nil, "SHA256", nil)
    private nonisolated(unsafe) static let sha384 = EVP_MD_fetch(nil, "SHA384", nil)
    private nonisolated(unsafe) static let sha512 = EVP_MD_fetch(nil, "SHA512", nil)

    /// The function; nil for BLAKE3.
    static func of(_ algorithm: DigestAlgorithm) -> OpaquePointer? {
        switch algorithm {
        case .sha1: sha1
        case .sha256: sha256
        case .sha384: sha384
        case .sha512: sha512
        case .blake3: nil
        }
    }
}
