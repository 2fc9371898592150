import DocumentModel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Platform
import Synchronization

/// What came back.
enum Reply: Sendable {
    case answer(status: Int, type: String, body: [UInt8])
    /// The connection ended before an answer.
    case closed
    /// Nothing, or not all, within the patience.
    case late
}

/// Connections that send bytes as they are, so that also what no HTTP library would send gets there.
struct Wire: Sendable {
    private let port: Int
    private let context: NIOSSLContext
    private let patience: TimeAmount

    /// - Parameter kubeconfig: as the control plane wrote it.
    init(kubeconfig: String, patience: Int) throws {
        let config = try YAML.parse(try FileSystem.read(kubeconfig))[0].value
        func bytes(_ value: Value?) throws -> [UInt8] {
            guard let text = value?.string, let bytes = Base64.decode(text) else { throw Unusable() }
            return bytes
        }
        let user = config.at("users")?[0]?["user"]
        guard let server = config.at("clusters")?[0]?["cluster"]?["server"]?.string,
            let colon = server.lastIndex(of: ":"),
            let port = Int(server[server.index(after: colon)...])
        else { throw Unusable() }
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.certificateVerification = .none
        settings.applicationProtocols = ["http/1.1"]
        settings.certificateChain = try NIOSSLCertificate.fromPEMBytes(try bytes(user?["client-certificate-data"]))
            .map { .certificate($0) }
        settings.privateKey = .privateKey(
            try NIOSSLPrivateKey(bytes: try bytes(user?["client-key-data"]), format: .pem))
        context = try NIOSSLContext(configuration: settings)
        self.port = port
        self.patience = .seconds(Int64(patience))
    }

    struct Unusable: Error, CustomStringConvertible {
        var description: String { "the kubeconfig of the control plane is not as expected" }
    }

    /// Sends what `next` gives over one connection until it gives nil or the connection ends.
    func converse(_ next: () async -> MadeRequest?, _ heard: (MadeRequest, Reply) async -> Void) async throws {
        let context = context
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(try NIOSSLClientHandler(context: context, serverHostname: nil))
                    try pipeline.addHandler(RawRequests())
                    try pipeline.addHandler(
                        ByteToMessageHandler(
                            HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop)
                        ))
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        let channel = connection.channel
        try await connection.executeThenClose { inbound, outbound in
            var parts = inbound.makeAsyncIterator()
            while let request = await next() {
                let flag = Flag()
                let limit = request.isWhole && !request.isWatch ? patience : .seconds(3)
                let alarm = channel.eventLoop.scheduleTask(in: limit) {
                    flag.raise()
                    channel.close(promise: nil)
                }
                defer { alarm.cancel() }
                var reply = Reply.closed
                do {
                    // The decoder wants to know of each request; its bytes go as they are.
                    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
                    try await outbound.write(.head(head))
                    try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: request.bytes))))
                    var status = 0
                    var type = ""
                    var body: [UInt8] = []
                    reading: while let part = try await parts.next() {
                        switch part {
                        case .head(let head):
                            status = Int(head.status.code)
                            type = head.headers.first(name: "content-type") ?? ""
                        case .body(let bytes): body += bytes.readableBytesView
                        case .end:
                            reply = .answer(status: status, type: type, body: body)
                            break reading
                        }
                    }
                } catch {}
                if case .closed = reply, flag.isRaised { reply = .late }
                await heard(request, reply)
                // After a broken request the two sides may disagree where the next one begins.
                if case .answer = reply, request.isWhole { continue }
                return
            }
        }
    }

    private final class Flag: Sendable {
        private let value = Mutex(false)
        var isRaised: Bool { value.withLock { $0 } }
        func raise() { value.withLock { $0 = true } }
    }
}

/// Lets the bytes of requests through and nothing else of them.
private final class RawRequests: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = ByteBuffer

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .body(.byteBuffer(let bytes)) = unwrapOutboundIn(data) else {
            promise?.succeed()
            return
        }
        context.write(wrapOutboundOut(bytes), promise: promise)
    }
}
