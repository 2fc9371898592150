internal import DequeModule

/// What a transfer has received and still has to send. Pure; ``Transfer`` guards it with a lock.
struct TransferState {
    /// Above this many bytes that nobody has read, the sender has to wait; below half of it, it goes on.
    static let highWater = 512 << 10
    /// Small pieces are joined up to this size.
    static let chunkSize = 64 << 10
    /// The most of a redirect's body that is read to keep the connection.
    static let discardLimit = 256 << 10

    /// What becomes of the body.
    enum Sink {
        case collect(limit: Int)
        case stream
        case discard
    }

    enum Taken: Equatable {
        case accepted
        /// The same bytes are offered again after a resumption.
        case pause
        case abort
    }

    var sink: Sink
    var parser = HeadParser()
    var isHeadComplete = false
    /// Set when the transfer has ended: nil inside for success.
    var ending: Result<Void, any Error>?
    /// Why a callback made libcurl give up.
    var failure: HTTPError?
    var collected: [UInt8] = []
    private var chunks: Deque<[UInt8]> = []
    private var buffered = 0
    private(set) var isReceivingPaused = false

    init(sink: Sink) { self.sink = sink }

    /// Whether a piece of the body can be taken out.
    var hasChunk: Bool { !chunks.isEmpty }

    mutating func receive(_ bytes: UnsafeRawBufferPointer, host: String) -> Taken {
        switch sink {
        case .collect(let limit):
            guard bytes.count <= limit - collected.count else {
                failure = HTTPError(.bodyTooLarge, "the response of \(host) is larger than \(limit) bytes")
                return .abort
            }
            collected.append(contentsOf: bytes)
        case .stream:
            guard buffered < Self.highWater else {
                isReceivingPaused = true
                return .pause
            }
            append(bytes)
        case .discard:
            buffered += bytes.count
            guard buffered <= Self.discardLimit else { return .abort }
        }
        return .accepted
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        buffered += bytes.count
        if let last = chunks.last, last.count + bytes.count <= Self.chunkSize {
            chunks[chunks.count - 1].append(contentsOf: bytes)
        } else {
            chunks.append(Array(bytes))
        }
    }

    /// The next piece of the body.
    ///
    /// - Returns: the piece, and whether the sender may go on.
    mutating func popChunk() -> (chunk: [UInt8], resumes: Bool)? {
        guard let chunk = chunks.popFirst() else { return nil }
        buffered -= chunk.count
        let resumes = isReceivingPaused && buffered <= Self.highWater / 2
        if resumes { isReceivingPaused = false }
        return (chunk, resumes)
    }
}
