/// The metrics of one process.
public final class MetricsRegistry: Sendable {
    public init() {}

    /// The counter of that name; asking again for the same name gives the same one.
    public func counter(_ name: String, _ help: String, labels: [String]) -> Counter { fatalError("not built") }

    /// The gauge of that name.
    public func gauge(_ name: String, _ help: String, labels: [String]) -> Gauge { fatalError("not built") }

    /// The histogram of that name; `buckets` are upper bounds in rising order, without infinity.
    public func histogram(_ name: String, _ help: String, labels: [String], buckets: [Double]) -> Histogram {
        fatalError("not built")
    }

    /// Calls `update` before each scrape, to bring gauges up to date.
    public func beforeScrape(_ update: @escaping @Sendable () -> Void) { fatalError("not built") }
}

/// A number that only grows, per set of label values (in the order the labels were declared).
public struct Counter: Sendable {
    public func add(_ amount: Double = 1, _ labels: String...) { fatalError("not built") }
    /// Drops the series.
    public func remove(_ labels: String...) { fatalError("not built") }
}

/// A number that goes up and down, per set of label values.
public struct Gauge: Sendable {
    public func set(_ value: Double, _ labels: String...) { fatalError("not built") }
    /// Drops the series.
    public func remove(_ labels: String...) { fatalError("not built") }
}

/// How often values fell into ranges, per set of label values.
public struct Histogram: Sendable {
    public func observe(_ value: Double, _ labels: String...) { fatalError("not built") }
    /// Drops the series.
    public func remove(_ labels: String...) { fatalError("not built") }
}
