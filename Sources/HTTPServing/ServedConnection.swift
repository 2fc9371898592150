internal import NIOCore
internal import NIOHTTP1
internal import Platform

/// One connection of a client, and its requests one after the other.
struct ServedConnection: Sendable {
    private typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    private let channel: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// How long nothing may move before the connection is closed.
    private static let patience = TimeAmount.seconds(60)

    init(on channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(IdleStateHandler(allTimeout: Self.patience))
        try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
        try pipeline.addHandler(IdleCloser())
        self.channel = try NIOAsyncChannel(wrappingChannelSynchronously: channel)
    }

    /// Answers until the client goes, asks for the end, or an answer fails, which breaks the connection.
    func serve(_ answer: (ServedRequest) async throws -> ServedAnswer) async throws {
        try await channel.executeThenClose { inbound, outbound in
            for try await part in inbound {
                guard case .head(let head) = part else { continue }
                try await Self.write(try await answer(Self.request(head)), to: head, outbound)
                guard head.isKeepAlive else { return }
            }
        }
    }

    private static func request(_ head: HTTPRequestHead) -> ServedRequest {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return ServedRequest(
            method: head.method.rawValue, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "",
            headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0),\($1)" })
    }

    private static func write(_ answer: ServedAnswer, to request: HTTPRequestHead, _ outbound: Outbound) async throws {
        var headers = HTTPHeaders(answer.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        headers.replaceOrAdd(name: "Date", value: HTTPDate.format(.now()))
        if answer.status != 304 { headers.replaceOrAdd(name: "Content-Length", value: String(answer.count)) }
        if !request.isKeepAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: request.version, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        if request.method == .HEAD || answer.status == 304 {
            return try await outbound.write(contentsOf: [.head(head), .end(nil)])
        }
        switch answer.body {
        case .text(let text):
            try await outbound.write(
                contentsOf: [.head(head), .body(.byteBuffer(ByteBuffer(string: text))), .end(nil)])
        case .read(let count, let next):
            try await outbound.write(.head(head))
            var position = 0
            while position < count {
                let bytes = try await next(position)
                position += bytes.count
                try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
            }
            try await outbound.write(.end(nil))
        }
    }
}

/// Closes a connection on which nothing moves.
private final class IdleCloser: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }
}
