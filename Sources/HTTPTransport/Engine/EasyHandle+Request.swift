internal import CLibcurl
internal import Glibc
internal import Platform

extension EasyHandle {
    /// Sets everything the request asks for.
    func prepare(_ request: PreparedRequest, for transfer: Transfer) throws(HTTPError) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_NOSIGNAL, true)
        try set(CURLOPT_PATH_AS_IS, true)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        // Without TLS there is nothing to share, and waiting for the first answer to learn that holds everybody up.
        try set(CURLOPT_HTTP_VERSION, Int(request.isTLS ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_PIPEWAIT, request.isTLS)
        try set(CURLOPT_BUFFERSIZE, request.bufferSize)
        // The smallest there is: libcurl makes one for each request over TLS, even to send a few headers.
        try set(CURLOPT_UPLOAD_BUFFERSIZE, 16 << 10)
        try set(CURLOPT_HTTPHEADER, list: request.headerLines)
        if request.acceptsCompression { try set(CURLOPT_ACCEPT_ENCODING, "gzip") }
        try setTimeouts(request)
        try setRoute(request)
        if request.isTLS { try setTrust(request.connection) }
        try setBody(request)
        try setCallbacks(transfer)
    }

    private func setTimeouts(_ request: PreparedRequest) throws(HTTPError) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
        if let total = request.remainingTime { try set(CURLOPT_TIMEOUT_MS, total.wholeMilliseconds) }
        // A host that vanished without a word is noticed by the kernel, whatever the layers above wait for.
        try set(CURLOPT_TCP_KEEPALIVE, true)
        try set(CURLOPT_TCP_KEEPIDLE, 30)
        try set(CURLOPT_TCP_KEEPINTVL, 10)
        let code = clibcurl_set_socket_function(pointer) { _, socket, _ in
            var limit: Int32 = 45_000
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &limit, socklen_t(MemoryLayout<Int32>.size))
            return Int32(CURL_SOCKOPT_OK)
        }
        try check(code)
    }

    private func setRoute(_ request: PreparedRequest) throws(HTTPError) {
        try set(CURLOPT_PROXY, request.proxy.reveal())
        // The environment's exceptions were weighed already, or do not count.
        try set(CURLOPT_NOPROXY, "")
        if let connectTo = request.connectTo { try set(CURLOPT_CONNECT_TO, list: [connectTo]) }
    }

    private func setTrust(_ settings: ConnectionSettings) throws(HTTPError) {
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if settings.skipsVerification {
            try set(CURLOPT_SSL_VERIFYPEER, false)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        try setAuthorities(settings)
        if let certificate = settings.clientCertificate {
            try set(CURLOPT_SSLCERTTYPE, "PEM")
            try set(CURLOPT_SSLCERT_BLOB, blob: certificate)
        }
        if let key = settings.clientKey {
            try set(CURLOPT_SSLKEYTYPE, "PEM")
            try set(CURLOPT_SSLKEY_BLOB, blob: key)
        }
    }

    private func setAuthorities(_ settings: ConnectionSettings) throws(HTTPError) {
        let given = settings.certificateAuthorities
        if let given, !settings.addsToSystemRoots {
            try set(CURLOPT_CAPATH, nil)
            try set(CURLOPT_CAINFO, nil)
            return try set(CURLOPT_CAINFO_BLOB, blob: given)
        }
        if let directory = ProcessEnvironment.value("SSL_CERT_DIR") { try set(CURLOPT_CAPATH, directory) }
        if let given {
            try set(CURLOPT_CAINFO_BLOB, blob: Secret(SystemRoots.pem + given.reveal()))
        } else if let file = ProcessEnvironment.value("SSL_CERT_FILE") {
            try set(CURLOPT_CAINFO, file)
        }
    }

    private func setBody(_ request: PreparedRequest) throws(HTTPError) {
        switch request.body {
        case .none:
            if request.method == "HEAD" { return try set(CURLOPT_NOBODY, true) }
            if ["POST", "PUT", "PATCH"].contains(request.method) {
                try set(CURLOPT_POST, true)
                try setBody([])
            }
        case .bytes(let bytes):
            try set(CURLOPT_POST, true)
            try setBody(bytes)
        case .stream(let length, _):
            try set(CURLOPT_UPLOAD, true)
            if let length { try set(CURLOPT_INFILESIZE_LARGE, offset: length) }
        }
        try set(CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setCallbacks(_ transfer: Transfer) throws(HTTPError) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        try set(CURLOPT_HEADERFUNCTION, TransferCallbacks.header, context: CURLOPT_HEADERDATA, context)
        try set(CURLOPT_WRITEFUNCTION, TransferCallbacks.write, context: CURLOPT_WRITEDATA, context)
        if case .stream = transfer.request.body {
            try set(CURLOPT_READFUNCTION, TransferCallbacks.read, context: CURLOPT_READDATA, context)
        }
    }
}

extension Duration {
    /// At least 1, for 0 means no limit to libcurl.
    fileprivate var wholeMilliseconds: Int {
        let parts = components
        guard parts.seconds < 1_000_000_000 else { return Int(Int32.max) }
        return Int(max(1, min(parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000, Int64(Int32.max))))
    }
}
