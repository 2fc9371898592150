internal import CLibssl

/// One block of a PEM file: what stands between a `BEGIN` and an `END` line.
struct PEMBlock {
    /// Such as `CERTIFICATE`.
    let label: String
    /// The decoded content.
    let bytes: [UInt8]

    /// The most blocks one file may have.
    private static let limit = 10_000

    /// The blocks of a file in order; text between them is passed over.
    static func all(in pem: [UInt8]) throws(CryptographyError) -> [PEMBlock] {
        guard !pem.isEmpty, let length = CInt(exactly: pem.count) else { return [] }
        var blocks: [PEMBlock] = []
        var failure: CryptographyError?
        pem.withUnsafeBytes { buffer in
            guard let source = BIO_new_mem_buf(buffer.baseAddress, length) else { return }
            defer { BIO_free(source) }
            while failure == nil, blocks.count < limit {
                do throws(CryptographyError) {
                    guard let block = try next(in: source) else { break }
                    blocks.append(block)
                } catch { failure = error }
            }
        }
        if let failure { throw failure }
        return blocks
    }

    private static func next(in source: OpaquePointer) throws(CryptographyError) -> PEMBlock? {
        var label: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var content: UnsafeMutablePointer<UInt8>?
        var length = 0
        guard PEM_read_bio(source, &label, &header, &content, &length) == 1 else {
            let number = ERR_peek_last_error()
            let isEnd = number & 0x7F_FFFF == UInt(PEM_R_NO_START_LINE)
            let failure = OpenSSL.failure(.malformed, "cannot read a PEM block")
            if isEnd { return nil }
            throw failure
        }
        defer {
            CRYPTO_free(label, nil, 0)
            CRYPTO_free(header, nil, 0)
            CRYPTO_clear_free(content, max(0, length), nil, 0)
        }
        guard let label, let content else { return nil }
        return PEMBlock(
            label: String(cString: label),
            bytes: Array(UnsafeBufferPointer(start: content, count: max(0, length))))
    }
}
