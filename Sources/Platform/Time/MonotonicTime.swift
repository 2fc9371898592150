internal import Glibc

/// Time that never jumps, in cheap whole nanoseconds, for measuring.
public enum MonotonicTime {
    /// Since an arbitrary start; stands still while the machine sleeps.
    public static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
