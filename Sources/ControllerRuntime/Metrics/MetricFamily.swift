internal import Synchronization

/// One metric with all its series.
final class MetricFamily: Sendable {
    enum Kind: Sendable {
        case counter, gauge
        case histogram([Double])
    }

    private struct Series {
        var value = 0.0
        /// Not cumulative; one more than there are bounds. Empty unless a histogram.
        var buckets: [UInt64] = []
        var count: UInt64 = 0
    }

    let name: String
    private let help: String
    private let kind: Kind
    private let labels: [String]
    private let series = Mutex<[[String]: Series]>([:])

    init(name: String, help: String, kind: Kind, labels: [String]) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
    }

    func add(_ amount: Double, _ values: [String]) {
        series.withLock { $0[key(values), default: Series()].value += amount }
    }
    func set(_ value: Double, _ values: [String]) {
        series.withLock { $0[key(values), default: Series()].value = value }
    }
    func remove(_ values: [String]) { series.withLock { $0[key(values)] = nil } }

    func observe(_ value: Double, _ values: [String]) {
        guard case .histogram(let bounds) = kind else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        series.withLock { all in
            var entry = all[key(values)] ?? Series(buckets: Array(repeating: 0, count: bounds.count + 1))
            entry.buckets[bucket] += 1
            entry.count += 1
            entry.value += value
            all[key(values)] = entry
        }
    }

    /// Label values of the wrong number would be a series nobody can read: missing ones are empty, surplus ones go.
    private func key(_ values: [String]) -> [String] {
        values.count == labels.count
            ? values : Array((values + Array(repeating: "", count: labels.count)).prefix(labels.count))
    }

    func write(to text: inout String) {
        let all = series.withLock { $0 }
        guard !all.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(typeName)\n"
        for (values, entry) in all.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let pairs = zip(labels, values).map { "\($0)=\"\(Self.escaped($1))\"" }
            if case .histogram(let bounds) = kind {
                write(entry, bounds, pairs, to: &text)
            } else {
                text += "\(name)\(Self.braced(pairs)) \(Self.number(entry.value))\n"
            }
        }
    }

    private func write(_ entry: Series, _ bounds: [Double], _ pairs: [String], to text: inout String) {
        var sum: UInt64 = 0
        for (bound, count) in zip(bounds + [.infinity], entry.buckets) {
            sum += count
            text += "\(name)_bucket\(Self.braced(pairs + ["le=\"\(Self.number(bound))\""])) \(sum)\n"
        }
        text += "\(name)_sum\(Self.braced(pairs)) \(Self.number(entry.value))\n"
        text += "\(name)_count\(Self.braced(pairs)) \(entry.count)\n"
    }

    private var typeName: String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    private static func braced(_ pairs: [String]) -> String { pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}" }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 == 0x0A }) else { return value }
        return value.reduce(into: "") { result, character in
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }

    private static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
        return String(value)
    }
}
