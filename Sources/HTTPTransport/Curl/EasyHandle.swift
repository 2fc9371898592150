internal import CLibcurl
internal import Platform

/// One transfer of libcurl. Belongs to the thread of its ``TransferLoop``, which alone calls it.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText: UnsafeMutablePointer<CChar>

    /// Nil when there is no memory left.
    init?() {
        guard CurlLibrary.isReady, let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = clibcurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    }

    deinit {
        curl_easy_cleanup(pointer)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
    }

    /// What libcurl says of the failure; empty when it says nothing.
    var failureText: String { String(cString: errorText) }
}

extension EasyHandle {
    func set(_ option: CURLoption, _ value: Bool) throws(HTTPError) { try set(option, value ? 1 : 0) }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
        try check(clibcurl_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, offset value: Int64) throws(HTTPError) {
        try check(clibcurl_set_offset(pointer, option, curl_off_t(value)))
    }

    /// Nil goes back to "none", which is not always the default.
    func set(_ option: CURLoption, _ value: String?) throws(HTTPError) {
        try check(clibcurl_set_text(pointer, option, value))
    }

    /// libcurl keeps a copy.
    func set(_ option: CURLoption, blob value: Secret<[UInt8]>) throws(HTTPError) {
        let code = value.reveal().withUnsafeBytes { bytes in
            clibcurl_set_blob(pointer, option, bytes.baseAddress, bytes.count)
        }
        try check(code)
    }

    /// libcurl keeps a copy.
    func setBody(_ bytes: [UInt8]) throws(HTTPError) {
        try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: Int64(bytes.count))
        let code = bytes.withUnsafeBytes { buffer in
            // An empty body needs a place all the same, or libcurl would read from a callback.
            withUnsafeBytes(of: UInt8(0)) { empty in
                clibcurl_set_pointer(
                    pointer, CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: buffer.baseAddress ?? empty.baseAddress))
            }
        }
        try check(code)
    }

    func set(_ option: CURLoption, list lines: [String]) throws(HTTPError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw HTTPError(.other, "out of memory for a request")
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        try check(clibcurl_set_list(pointer, option, list))
    }

    func set(
        _ option: CURLoption, _ function: @escaping clibcurl_transfer, context option2: CURLoption,
        _ context: UnsafeMutableRawPointer
    )
        throws(HTTPError)
    {
        try check(clibcurl_set_function(pointer, option, function))
        try check(clibcurl_set_pointer(pointer, option2, context))
    }

    func check(_ code: CURLcode) throws(HTTPError) {
        guard code != CURLE_OK else { return }
        throw HTTPError(.other, "cannot prepare a request: \(String(cString: curl_easy_strerror(code)))")
    }
}
