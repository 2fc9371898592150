/// The piece of a request body that is being sent. Pure; ``Transfer`` guards it with a lock.
struct UploadState {
    /// How sending went.
    enum Step: Equatable {
        case sent(Int)
        case end
        /// Nothing is there yet.
        case pause
        case abort
    }

    private var chunk: [UInt8] = []
    private var offset = 0
    private var isEnded = false
    private var hasFailed = false
    private var isPaused = false

    /// Whether the next piece may come.
    var isDrained: Bool { offset == chunk.count }

    /// Copies what there is into `buffer`.
    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Step {
        if hasFailed { return .abort }
        guard !isDrained else {
            isPaused = !isEnded
            return isEnded ? .end : .pause
        }
        let count = min(buffer.count, chunk.count - offset)
        chunk.withUnsafeBytes { source in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count]))
        }
        offset += count
        return .sent(count)
    }

    /// Takes the next piece; nil ends the body.
    ///
    /// - Returns: whether the transfer waits for it.
    mutating func offer(_ next: [UInt8]?) -> Bool {
        chunk = next ?? []
        offset = 0
        if next == nil { isEnded = true }
        return resume()
    }

    /// The body cannot be produced.
    mutating func fail() -> Bool {
        hasFailed = true
        return resume()
    }

    private mutating func resume() -> Bool {
        defer { isPaused = false }
        return isPaused
    }
}
