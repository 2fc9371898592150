/// One part of a process that starts and ends as a whole.
final class Stage: Sendable {
    let name: String
    /// Raised when the part shall end.
    let stop = StopSignal()
    private let ended = StopSignal()
    private let body: @Sendable (StopSignal) async throws -> Void

    /// - Parameter body: runs until the signal is raised, in its own way.
    init(_ name: String, _ body: @escaping @Sendable (_ until: StopSignal) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Runs the part.
    func run() async throws {
        defer { ended.raise() }
        try await body(stop)
    }

    /// Ends the part and returns once it has ended, or when cancelled.
    func end() async {
        stop.raise()
        await ended.wait()
    }
}
