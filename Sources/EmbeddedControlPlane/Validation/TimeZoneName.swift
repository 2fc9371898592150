/// Names of time zones.
enum TimeZoneName {
    private static let areas: Set<String> = [
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada", "Chile",
        "Etc", "Europe", "Indian", "Mexico", "Pacific", "US",
    ]
    private static let plain: Set<String> = [
        "UTC", "GMT", "UCT", "Zulu", "Universal", "Greenwich", "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT",
        "Egypt", "Eire", "GB", "GB-Eire", "GMT+0", "GMT-0", "GMT0", "HST", "Hongkong", "Iceland", "Iran", "Israel",
        "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC",
        "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "W-SU", "WET",
    ]

    /// Whether the name may be one of the IANA database; places are not looked up.
    static func isKnown(_ name: String) -> Bool {
        if plain.contains(name) { return true }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), areas.contains(String(parts[0])) else { return false }
        return parts.dropFirst().allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0 < 0x7F && $0 > 0x20 }
        }
    }
}
