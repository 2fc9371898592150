internal import Synchronization

/// Tells blocking code that its task was cancelled.
public final class CancellationFlag: Sendable {
    private let raised = Atomic(false)

    public init() {}

    /// Whether to stop.
    public var isRaised: Bool { raised.load(ordering: .acquiring) }

    public func raise() { raised.store(true, ordering: .releasing) }

    /// - Throws: `CancellationError` once the flag is raised.
    public func check() throws(CancellationError) {
        if isRaised { throw CancellationError() }
    }
}
