internal import Platform

/// Durations as `kubectl` shows ages: the two largest units that matter.
enum HumanDuration {
    /// Such as `42s`, `5m10s`, `3h`, `2d4h`; `<invalid>` for more than a second into the future.
    static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        switch seconds {
        case ..<(-1): return "<invalid>"
        case ..<0: return "0s"
        case ..<120: return "\(seconds)s"
        case ..<600: return pair(seconds / 60, "m", seconds % 60, "s")
        case ..<10_800: return "\(seconds / 60)m"
        case ..<28_800: return pair(seconds / 3600, "h", seconds / 60 % 60, "m")
        case ..<172_800: return "\(seconds / 3600)h"
        case ..<691_200: return pair(seconds / 86_400, "d", seconds / 3600 % 24, "h")
        case ..<63_072_000: return "\(seconds / 86_400)d"
        case ..<252_288_000: return pair(seconds / 31_536_000, "y", seconds / 86_400 % 365, "d")
        default: return "\(seconds / 31_536_000)y"
        }
    }

    /// How long ago `timestamp` is, in RFC 3339; `<unknown>` when it is none.
    static func since(_ timestamp: String, now: Timestamp) -> String {
        guard let then = Timestamp(rfc3339: timestamp) else { return "<unknown>" }
        return text(now.duration(since: then))
    }

    private static func pair(_ large: Int64, _ unit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(large)\(unit)" : "\(large)\(unit)\(small)\(smallUnit)"
    }
}
