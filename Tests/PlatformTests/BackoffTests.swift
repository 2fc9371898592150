import Platform
import Testing

@Suite struct BackoffTests {
    /// The same numbers every time (splitmix64).
    struct Repeatable: RandomNumberGenerator {
        var state: UInt64 = 1
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    @Test func `pauses double up to the limit`() {
        let backoff = Backoff(initial: .seconds(5), limit: .seconds(30))
        #expect((0..<6).map { backoff.baseDelay(attempt: $0) } == [5, 10, 20, 30, 30, 30].map { Duration.seconds($0) })
    }

    @Test func `no attempt is too many or too few`() {
        let backoff = Backoff(initial: .milliseconds(1), factor: 1.1, limit: .seconds(900))
        #expect(backoff.baseDelay(attempt: .max) == .seconds(900))
        #expect(backoff.baseDelay(attempt: -5) == .milliseconds(1))
        #expect(Backoff(initial: .seconds(1), factor: 1, limit: .seconds(9)).baseDelay(attempt: 50) == .seconds(1))
        #expect(Backoff(initial: .seconds(1), factor: 0, limit: .seconds(9)).baseDelay(attempt: 50) == .seconds(1))
        #expect(Backoff(initial: .seconds(9), limit: .seconds(1)).baseDelay(attempt: 0) == .seconds(1))
        #expect(Backoff(initial: .seconds(1), factor: 1e300, limit: .seconds(9)).baseDelay(attempt: 3) == .seconds(9))
    }

    @Test func `chance adds its share and never passes the limit`() {
        let backoff = Backoff(initial: .seconds(10), limit: .seconds(12), jitter: 0.5)
        var generator = Repeatable()
        let delays = (0..<200).map { _ in backoff.delay(attempt: 0, using: &generator) }
        #expect(delays.allSatisfy { (.seconds(10)...Duration.seconds(12)).contains($0) })
        #expect(Set(delays).count > 20)
        #expect(delays.contains(.seconds(12)))
        #expect(Backoff(initial: .seconds(1), limit: .seconds(9), jitter: -1).delay(attempt: 0) == .seconds(1))
    }
}
