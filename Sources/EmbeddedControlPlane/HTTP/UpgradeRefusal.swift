internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Lets a request that asks for another protocol (as `kubectl exec` does) or for a tunnel be an ordinary request, the last of its
/// connection.
///
/// The decoder reads nothing after such a request, for what follows would be the other protocol: a client that goes on over the
/// same connection would wait for ever. HTTP/1.1 only; see RFC 9110 section 7.8, where a server may ignore the wish.
final class UpgradeRefusal: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var isLast = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data),
            head.method == .connect || head.headerFields[.upgrade] != nil
        else {
            return context.fireChannelRead(data)
        }
        isLast = true
        head.headerFields[.connection] = "close"
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isLast, case .head(var head) = unwrapOutboundIn(data) else {
            return context.write(data, promise: promise)
        }
        head.headerFields[.connection] = "close"
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
