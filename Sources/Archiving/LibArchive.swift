internal import CLibarchive
internal import Glibc

/// What all calls of the library have in common.
enum LibArchive {
    /// The library's words for the last failure of a handle, which may quote names of the archive.
    static func reason(_ handle: OpaquePointer?) -> String {
        guard let text = archive_error_string(handle) else { return "no detail" }
        return String(String(cString: text).prefix(300))
    }

    /// Runs `body` while this thread takes text for UTF-8, whatever the environment says: the library converts names
    /// by the locale.
    static func withUTF8<Output>(_ body: () throws -> Output) rethrows -> Output {
        guard let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil) else { return try body() }
        let previous = uselocale(locale)
        defer {
            uselocale(previous)
            freelocale(locale)
        }
        return try body()
    }
}
