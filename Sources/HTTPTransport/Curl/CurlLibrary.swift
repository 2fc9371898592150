internal import CLibcurl

/// libcurl itself, set up once for the process before the first handle.
enum CurlLibrary {
    /// Whether it could be set up.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
