internal import Platform

/// A schedule as cron jobs write it: minute, hour, day of month, month, day of week, in UTC.
struct CronTimes: Sendable {
    private var minutes: Set<Int> = []
    private var hours: Set<Int> = []
    private var days: Set<Int> = []
    private var months: Set<Int> = []
    private var weekdays: Set<Int> = []
    private var limitsDays = false
    private var limitsWeekdays = false

    /// Nil for a text that is no schedule.
    init?(_ text: String) {
        let expanded = Self.macros[text] ?? text
        let fields = expanded.split(separator: " ").map(String.init)
        guard fields.count == 5, let minutes = Self.values(fields[0], 0...59, []),
            let hours = Self.values(fields[1], 0...23, []), let days = Self.values(fields[2], 1...31, []),
            let months = Self.values(fields[3], 1...12, Self.monthNames),
            let weekdays = Self.values(fields[4], 0...7, Self.dayNames)
        else { return nil }
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = Set(weekdays.map { $0 % 7 })
        limitsDays = !fields[2].hasPrefix("*") && !fields[2].hasPrefix("?")
        limitsWeekdays = !fields[4].hasPrefix("*") && !fields[4].hasPrefix("?")
    }

    /// The first moment of the schedule after `time`; nil when there is none within two years.
    func next(after time: Timestamp) -> Timestamp? {
        var minute = time.seconds / 60 + 1
        for _ in 0..<(366 * 2) {
            let day = minute / 1_440
            if matches(day: day) {
                for candidate in minute..<((day + 1) * 1_440) {
                    let ofDay = Int(candidate % 1_440)
                    if hours.contains(ofDay / 60), minutes.contains(ofDay % 60) {
                        return Timestamp(seconds: candidate * 60)
                    }
                }
            }
            minute = (day + 1) * 1_440
        }
        return nil
    }

    private func matches(day: Int64) -> Bool {
        let text = Timestamp(seconds: day * 86_400).rfc3339()
        let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, months.contains(parts[1]) else { return false }
        let isDay = days.contains(parts[2])
        let isWeekday = weekdays.contains(Int((day + 4) % 7))
        return limitsDays && limitsWeekdays ? isDay || isWeekday : isDay && isWeekday
    }

    private static func values(_ field: String, _ range: ClosedRange<Int>, _ names: [String]) -> Set<Int>? {
        var result: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard pieces.count <= 2, let base = pieces.first else { return nil }
            let step = pieces.count == 2 ? Int(pieces[1]) : 1
            guard let step, step > 0, let span = span(base, range, names, isOpen: pieces.count == 2) else { return nil }
            for value in stride(from: span.lowerBound, through: span.upperBound, by: step) { result.insert(value) }
        }
        return result
    }

    private static func span(_ text: String, _ range: ClosedRange<Int>, _ names: [String], isOpen: Bool) -> ClosedRange<
        Int
    >? {
        if text == "*" || text == "?" { return range }
        func number(_ text: String) -> Int? {
            let index = names.firstIndex(of: text.lowercased())
            guard let value = index.map({ $0 + range.lowerBound }) ?? Int(text), range.contains(value) else {
                return nil
            }
            return value
        }
        let bounds = text.split(separator: "-").map(String.init)
        guard let low = bounds.first.flatMap(number) else { return nil }
        if bounds.count == 1 { return low...(isOpen ? range.upperBound : low) }
        guard bounds.count == 2, let high = number(bounds[1]), high >= low else { return nil }
        return low...high
    }

    private static let macros = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]
    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
}
