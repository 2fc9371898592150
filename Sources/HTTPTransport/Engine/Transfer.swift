internal import Platform
internal import Synchronization

/// One hop of a request: where the thread of the loop and the task of the caller meet.
final class Transfer: Sendable {
    fileprivate struct Shared {
        var state: TransferState
        var upload = UploadState()
        /// The caller, waiting for the head, the next piece or the end.
        var reader: CheckedContinuation<Void, Never>?
        /// The one who makes the request body, waiting until the last piece is sent.
        var writer: CheckedContinuation<Void, Never>?
        var lastActivity = MonotonicTime.now()
    }

    let request: PreparedRequest
    private let loop: TransferLoop
    private let shared: Mutex<Shared>

    init(_ request: PreparedRequest, sink: TransferState.Sink, loop: TransferLoop) {
        self.request = request
        self.loop = loop
        shared = Mutex(Shared(state: TransferState(sink: sink)))
    }

    /// When bytes moved last, of the monotonic clock.
    var lastActivity: Duration { shared.withLock(\.lastActivity) }
    /// Whether it is we who hold the bytes up.
    var isHeldUp: Bool { shared.withLock { $0.state.isReceivingPaused } }
}

// MARK: - The caller's side

extension Transfer {
    /// The head, as soon as it is there.
    func head() async throws -> ResponseHead {
        while true {
            let found: Result<ResponseHead, any Error>? = shared.withLock { shared in
                if shared.state.isHeadComplete { return .success(shared.state.parser.head) }
                return shared.state.ending.map { ending in
                    ending.flatMap { .failure(HTTPError(.protocolError, "\(request.authority) sent no response")) }
                }
            }
            if let found { return try found.get() }
            await wait { $0.state.isHeadComplete || $0.state.ending != nil }
        }
    }

    /// The next piece of the body; nil at its end.
    func next() async throws -> [UInt8]? {
        while true {
            try Task.checkCancellation()
            let (piece, ending) = shared.withLock { ($0.state.popChunk(), $0.state.ending) }
            if let piece {
                if piece.resumes { loop.submit(.resume(self)) }
                return piece.chunk
            }
            if let ending {
                try ending.get()
                return nil
            }
            await wait { $0.state.hasChunk || $0.state.ending != nil }
        }
    }

    /// The whole body, once it is there.
    func collected() async throws -> [UInt8] {
        await wait { $0.state.ending != nil }
        return try shared.withLock { shared in
            try shared.state.ending?.get()
            return shared.state.collected
        }
    }

    /// Gives the next piece of the request body to the transfer, and returns when it may have another.
    ///
    /// - Returns: false when the transfer has ended and wants no more.
    func send(_ piece: [UInt8]?) async -> Bool {
        if shared.withLock({ $0.upload.offer(piece) }) { loop.submit(.resume(self)) }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = shared.withLock { shared in
                    if shared.upload.isDrained || shared.state.ending != nil || Task.isCancelled { return true }
                    shared.writer = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            shared.withLock { $0.takeWriter() }?.resume()
        }
        return shared.withLock { $0.state.ending == nil }
    }

    /// The request body cannot be produced.
    func failUpload() {
        if shared.withLock({ $0.upload.fail() }) { loop.submit(.resume(self)) }
    }

    /// Ends the transfer, wherever it is.
    func cancel() { loop.submit(.cancel(self)) }

    private func wait(until isReady: @Sendable (borrowing Shared) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = shared.withLock { shared in
                    if isReady(shared) { return true }
                    shared.reader = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
    }
}

// MARK: - The loop's side

extension Transfer {
    /// Takes a line of the head. False makes libcurl give up.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        let (isFine, reader) = shared.withLock { shared -> (Bool, CheckedContinuation<Void, Never>?) in
            shared.lastActivity = MonotonicTime.now()
            switch shared.state.parser.take(line) {
            case .more, .interim: return (true, nil)
            case .tooLarge:
                shared.state.failure = HTTPError(
                    .protocolError, "the response head of \(request.authority) is too large")
                return (false, nil)
            case .complete:
                shared.state.isHeadComplete = true
                let head = shared.state.parser.head
                if request.followsRedirect, Redirect.isRedirect(head.status), head.headers["Location"] != nil {
                    shared.state.sink = .discard
                }
                guard case .stream = shared.state.sink else { return (true, nil) }
                return (true, shared.takeReader())
            }
        }
        reader?.resume()
        return isFine
    }

    /// Takes a piece of the body.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> TransferState.Taken {
        let (taken, reader) = shared.withLock { shared -> (TransferState.Taken, CheckedContinuation<Void, Never>?) in
            shared.lastActivity = MonotonicTime.now()
            let taken = shared.state.receive(bytes, host: request.authority)
            guard case .stream = shared.state.sink else { return (taken, nil) }
            return (taken, shared.takeReader())
        }
        reader?.resume()
        return taken
    }

    /// Fills the buffer with what is to be sent.
    func fillUpload(_ buffer: UnsafeMutableRawBufferPointer) -> UploadState.Step {
        let (step, writer) = shared.withLock { shared -> (UploadState.Step, CheckedContinuation<Void, Never>?) in
            shared.lastActivity = MonotonicTime.now()
            let step = shared.upload.fill(buffer)
            return (step, shared.upload.isDrained ? shared.takeWriter() : nil)
        }
        writer?.resume()
        return step
    }

    /// The transfer is over. What a callback gave as the reason counts more than what libcurl says.
    func end(_ result: Result<Void, any Error>) {
        let (reader, writer) = shared.withLock { shared in
            if shared.state.ending == nil {
                shared.state.ending = shared.state.failure.map { .failure($0) } ?? result
            }
            return (shared.takeReader(), shared.takeWriter())
        }
        reader?.resume()
        writer?.resume()
    }
}

extension Transfer.Shared {
    fileprivate mutating func takeReader() -> CheckedContinuation<Void, Never>? {
        defer { reader = nil }
        return reader
    }

    fileprivate mutating func takeWriter() -> CheckedContinuation<Void, Never>? {
        defer { writer = nil }
        return writer
    }
}
