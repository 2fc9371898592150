internal import Dispatch
internal import Glibc
internal import Logging

/// Ends a process that does not end by itself.
enum LastResort {
    /// How long cancelled work may take to notice.
    static let patience = DispatchTimeInterval.seconds(2)

    /// Ends the process with 1 shortly after it is called, unless it ended before.
    static func exit(_ logger: Logger) -> @Sendable (any Error) -> Void {
        { error in
            DispatchQueue.global().asyncAfter(deadline: .now() + patience) {
                logger.error("ending at once: some work ignores its end", metadata: ["error": "\(error)"])
                Glibc.exit(1)
            }
        }
    }
}
