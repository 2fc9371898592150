internal import Platform

/// Parts of timestamps and durations.
extension FunctionTable {
    mutating func addTimes() {
        let parts: [(String, String, @Sendable (CalendarTime) -> Int64)] = [
            ("getFullYear", "year", { $0.year }), ("getMonth", "month", { $0.month - 1 }),
            ("getDayOfYear", "day_of_year", { $0.dayOfYear }), ("getDayOfMonth", "day_of_month", { $0.day - 1 }),
            ("getDate", "day_of_month_1_based", { $0.day }), ("getDayOfWeek", "day_of_week", { $0.dayOfWeek }),
            ("getHours", "hours", { $0.hour }), ("getMinutes", "minutes", { $0.minute }),
            ("getSeconds", "seconds", { $0.second }),
            ("getMilliseconds", "milliseconds", { $0.nanosecond / 1_000_000 }),
        ]
        for (name, id, part) in parts {
            member(name, "timestamp_to_\(id)", .timestamp, .int) { value throws(CELError) in
                .int(part(CalendarTime(try Self.time(value), offset: 0)))
            }
            member(name, "timestamp_to_\(id)_with_tz", .timestamp, .string, .int) { value, zone throws(CELError) in
                let time = try Self.time(value)
                let offset = try TimeZoneRules.offset(of: try Texts.text(zone), at: time.seconds)
                return .int(part(CalendarTime(time, offset: offset)))
            }
        }
        let units: [(String, String, Int64)] = [
            ("getHours", "hours", 3_600_000_000_000), ("getMinutes", "minutes", 60_000_000_000),
            ("getSeconds", "seconds", 1_000_000_000), ("getMilliseconds", "milliseconds", 1_000_000),
        ]
        for (name, id, unit) in units {
            member(name, "duration_to_\(id)", .duration, .int) { value throws(CELError) in
                guard case .duration(let nanoseconds) = value else { throw .noSuchOverload(name, value) }
                return .int(nanoseconds / unit)
            }
        }
    }

    private static func time(_ value: CELValue) throws(CELError) -> Timestamp {
        guard case .timestamp(let time) = value else { throw CELError("no such overload") }
        return time
    }
}

/// A moment as clock and calendar show it.
struct CalendarTime {
    let year: Int64
    /// From 1.
    let month: Int64
    /// From 1.
    let day: Int64
    /// From 0.
    let dayOfYear: Int64
    /// From 0, which is Sunday.
    let dayOfWeek: Int64
    let hour: Int64
    let minute: Int64
    let second: Int64
    let nanosecond: Int64

    /// - Parameter offset: Seconds to the east of Greenwich.
    init(_ time: Timestamp, offset: Int64) {
        let seconds = time.seconds + offset
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        (hour, minute, second, nanosecond) = (rest / 3600, rest / 60 % 60, rest % 60, time.nanoseconds)
        let date = CivilDate(daysSince1970: days)
        (year, month, day) = (date.year, date.month, date.day)
        dayOfWeek = ((days + 4) % 7 + 7) % 7
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let before: [Int64] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
        dayOfYear = before[Int(month - 1)] + (isLeap && month > 2 ? 1 : 0) + day - 1
    }
}
