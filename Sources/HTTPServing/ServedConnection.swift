internal import NIOCore
internal import NIOHTTP1
internal import Platform

/// One connection of a client, and its requests one after the other.
struct ServedConnection: Sendable {
    private typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    private let channel: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// How long nothing may move, and how long a client may take to ask, before the connection is closed.
    static let patience = TimeAmount.seconds(60)

    init(on channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(IdleStateHandler(allTimeout: Self.patience))
        try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
        try pipeline.addHandler(PatienceHandler())
        self.channel = try NIOAsyncChannel(wrappingChannelSynchronously: channel)
    }

    /// Answers until the client goes, asks for the end, or an answer fails, which breaks the connection.
    func serve(_ answer: (ServedRequest) async throws -> ServedAnswer) async throws {
        try await channel.executeThenClose { inbound, outbound in
            var isLast = false
            var unread = 0
            for try await part in inbound {
                switch part {
                case .head(let head):
                    isLast = !Self.isKept(head)
                    try await Self.write(try await answer(Self.request(head)), to: head, outbound)
                case .body(let bytes):
                    // Hanging up on a client that still sends could cost it the answer.
                    unread += bytes.readableBytes
                    guard unread <= Self.bodyLimit else { return }
                case .end:
                    if isLast { return }
                }
            }
        }
    }

    /// How many bytes of bodies, which nobody here wants, are read for politeness.
    private static let bodyLimit = 1 << 20

    /// Closes the connection without an answer.
    func close() { channel.channel.close(promise: nil) }

    /// Whether further requests are served on the connection.
    private static func isKept(_ head: HTTPRequestHead) -> Bool {
        let length = head.headers["content-length"].first ?? "0"
        // Nothing is read after a wish for another protocol or a tunnel: what follows would be that protocol.
        return head.isKeepAlive && length == "0" && !head.headers.contains(name: "transfer-encoding")
            && !head.headers.contains(name: "upgrade") && head.method != .CONNECT
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
        if !isKept(request) { headers.replaceOrAdd(name: "Connection", value: "close") }
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
