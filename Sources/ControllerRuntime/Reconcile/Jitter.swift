/// Spreads intervals, so that objects made together do not run together for ever.
enum Jitter {
    /// `interval` times 1 + r, r uniform within ± `percentage`.
    static func apply(
        _ interval: Duration, percentage: Int, random: (ClosedRange<Double>) -> Double = { .random(in: $0) }
    ) -> Duration {
        guard percentage > 0, interval > .zero else { return interval }
        let part = Double(min(percentage, 99)) / 100
        return interval * (1 + random(-part...part))
    }
}
