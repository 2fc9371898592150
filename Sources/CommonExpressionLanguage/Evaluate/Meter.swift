/// Counts what a run costs, what it does and what it makes, and ends it where that is too much.
///
/// The cost that `cel-go` counts does not bound the work: two lists are compared at the cost of their length, whatever is
/// in them. So the steps are counted too, and the bytes that are made, and count as cost where they are many more than the
/// cost tells: a budget for many runs bounds them as well.
struct Meter {
    /// How many steps a run may take for free, and how many weigh as much as one unit of cost.
    private static let steps = (free: 20_000, perCost: 50)
    private static let sizes = (free: 256 * 1024, perCost: 16)
    /// What one element of a list or entry of a map takes.
    static let elementBytes = 40

    private let limits: CELLimits
    private var charged: UInt64 = 0
    private var work = 0
    private var bytes = 0
    private var rounds = 0
    private var workAtPause = 0

    init(_ limits: CELLimits) { self.limits = limits }

    /// In the units of `cel-go`.
    var cost: UInt64 {
        let ofWork = max(0, work - Self.steps.free) / Self.steps.perCost
        let ofBytes = max(0, bytes - Self.sizes.free) / Self.sizes.perCost
        return max(charged, UInt64(max(ofWork, ofBytes)))
    }

    /// How many steps are left; taking them all ends the run.
    var left: Int {
        let most = min(limits.cost, 1 << 48)
        return max(1, (Int(most) + 1) * Self.steps.perCost + Self.steps.free - work)
    }

    mutating func charge(_ amount: UInt64) throws(CELError) {
        let (sum, overflow) = charged.addingReportingOverflow(amount)
        charged = overflow ? .max : sum
        if charged > limits.cost { throw .costLimitExceeded }
        rounds &+= 1
        if rounds & 0xFF == 0 { try pause() }
    }

    /// Counts steps that were or will be taken.
    mutating func spend(_ steps: Int) throws(CELError) {
        let (sum, overflow) = work.addingReportingOverflow(steps)
        work = overflow ? .max : sum
        if cost > limits.cost { throw .costLimitExceeded }
        if work - workAtPause > 0xFFFF {
            workAtPause = work
            try pause()
        }
    }

    /// Counts bytes that will be made.
    mutating func make(_ amount: Int) throws(CELError) {
        let (sum, overflow) = bytes.addingReportingOverflow(amount)
        bytes = overflow ? .max : sum
        if bytes > limits.bytes { throw .sizeLimitExceeded }
        if cost > limits.cost { throw .costLimitExceeded }
    }

    private func pause() throws(CELError) {
        if Task.isCancelled || limits.isInterrupted?() == true { throw .interrupted }
    }

    /// Does what counts its steps itself, and stops when none are left.
    mutating func limited<Result>(_ body: (inout Int) throws(CELError) -> Result) throws(CELError) -> Result {
        let before = left
        var left = before
        let result = try body(&left)
        try spend(before - max(0, left))
        return result
    }
}
