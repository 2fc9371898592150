/// Thins out floods: of lines with the same level and message, the first 100 in a second and then every 100th. Pure.
struct LogSampler {
    private var counts: [String: Int] = [:]
    private var second: Int64 = 0

    /// Whether the line is written.
    mutating func admits(_ message: String, _ level: LogLevel, second now: Int64) -> Bool {
        if now != second {
            second = now
            counts.removeAll(keepingCapacity: counts.count < 256)
        }
        let count = counts["\(level.rawValue)\(message)", default: 0] + 1
        counts["\(level.rawValue)\(message)"] = count
        return count <= 100 || count % 100 == 0
    }
}
