/// Growing pauses between attempts: exponential, with a ceiling and jitter.
public struct Backoff: Sendable, Hashable {
    /// The first pause.
    public var initial: Duration
    /// How many times longer each pause is than the one before.
    public var factor: Double
    /// No pause is longer, jitter included.
    public var limit: Duration
    /// The share of a pause that is added at most by chance: with 0.5, one second lasts 1 to 1.5 seconds.
    public var jitter: Double

    public init(initial: Duration, factor: Double = 2, limit: Duration, jitter: Double = 0) {
        self.initial = initial
        self.factor = factor
        self.limit = limit
        self.jitter = jitter
    }

    /// The pause after failure number `attempt`, counted from 0, before chance comes in.
    public func baseDelay(attempt: Int) -> Duration {
        var delay = initial
        for _ in 0..<max(0, min(attempt, 1000)) {
            guard delay < limit, factor > 1 else { break }
            delay = stretched(delay, by: factor)
        }
        return min(delay, limit)
    }

    /// The pause after failure number `attempt`, counted from 0.
    public func delay(attempt: Int) -> Duration {
        var generator = SystemRandomNumberGenerator()
        return delay(attempt: attempt, using: &generator)
    }

    /// As ``delay(attempt:)``, with chance from `generator`.
    public func delay(attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        let base = baseDelay(attempt: attempt)
        guard jitter > 0 else { return base }
        return stretched(base, by: 1 + Double.random(in: 0...jitter, using: &generator))
    }

    /// `delay` times `factor`, at most the limit; a product beyond what a duration can hold is never computed.
    private func stretched(_ delay: Duration, by factor: Double) -> Duration {
        delay > .zero && factor >= limit / delay ? limit : min(limit, delay * factor)
    }
}
