/// Lists of indexes such as `1,3-5`.
enum IndexRanges {
    /// How many indexes a list without mistakes has.
    static func count(_ text: String) -> Int64 {
        text.split(separator: ",").reduce(0) { total, interval in
            let ends = interval.split(separator: "-").compactMap { Int64($0) }
            return total + (ends.last ?? 0) - (ends.first ?? 0) + 1
        }
    }

    /// What is wrong with a list of indexes below `limit`; nil when nothing is.
    static func problem(_ text: String, _ limit: Int64) -> String? {
        guard !text.isEmpty else { return nil }
        var last: Int64?
        for interval in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = interval.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            guard ends.count <= 2 else {
                return
                    "the fragment \(GoText.quoted(String(interval))) violates the requirement that an index interval can have at most two parts separated by '-'"
            }
            var first: Int64?
            for end in ends {
                guard let number = Int64(end) else {
                    return "cannot convert string to integer for index: \(GoText.quoted(end))"
                }
                if number >= limit { return "too large index: \(GoText.quoted(end))" }
                if let last, first == nil, last >= number {
                    return "non-increasing order, previous: \(last), current: \(number)"
                }
                if let first, first >= number {
                    return "non-increasing order, previous: \(first), current: \(number)"
                }
                first = number
            }
            last = first
        }
        return nil
    }
}
