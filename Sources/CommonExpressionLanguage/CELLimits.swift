/// What one evaluation may cost and how long it may take.
public struct CELLimits: Sendable {
    /// The most it may cost.
    public var cost: UInt64
    /// How many bytes all that it makes may take together, about.
    public var bytes: Int
    /// Asked every few hundred steps; true ends the evaluation.
    public var isInterrupted: (@Sendable () -> Bool)?

    /// - Parameter isInterrupted: asked every few hundred steps whether to stop; a cancelled task always stops.
    public init(
        cost: UInt64, bytes: Int = 128 * 1024 * 1024, isInterrupted: (@Sendable () -> Bool)? = nil
    ) {
        self.cost = cost
        self.bytes = bytes
        self.isInterrupted = isInterrupted
    }

    /// The limit that the API server sets on one evaluation.
    public static let perCall = CELLimits(cost: 1_000_000)
    /// The limit that the API server sets on all rules of one object together.
    public static let budget: Int64 = 10_000_000
}
