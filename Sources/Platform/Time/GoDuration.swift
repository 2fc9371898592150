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
        var nanoseconds = 0.0
        var exact: Int64 = 0
        var isExact = true
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard !digits.isEmpty, digits != ".", digits.filter({ $0 == "." }).count <= 1 else { return nil }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest.dropFirst(unit.count)
            guard let scale = units[String(unit)] else { return nil }
            if isExact, let whole = Int64(digits) {
                let (product, overflow) = whole.multipliedReportingOverflow(by: scale)
                let (sum, carry) = exact.addingReportingOverflow(product)
                guard !overflow, !carry else { return nil }
                exact = sum
            } else {
                isExact = false
            }
            guard let number = Double(digits.hasPrefix(".") ? "0" + digits : String(digits)) else { return nil }
            nanoseconds += number * Double(scale)
        }
        guard nanoseconds < 9.2e18 else { return nil }
        let total = isExact ? exact : Int64(nanoseconds.rounded())
        return .nanoseconds(negative ? -total : total)
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

    private static let units: [String: Int64] = [
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
