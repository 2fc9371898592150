/// Durations as Go and Kubernetes write them: `1h30m`, `500ms`, `0s`.
public enum GoDuration {
    /// Reads a Go duration: an optional sign, then numbers with a unit each (`ns us µs ms s m h`); `0` alone is zero.
    ///
    /// - Returns: nil when `text` is none, or does not fit 64-bit nanoseconds.
    public static func parse(_ text: String) -> Duration? {
        var rest = Substring(text)
        let negative = rest.first == "-"
        if negative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" { return .zero }
        guard !rest.isEmpty else { return nil }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest.dropFirst(unit.count)
            guard let scale = units[String(unit)], let part = nanoseconds(digits, scale) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow, sum <= Int64.min.magnitude else { return nil }
            total = sum
        }
        if negative { return .nanoseconds(Int64(truncatingIfNeeded: 0 &- total)) }
        return Int64(exactly: total).map { .nanoseconds($0) }
    }

    /// A number with an optional fraction, in units of `scale` nanoseconds; nil when it is none or too large.
    private static func nanoseconds(_ digits: Substring, _ scale: UInt64) -> UInt64? {
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard digits.contains(where: { $0 != "." }), parts.count == 1 || !parts[1].contains(".") else { return nil }
        guard let whole = parts[0].isEmpty ? 0 : UInt64(parts[0]) else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: scale)
        guard !overflow else { return nil }
        guard parts.count == 2, !parts[1].isEmpty else { return product }
        // Fifteen digits are exact in a double, and more than any unit here can tell apart.
        guard let fraction = Double("0." + parts[1].prefix(15)) else { return nil }
        let (sum, carry) = product.addingReportingOverflow(UInt64((fraction * Double(scale)).rounded()))
        return carry ? nil : sum
    }

    /// Writes a duration as Go does: `1h0m0s`, `1m30s`, `1.5s`, `176.163666ms`, `0s`.
    public static func format(_ duration: Duration) -> String {
        let parts = duration.components
        let total = parts.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !total.overflow else { return "\(parts.seconds)s" }
        let nanoseconds = total.partialValue + parts.attoseconds / 1_000_000_000
        if nanoseconds == 0 { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let magnitude = nanoseconds.magnitude
        if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
        if magnitude < 1_000_000 { return "\(sign)\(decimal(magnitude, 1_000))µs" }
        if magnitude < 1_000_000_000 { return "\(sign)\(decimal(magnitude, 1_000_000))ms" }
        let minutes = magnitude / 60_000_000_000
        let seconds = decimal(magnitude % 60_000_000_000, 1_000_000_000) + "s"
        if minutes == 0 { return sign + seconds }
        if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
        return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]

    private static func decimal(_ value: UInt64, _ scale: UInt64) -> String {
        let whole = value / scale
        var fraction = String(value % scale + scale).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)"
    }
}
