internal import Glibc

/// A moment of the wall clock, as Kubernetes writes it: RFC 3339 in UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Seconds since 1970, leap seconds not counted.
    public var seconds: Int64
    /// 0 to 999 999 999.
    public var nanoseconds: Int64

    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// This moment.
    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The moment that much later, or earlier for a negative duration, as far as 64 bits of seconds go.
    public func advanced(by duration: Duration) -> Timestamp {
        let parts = duration.components
        let sum = nanoseconds + parts.attoseconds / 1_000_000_000
        let carry = sum < 0 ? -1 : sum / 1_000_000_000
        let total = Int128(seconds) + Int128(parts.seconds) + Int128(carry)
        return Timestamp(seconds: Int64(clamping: total), nanoseconds: sum - carry * 1_000_000_000)
    }

    /// How long after `earlier` this is; negative when it is before.
    public func duration(since earlier: Timestamp) -> Duration {
        .seconds(seconds - earlier.seconds) + .nanoseconds(nanoseconds - earlier.nanoseconds)
    }
}

extension Timestamp {
    /// `2026-01-02T15:04:05Z`, with a fraction of `fractionDigits` (0 to 9) digits; the rest is cut off.
    public func rfc3339(fractionDigits: Int = 0) -> String {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        let date = CivilDate(daysSince1970: day)
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
        text += "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        if fractionDigits > 0 { text += "." + padded(nanoseconds, 9).prefix(fractionDigits) }
        return text + "Z"
    }

    /// Reads RFC 3339 with any offset and fraction; nil when `text` is none.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func number(_ from: Int, _ count: Int) -> Int64? {
            guard from + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[from..<from + count] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54 || bytes[10] == 0x74,
            bytes[13] == 0x3A, bytes[16] == 0x3A, let year = number(0, 4), let month = number(5, 2),
            let day = number(8, 2), let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if bytes[index] == 0x2E {
            var scale: Int64 = 100_000_000
            index += 1
            guard number(index, 1) != nil else { return nil }
            while let digit = number(index, 1) {
                fraction += digit * scale
                scale /= 10
                index += 1
            }
        }
        guard index < bytes.count else { return nil }
        var offset: Int64 = 0
        switch bytes[index] {
        case 0x5A, 0x7A: guard index + 1 == bytes.count else { return nil }
        case 0x2B, 0x2D:
            guard bytes.count == index + 6, bytes[index + 3] == 0x3A, let hours = number(index + 1, 2),
                let minutes = number(index + 4, 2), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (bytes[index] == 0x2D ? -1 : 1)
        default: return nil
        }
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        self.init(seconds: days * 86_400 + hour * 3600 + minute * 60 + second - offset, nanoseconds: fraction)
    }

    private func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
