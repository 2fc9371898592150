internal import Archiving
internal import HTTPServing
internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Platform
internal import ServiceLifecycle
internal import Synchronization

/// The HTTPS side: TLS 1.2 and up, HTTP/1.1 and HTTP/2 by ALPN, client certificates taken and judged later.
struct APIListener: Sendable {
    /// A request body has at most this many bytes, as in the real server.
    static let bodyLimit = 3_145_728

    let port: Int
    let certificate: [UInt8]
    let key: [UInt8]
    let logger: Logger
    let answer: @Sendable (APIRequest) async -> APIAnswer

    /// Serves until cancelled. Calls `listening` with the port once it does.
    func run(threads: any EventLoopGroup, listening: @escaping @Sendable (Int) async -> Void) async throws {
        // What a client does to its connection is no news of ours, nor is the end that we ask for.
        var quiet = logger
        quiet.logLevel = .critical
        let channel = try APIChannel(tls: try tls()) { request, writer, channel in
            let answer = await self.respond(to: request, channel)
            let accepted = request.headers[values: .acceptEncoding]
            let isLast = channel.parent?.parent == nil && request.headers[.connection]?.lowercased() == "close"
            try await Self.write(
                Self.compressed(answer, accepted: accepted), to: writer, isHead: request.method == .head,
                isLast: isLast)
        }
        let server = channel.server(
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in await listening(channel.localAddress?.port ?? 0) },
            eventLoopGroup: threads, logger: quiet)
        try await server.run()
    }

    private func tls() throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMBytes(certificate).map { NIOSSLCertificateSource.certificate($0) }
        let privateKey = try NIOSSLPrivateKey(bytes: key, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .optionalVerification
        return configuration
    }

    private func respond(to request: Request, _ channel: any Channel) async -> APIAnswer {
        let body: [UInt8]
        do {
            body = try await Self.read(request.body)
        } catch let error as APIError {
            return .failure(error)
        } catch {
            return .failure(.badRequest("the body of the request ended too early"))
        }
        let uri = request.uri
        guard let path = PercentEncoding.decode(uri.path) else {
            return .text(400, "400 Bad Request")
        }
        let certificate = await Self.clientCertificate(of: channel)
        return await answer(
            APIRequest(
                method: request.method.rawValue, path: path, query: Query(uri.query ?? ""), headers: request.headers,
                body: body, certificate: certificate, channel: channel))
    }

    private static func read(_ body: RequestBody) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var isTooLarge = false
        for try await buffer in body where !isTooLarge {
            isTooLarge = bytes.count + buffer.readableBytes > bodyLimit
            if !isTooLarge { bytes.append(contentsOf: buffer.readableBytesView) }
        }
        guard !isTooLarge else {
            throw APIError(413, "RequestEntityTooLarge", "Request entity too large: limit is \(bodyLimit)")
        }
        return bytes
    }

    /// What the client proved to hold: TLS has checked possession of the key, nothing else.
    private static func clientCertificate(of channel: any Channel) async -> [UInt8]? {
        let connection = channel.parent?.parent == nil ? channel : channel.parent ?? channel
        do { return try await connection.nioSSL_peerCertificate().get()?.toDERBytes() } catch { return nil }
    }

    /// Answers of more bytes are compressed for those who take that, as in the real server.
    private static let compressionThreshold = 128 << 10

    @concurrent private static func compressed(_ answer: APIAnswer, accepted: [String]) async -> APIAnswer {
        guard case .bytes(let bytes) = answer.body, bytes.count > compressionThreshold,
            accepted.contains(where: { $0.split(separator: ",").contains { $0.trimmingSpaces == "gzip" } })
        else { return answer }
        do throws(ArchiveError) {
            var compressed = answer
            compressed.body = .bytes(try Gzip.compress(bytes, level: 1))
            compressed.headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
            return compressed
        } catch {
            return answer
        }
    }

    /// - Parameter isLast: whether the client closes the connection after this answer, as it asked to.
    @concurrent private static func write(
        _ answer: APIAnswer, to writer: consuming ResponseWriter, isHead: Bool, isLast: Bool
    ) async throws {
        var headers = answer.headers
        if !answer.contentType.isEmpty { headers.append(("Content-Type", answer.contentType)) }
        if !headers.contains(where: { $0.name == "Cache-Control" }) {
            headers.append(("Cache-Control", "no-cache, private"))
        }
        if isLast { headers.append(("Connection", "close")) }
        var fields = HTTPFields()
        // By name, as Go's servers write them: people compare what they see.
        for (name, value) in headers.sorted(by: { $0.name < $1.name }) {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        fields[.date] = DateField.now
        for warning in WarningTexts.fitting(answer.warnings) {
            fields.append(HTTPField(name: .warning, value: "299 - \(GoText.headerQuoted(warning))"))
        }
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .bytes(let bytes):
            fields[.contentLength] = String(bytes.count)
            let body = isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            try await writer.write(response: HTTPResponse(status: status, headerFields: fields), body: body)
        case .stream(let produce):
            let body = ResponseBody { writer in
                try await produce(&writer)
                try await writer.finish(nil)
            }
            try await writer.write(response: HTTPResponse(status: status, headerFields: fields), body: body)
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        let start = drop { $0 == " " }
        return start.lastIndex { $0 != " " }.map { start[...$0] } ?? ""
    }
}

/// The `Date` of answers, made once a second.
private enum DateField {
    private static let latest = Mutex<(second: Int64, text: String)>((0, ""))

    static var now: String {
        let now = Timestamp.now()
        return latest.withLock { latest in
            if latest.second != now.seconds { latest = (now.seconds, HTTPDate.format(now)) }
            return latest.text
        }
    }
}

extension HTTPField.Name {
    fileprivate static var warning: HTTPField.Name { HTTPField.Name("Warning") ?? .via }
}
