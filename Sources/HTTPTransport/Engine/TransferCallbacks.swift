internal import CLibcurl

/// What libcurl calls on the thread of the loop. The context is an unretained ``Transfer``, which the loop keeps until
/// libcurl has let go of the handle.
enum TransferCallbacks {
    static let header: clibcurl_transfer = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return transfer(context).takeHeader(line) ? size * count : 0
    }

    static let write: clibcurl_transfer = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
        switch transfer(context).takeBody(piece) {
        case .accepted: return size * count
        case .pause: return Int(CURL_WRITEFUNC_PAUSE)
        case .abort: return size * count == 0 ? 1 : 0
        }
    }

    static let read: clibcurl_transfer = { bytes, size, count, context in
        guard let bytes, let context else { return Int(CURL_READFUNC_ABORT) }
        let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
        switch transfer(context).fillUpload(buffer) {
        case .sent(let count): return count
        case .end: return 0
        case .pause: return Int(CURL_READFUNC_PAUSE)
        case .abort: return Int(CURL_READFUNC_ABORT)
        }
    }

    private static func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }
}
