internal import Platform
internal import Synchronization

/// How far time zones are from UTC: given as an offset such as `-08:00`, or by a name of the system's database.
enum TimeZoneRules {
    /// When clocks changed, and to what.
    private struct Zone {
        var changes: [(since: Int64, offset: Int64)]
        var first: Int64
    }

    private static let known = Mutex<[String: Zone]>([:])

    /// Seconds to the east of Greenwich at a moment.
    static func offset(of name: String, at seconds: Int64) throws(CELError) -> Int64 {
        if name.isEmpty || name == "UTC" || name == "Z" { return 0 }
        if name.contains(":") {
            guard let offset = fixed(name) else { throw CELError("invalid time zone offset: \(name)") }
            return offset
        }
        let zone = try zone(name)
        return zone.changes.last { $0.since <= seconds }?.offset ?? zone.first
    }

    private static func fixed(_ text: String) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" || $0 == "+" }.split(separator: ":")
        guard parts.count == 2, let hours = Int64(parts[0]), let minutes = Int64(parts[1]), (0..<24).contains(hours),
            (0..<60).contains(minutes)
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }

    private static func zone(_ name: String) throws(CELError) -> Zone {
        if let zone = known.withLock({ $0[name] }) { return zone }
        let isName = name.utf8.allSatisfy {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                || [0x2F, 0x5F, 0x2D, 0x2B].contains($0)
        }
        guard isName, !name.hasPrefix("/"), name.utf8.count < 64,
            let bytes = try? FileSystem.read("/usr/share/zoneinfo/" + name, limit: 1 << 20), let zone = read(bytes)
        else { throw CELError("unknown time zone \(name)") }
        known.withLock { $0[name] = zone }
        return zone
    }

    /// Reads the second, 64-bit part of a TZif file (RFC 8536).
    private static func read(_ bytes: [UInt8]) -> Zone? {
        func number(_ at: Int, _ count: Int) -> Int64 {
            guard at + count <= bytes.count else { return 0 }
            var value: Int64 = count == 4 && bytes[at] & 0x80 != 0 ? -1 : 0
            for byte in bytes[at..<at + count] { value = value << 8 | Int64(byte) }
            return value
        }
        func counts(_ at: Int) -> [Int] { (0..<6).map { Int(number(at + 20 + $0 * 4, 4)) } }
        guard bytes.count > 44, bytes.starts(with: "TZif".utf8), bytes[4] >= 0x32 else { return nil }
        let old = counts(0)
        let start = 44 + old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
        guard start + 44 <= bytes.count else { return nil }
        let new = counts(start)
        let (changes, kinds) = (new[3], new[4])
        let times = start + 44
        let indices = times + changes * 8
        let infos = indices + changes
        guard changes >= 0, kinds > 0, infos + kinds * 6 <= bytes.count else { return nil }
        let offsets = (0..<kinds).map { number(infos + $0 * 6, 4) }
        var zone = Zone(changes: [], first: offsets[0])
        for index in 0..<changes where Int(bytes[indices + index]) < kinds {
            zone.changes.append((number(times + index * 8, 8), offsets[Int(bytes[indices + index])]))
        }
        return zone
    }
}
