internal import CLibcurl

/// A URL as libcurl itself understands it, so that what is checked is what is asked.
final class CurlURL {
    private let handle: OpaquePointer

    /// - Throws: ``HTTPError`` with `invalidURL` for what is no absolute `http` or `https` URL, or has user-info in it.
    init(_ text: String) throws(HTTPError) {
        guard let handle = curl_url() else { throw HTTPError(.other, "out of memory for a URL") }
        self.handle = handle
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw HTTPError(.invalidURL, "invalid URL: it has spaces or control characters in it")
        }
        try set(text, "invalid URL")
    }

    deinit { curl_url_cleanup(handle) }

    /// Goes on to where a `Location` header points.
    func follow(_ location: String) throws(HTTPError) { try set(location, "\(host) redirects to an invalid URL") }

    private func set(_ text: String, _ what: String) throws(HTTPError) {
        let code = curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE))
        switch code {
        case CURLUE_OK: break
        case CURLUE_USER_NOT_ALLOWED:
            throw HTTPError(.invalidURL, "\(what): it has a user name in it; give credentials apart from the URL")
        default: throw HTTPError(.invalidURL, "\(what): \(String(cString: curl_url_strerror(code)))")
        }
        guard scheme == "http" || scheme == "https" else {
            throw HTTPError(.invalidURL, "\(what): the scheme \"\(scheme)\" is neither http nor https")
        }
        guard !host.isEmpty else { throw HTTPError(.invalidURL, "\(what): it has no host") }
    }

    var scheme: String { part(CURLUPART_SCHEME).lowercased() }
    /// IPv6 addresses in brackets.
    var host: String { part(CURLUPART_HOST) }
    var port: String { part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)) }
    /// The host, with the port unless it is the scheme's own.
    var authority: String {
        let port = part(CURLUPART_PORT, UInt32(CURLU_NO_DEFAULT_PORT))
        return port.isEmpty ? host : "\(host):\(port)"
    }
    /// Without a fragment, which no server gets to see.
    var text: String {
        let whole = part(CURLUPART_URL)
        return whole.firstIndex(of: "#").map { String(whole[..<$0]) } ?? whole
    }

    /// The same URL with another host.
    func text(withHost name: String) throws(HTTPError) -> String {
        guard let copy = curl_url_dup(handle) else { throw HTTPError(.other, "out of memory for a URL") }
        defer { curl_url_cleanup(copy) }
        guard curl_url_set(copy, CURLUPART_HOST, name, 0) == CURLUE_OK else {
            throw HTTPError(.invalidURL, "\"\(name)\" cannot be the name of a TLS server")
        }
        return Self.part(copy, CURLUPART_URL, 0)
    }

    private func part(_ which: CURLUPart, _ flags: UInt32 = 0) -> String { Self.part(handle, which, flags) }

    private static func part(_ handle: OpaquePointer, _ which: CURLUPart, _ flags: UInt32) -> String {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, which, &text, flags) == CURLUE_OK, let text else { return "" }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
