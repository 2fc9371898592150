internal import NIOCore
internal import NIOHTTP2

/// Marks the last frame of a body as the last, where a frame without bytes would follow to say so.
///
/// A client that was told the length has all it wants before that empty frame, and would reset the stream.
final class FinalFrameHandler: ChannelOutboundHandler {
    typealias OutboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    /// The frame that may turn out to be the last.
    private var held: (data: HTTP2Frame.FramePayload.Data, promise: EventLoopPromise<Void>?)?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .data(var frame) = Self.unwrapOutboundIn(data) else {
            release(context)
            return context.write(data, promise: promise)
        }
        if let earlier = held, frame.endStream, frame.data.readableBytes == 0 {
            held = nil
            frame.data = earlier.data.data
            frame.paddingBytes = earlier.data.paddingBytes
            let written = promise ?? context.eventLoop.makePromise(of: Void.self)
            if let promise = earlier.promise { written.futureResult.cascade(to: promise) }
            context.write(Self.wrapOutboundOut(.data(frame)), promise: written)
            return
        }
        release(context)
        held = (frame, promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        release(context)
        context.close(mode: mode, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        release(context)
        context.flush()
    }

    private func release(_ context: ChannelHandlerContext) {
        guard let frame = held else { return }
        held = nil
        context.write(Self.wrapOutboundOut(.data(frame.data)), promise: frame.promise)
    }
}
