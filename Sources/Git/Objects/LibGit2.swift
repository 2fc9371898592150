internal import CLibgit2

/// The library's process-wide state.
enum LibGit2 {
    /// Starts the library once. Objects are read once each, so that its caches would only hold memory.
    static let start: Void = {
        git_libgit2_init()
        _ = clibgit2_set_caching(0)
        _ = clibgit2_set_window(1 << 20, 64 << 20)
    }()

    /// Throws when `result` is an error code. The library's last error is per thread: call this at once.
    static func check(_ result: CInt, _ action: String) throws(GitError) {
        guard result < 0 else { return }
        let detail = git_error_last().map { String(cString: $0.pointee.message) } ?? "no detail"
        let isDisk = git_error_last().map { $0.pointee.klass == CInt(GIT_ERROR_OS.rawValue) } ?? false
        throw GitError(isDisk ? .storageFailed : .refusedContent, "cannot \(action): \(detail)")
    }
}
