internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP2
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP2
internal import NIOSSL
internal import NIOTLS

/// A connection to the API: TLS, then HTTP/2 or HTTP/1.1 as the client prefers.
///
/// Hummingbird's own keeps NIO's limits for servers on the open Internet, under which a client that ends 200 streams in half a
/// minute is hung up on. Clients of a Kubernetes API do that all the time: each watch they give up is a stream reset, and libcurl
/// resets a stream as soon as it has all the bytes it was promised.
struct APIChannel: HTTPChannelHandler {
    typealias Parts = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    struct Value: ServerChildChannelValue {
        let protocols: EventLoopFuture<Negotiated>
        let channel: any Channel
    }

    enum Negotiated: Sendable {
        case http1(HTTP1Channel.Value)
        case http2(NIOHTTP2Handler.AsyncStreamMultiplexer<Parts>, any Channel)
    }

    let responder: Responder
    private let tls: NIOSSLContext
    private let http1: HTTP1Channel

    init(tls: TLSConfiguration, responder: @escaping Responder) throws {
        var tls = tls
        tls.applicationProtocols = NIOHTTP2SupportedALPNProtocols
        // Clients on the same machine that have not said farewell by then will not.
        tls.shutdownTimeout = .milliseconds(100)
        self.tls = try NIOSSLContext(configuration: tls)
        self.responder = responder
        http1 = HTTP1Channel(
            responder: responder, configuration: .init(additionalChannelHandlers: [UpgradeRefusal()]))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            // Whose certificate it is matters only to requests: they are told, and judge it.
            let handler = NIOSSLServerHandler(
                context: tls, customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) },
                configuration: .init())
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> { result in
                guard case .negotiated("h2") = result else {
                    return http1.setup(channel: channel, logger: logger).map { .http1($0) }
                }
                return Self.http2(channel)
            }
            try channel.pipeline.syncOperations.addHandler(PlainRequestRefusal())
            try channel.pipeline.syncOperations.addHandler(handler)
            try channel.pipeline.syncOperations.addHandler(negotiation)
            return Value(protocols: negotiation.protocolNegotiationResult, channel: channel)
        }
    }

    private static func http2(_ channel: any Channel) -> EventLoopFuture<Negotiated> {
        channel.configureAsyncHTTP2Pipeline(mode: .server, configuration: limits) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandler(FinalFrameHandler())
                try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTPServerCodec())
                return try Parts(wrappingChannelSynchronously: stream)
            }
        }.map { .http2($0, channel) }
    }

    private static let limits: NIOHTTP2Handler.Configuration = {
        var limits = NIOHTTP2Handler.Configuration()
        limits.stream.targetWindowSize = 1 << 20
        limits.stream.streamResetFrameRateLimit.maximumCount = .max
        limits.stream.streamErrorRateLimit.maximumCount = .max
        limits.connection.maximumConnectionGlitches = .max
        return limits
    }()

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.protocols.get() {
            case .http1(let connection): await http1.handle(value: connection, logger: logger)
            case .http2(let connection, let channel):
                defer { channel.close(promise: nil) }
                try await withTaskCancellationHandler {
                    try await serve(connection, logger).value
                } onCancel: {
                    channel.close(promise: nil)
                }
            }
        } catch {
            logger.debug("a connection ended: \(error)")
        }
    }

    /// Serves the streams of a connection until it is closed.
    ///
    /// The task is not cancelled with its caller: a stream that was accepted must be taken up, for NIO ends the process over one
    /// that is dropped. Once the connection is closed, which ends the streams, what still works for them is cancelled.
    private func serve(_ connection: NIOHTTP2Handler.AsyncStreamMultiplexer<Parts>, _ logger: Logger) -> Task<
        Void, any Error
    > {
        Task {
            try await withThrowingDiscardingTaskGroup { group in
                for try await stream in connection.inbound {
                    group.addTask { await handleHTTP(asyncChannel: stream, logger: logger) }
                }
                group.cancelAll()
            }
        }
    }
}
