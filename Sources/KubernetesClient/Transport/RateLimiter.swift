internal import Synchronization

/// A bucket of tokens that fills at a steady rate. Pure.
struct TokenBucket {
    private let rate: Double
    private let burst: Double
    private var tokens: Double
    private var updated: Duration

    /// - Parameters:
    ///   - rate: tokens a second.
    ///   - burst: how many it holds at most, and at first.
    init(rate: Double, burst: Int, now: Duration) {
        self.rate = rate
        self.burst = Double(max(1, burst))
        tokens = self.burst
        updated = now
    }

    /// Takes a token, from the future if need be.
    ///
    /// - Returns: how long to wait until it is really there.
    mutating func take(now: Duration) -> Duration {
        if now > updated {
            tokens = min(burst, tokens + (now - updated) / .seconds(1) * rate)
            updated = now
        }
        tokens -= 1
        return tokens >= 0 ? .zero : .seconds(1) * (-tokens / rate)
    }
}

/// Keeps the client's requests below a rate, until the server is known to do that itself.
final class RateLimiter: Sendable {
    private let bucket: Mutex<TokenBucket>
    private let isLifted: Atomic<Bool>
    private let time: ClientTime

    /// - Parameter queriesPerSecond: 0 or less means no limit.
    init(queriesPerSecond: Double, burst: Int, time: ClientTime) {
        self.time = time
        bucket = Mutex(TokenBucket(rate: max(queriesPerSecond, 0.001), burst: burst, now: time.now()))
        isLifted = Atomic(queriesPerSecond <= 0)
    }

    /// Takes the limit away for good.
    func lift() { isLifted.store(true, ordering: .relaxed) }

    /// Returns when the next request may go.
    func wait() async throws(KubernetesError) {
        guard !isLifted.load(ordering: .relaxed) else { return }
        let pause = bucket.withLock { $0.take(now: time.now()) }
        guard pause > .zero else { return }
        do { try await time.sleep(pause) } catch { throw KubernetesError.cancelled }
    }
}
