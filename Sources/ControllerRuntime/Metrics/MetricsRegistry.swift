internal import Synchronization

/// The metrics of one process.
///
/// Asking for a name again gives the same metric, so that targets need not know of each other.
public final class MetricsRegistry: Sendable {
    private struct State {
        var families: [String: MetricFamily] = [:]
        var updates: [@Sendable () -> Void] = []
    }
    private let state = Mutex(State())

    public init() {}

    /// The counter of that name.
    public func counter(_ name: String, _ help: String, labels: [String]) -> Counter {
        Counter(family: family(name, help, .counter, labels))
    }

    /// The gauge of that name.
    public func gauge(_ name: String, _ help: String, labels: [String]) -> Gauge {
        Gauge(family: family(name, help, .gauge, labels))
    }

    /// The histogram of that name; `buckets` are upper bounds in rising order, without infinity.
    public func histogram(_ name: String, _ help: String, labels: [String], buckets: [Double]) -> Histogram {
        Histogram(family: family(name, help, .histogram(buckets), labels))
    }

    /// Calls `update` before each scrape, to bring gauges up to date.
    public func beforeScrape(_ update: @escaping @Sendable () -> Void) {
        state.withLock { $0.updates.append(update) }
    }

    /// Everything in the Prometheus text format, families and series by name.
    public func text() -> String {
        for update in state.withLock({ $0.updates }) { update() }
        let families = state.withLock { $0.families.values.sorted { $0.name < $1.name } }
        var text = ""
        for family in families { family.write(to: &text) }
        return text
    }

    private func family(_ name: String, _ help: String, _ kind: MetricFamily.Kind, _ labels: [String]) -> MetricFamily {
        state.withLock { state in
            if let family = state.families[name] { return family }
            let family = MetricFamily(name: name, help: help, kind: kind, labels: labels)
            state.families[name] = family
            return family
        }
    }
}

/// A number that only grows, per set of label values (in the order the labels were declared).
public struct Counter: Sendable {
    let family: MetricFamily
    /// Adds to the series of these label values, which begins at zero.
    public func add(_ amount: Double = 1, _ labels: String...) { family.add(max(0, amount), labels) }
    /// Drops the series.
    public func remove(_ labels: String...) { family.remove(labels) }
}

/// A number that goes up and down, per set of label values.
public struct Gauge: Sendable {
    let family: MetricFamily
    public func set(_ value: Double, _ labels: String...) { family.set(value, labels) }
    /// Adds, or takes away when `amount` is negative.
    public func add(_ amount: Double, _ labels: String...) { family.add(amount, labels) }
    /// Drops the series.
    public func remove(_ labels: String...) { family.remove(labels) }
}

/// How often values fell into ranges, per set of label values.
public struct Histogram: Sendable {
    let family: MetricFamily
    public func observe(_ value: Double, _ labels: String...) { family.observe(value, labels) }
    /// Drops the series.
    public func remove(_ labels: String...) { family.remove(labels) }
}
