internal import CLibssl

/// The library's errors, and reading what it wrote.
///
/// Errors lie in a queue of the calling thread: every failed call is followed at once by ``failure(_:_:)``.
enum OpenSSL {
    /// The error for a call that just failed. The library's reasons are fixed texts, never parts of the input.
    static func failure(_ code: CryptographyError.Code, _ attempt: String) -> CryptographyError {
        let number = ERR_peek_last_error()
        let reason = number == 0 ? nil : ERR_reason_error_string(number).map { String(cString: $0) }
        ERR_clear_error()
        return CryptographyError(code, reason.map { "\(attempt): \($0)" } ?? attempt)
    }

    /// What `write` wrote into a memory buffer.
    static func written(
        _ attempt: String, _ write: (OpaquePointer) -> CInt
    ) throws(CryptographyError) -> [UInt8] {
        guard let buffer = BIO_new(BIO_s_mem()) else { throw failure(.operationFailed, attempt) }
        defer { BIO_free(buffer) }
        guard write(buffer) == 1 else { throw failure(.operationFailed, attempt) }
        var start: UnsafeMutableRawPointer?
        let count = BIO_ctrl(buffer, BIO_CTRL_INFO, 0, &start)
        guard let start, count > 0 else { throw failure(.operationFailed, attempt) }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// What `encode` writes in DER: called without a place it tells the length, called with one it writes there.
    static func encoded(
        _ attempt: String, _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> CInt
    ) throws(CryptographyError) -> [UInt8] {
        let length = Int(encode(nil))
        guard length > 0 else { throw failure(.operationFailed, attempt) }
        var written = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            var place = buffer.baseAddress
            written = Int(encode(&place))
            count = max(0, min(written, length))
        }
        guard written == length else { throw failure(.operationFailed, attempt) }
        return bytes
    }
}
