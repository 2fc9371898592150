internal import CLibcurl
internal import Glibc
internal import Platform

/// Turns libcurl's word for a failure into ours.
enum CurlFailure {
    /// - Parameter request: what was attempted; only its host reaches the message, since paths and queries may hold secrets.
    static func error(_ code: CURLcode, _ handle: EasyHandle, _ request: PreparedRequest) -> HTTPError {
        let host = request.authority
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return HTTPError(.unresolvedHost, "cannot resolve the host \"\(request.host)\"")
        case CURLE_COULDNT_RESOLVE_PROXY: return HTTPError(.proxyFailed, "cannot resolve the proxy for \(host)")
        case CURLE_COULDNT_CONNECT:
            return HTTPError(.connectionFailed, "cannot connect to \(host): \(systemCause(handle))")
        case CURLE_PROXY: return HTTPError(.proxyFailed, "the proxy for \(host) refused or failed")
        case CURLE_OPERATION_TIMEDOUT: return timeout(handle, request)
        case CURLE_PEER_FAILED_VERIFICATION:
            return HTTPError(
                .certificateRejected, "the certificate of \(host) was not accepted: \(certificateCause(handle))")
        case CURLE_SSL_CACERT_BADFILE:
            return HTTPError(.tlsFailed, "the certificate authorities given for \(host) cannot be read")
        case CURLE_SSL_CERTPROBLEM:
            return HTTPError(.tlsFailed, "the client certificate or key for \(host) cannot be used")
        case CURLE_SSL_CONNECT_ERROR:
            return HTTPError(.tlsFailed, "TLS with \(host) failed: \(cause(handle, code))")
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2_STREAM,
            CURLE_HTTP2, CURLE_SEND_FAIL_REWIND:
            return HTTPError(.connectionLost, "the connection to \(host) broke: \(cause(handle, code))")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_UNSUPPORTED_PROTOCOL:
            return HTTPError(.protocolError, "\(host) does not answer in HTTP: \(cause(handle, code))")
        case CURLE_URL_MALFORMAT: return HTTPError(.invalidURL, "invalid URL for \(host)")
        default: return HTTPError(.other, "the request to \(host) failed: \(cause(handle, code))")
        }
    }

    private static func timeout(_ handle: EasyHandle, _ request: PreparedRequest) -> HTTPError {
        let isConnected = clibcurl_get_offset(handle.pointer, CURLINFO_PRETRANSFER_TIME_T) > 0
        if !isConnected {
            let limit = min(request.connectTimeout, request.totalTimeout ?? request.connectTimeout)
            return HTTPError(
                .timedOut, "connecting to \(request.authority) timed out after \(GoDuration.format(limit))")
        }
        let limit = request.totalTimeout.map { " after \(GoDuration.format($0))" } ?? ""
        return HTTPError(.timedOut, "the request to \(request.authority) timed out\(limit)")
    }

    private static func systemCause(_ handle: EasyHandle) -> String {
        let number = Int32(clamping: clibcurl_get_long(handle.pointer, CURLINFO_OS_ERRNO))
        guard number != 0 else { return "no address of it answers" }
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(number, &buffer, buffer.count - 1) == 0 else { return "error \(number)" }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    private static func certificateCause(_ handle: EasyHandle) -> String {
        let text = handle.failureText
        let prefix = "SSL certificate problem: "
        return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : printable(text)
    }

    private static func cause(_ handle: EasyHandle, _ code: CURLcode) -> String {
        let text = handle.failureText
        return printable(text.isEmpty ? String(cString: curl_easy_strerror(code)) : text)
    }

    /// A server can put what it likes into some of these texts.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.prefix(200).filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }
}
