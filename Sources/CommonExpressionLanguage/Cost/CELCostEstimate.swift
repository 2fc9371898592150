/// The least and the most that something can cost, or how large it can be.
public struct CELCostEstimate: Sendable, Hashable {
    public var least: UInt64
    public var most: UInt64

    public init(_ least: UInt64, _ most: UInt64) {
        self.least = least
        self.most = most
    }

    static func fixed(_ cost: UInt64) -> CELCostEstimate { CELCostEstimate(cost, cost) }

    static let unknown = CELCostEstimate(0, .max)
    static let none = CELCostEstimate(0, 0)

    static func + (left: CELCostEstimate, right: CELCostEstimate) -> CELCostEstimate {
        CELCostEstimate(add(left.least, right.least), add(left.most, right.most))
    }

    static func * (left: CELCostEstimate, right: CELCostEstimate) -> CELCostEstimate {
        CELCostEstimate(multiply(left.least, right.least), multiply(left.most, right.most))
    }

    static func * (left: CELCostEstimate, factor: Double) -> CELCostEstimate {
        CELCostEstimate(multiply(left.least, factor), multiply(left.most, factor))
    }

    func union(_ other: CELCostEstimate) -> CELCostEstimate {
        CELCostEstimate(min(least, other.least), max(most, other.most))
    }

    private static func add(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    static func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : product
    }

    private static func multiply(_ number: UInt64, _ factor: Double) -> UInt64 {
        let product = (Double(number) * factor).rounded(.up)
        return product >= 0x1p64 ? .max : UInt64(max(0, product))
    }
}
