internal import CLibcurl

/// A set of transfers that libcurl drives together, with their connections. Only ``wake()`` may be called from other
/// threads than the one that drives it.
final class MultiHandle: Sendable {
    /// Guard: all but `curl_multi_wakeup` is called by the one thread of the ``TransferLoop``.
    private nonisolated(unsafe) let pointer: UnsafeMutableRawPointer

    /// Nil when there is no memory or no descriptor left.
    init?() {
        guard CurlLibrary.isReady, let pointer = curl_multi_init() else { return nil }
        self.pointer = pointer
        _ = clibcurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, 32)
        _ = clibcurl_multi_set_long(pointer, CURLMOPT_MAX_CONCURRENT_STREAMS, 250)
    }

    deinit { curl_multi_cleanup(pointer) }

    /// Ends ``wait(for:)`` early. From any thread.
    func wake() { curl_multi_wakeup(pointer) }

    func add(_ handle: EasyHandle) -> Bool { curl_multi_add_handle(pointer, handle.pointer) == CURLM_OK }

    func remove(_ handle: EasyHandle) { curl_multi_remove_handle(pointer, handle.pointer) }

    /// Reads and writes what can be without waiting.
    func perform() -> Bool {
        var running: Int32 = 0
        return curl_multi_perform(pointer, &running) == CURLM_OK
    }

    /// Returns when there is something to do, after ``wake()``, or after `milliseconds`.
    func wait(for milliseconds: Int32) -> Bool { curl_multi_poll(pointer, nil, 0, milliseconds, nil) == CURLM_OK }

    /// A transfer that has ended since the last call, and how.
    func nextEnded() -> (handle: UnsafeMutableRawPointer, code: CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            return (handle, clibcurl_message_result(message))
        }
        return nil
    }
}
