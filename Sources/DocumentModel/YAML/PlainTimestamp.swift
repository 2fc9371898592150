extension ScalarResolution.Resolved {
    /// The value this stands for; nil where it stands for its own text, or for nothing that JSON can hold.
    var value: Value? {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .double(let number): .double(number)
        case .timestamp(let time): .string(time)
        case .nonFinite, .merge, .string: nil
        }
    }
}

/// The timestamps of YAML 1.1: `2001-12-14`, `2001-12-14t21:59:43.10-05:00`, `2001-12-14 21:59:43`.
enum PlainTimestamp {
    /// The RFC 3339 form of what go-yaml version 3 takes for a timestamp; nil for anything else.
    static func rfc3339(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard bytes.count >= 8, bytes.count <= 64, bytes[4] == UInt8(ascii: "-") else { return nil }
        var scanner = Scanner(bytes)
        guard let year = scanner.number(digits: 4...4), scanner.skip("-"), let month = scanner.number(digits: 1...2),
            scanner.skip("-"), let day = scanner.number(digits: 1...2), isDate(year, month, day)
        else { return nil }
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        if scanner.isAtEnd { return date + "T00:00:00Z" }
        let hasZone = scanner.skip("T") || scanner.skip("t")
        guard hasZone || scanner.skip(" "), let time = scanner.time() else { return nil }
        guard hasZone else { return scanner.isAtEnd ? "\(date)T\(time)Z" : nil }
        guard let zone = scanner.zone(), scanner.isAtEnd else { return nil }
        return "\(date)T\(time)\(zone)"
    }

    private static func isDate(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 4, 6, 9, 11: return (1...30).contains(day)
        case 2: return (1...(isLeap ? 29 : 28)).contains(day)
        case 1...12: return (1...31).contains(day)
        default: return false
        }
    }

    fileprivate static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension PlainTimestamp {
    /// Reads the parts one after the other.
    private struct Scanner {
        private let bytes: UnsafeBufferPointer<UInt8>
        private var index = 0

        init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

        var isAtEnd: Bool { index == bytes.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
            index += 1
            return true
        }

        mutating func number(digits: ClosedRange<Int>) -> Int? {
            var value = 0
            var count = 0
            while index < bytes.count, count < digits.upperBound, bytes[index] &- 0x30 < 10 {
                value = value * 10 + Int(bytes[index] - 0x30)
                index += 1
                count += 1
            }
            return digits.contains(count) ? value : nil
        }

        /// Hours, minutes, seconds and a fraction without zeros at its end.
        mutating func time() -> String? {
            guard let hour = number(digits: 1...2), hour < 24, skip(":"), let minute = number(digits: 1...2),
                minute < 60, skip(":"), let second = number(digits: 1...2), second < 60
            else { return nil }
            let time = [hour, minute, second].map { PlainTimestamp.padded($0, 2) }.joined(separator: ":")
            guard skip(".") else { return time }
            var fraction: [UInt8] = []
            while index < bytes.count, bytes[index] &- 0x30 < 10 {
                fraction.append(bytes[index])
                index += 1
            }
            guard !fraction.isEmpty else { return nil }
            fraction = Array(fraction.prefix(9))
            while fraction.last == 0x30 { fraction.removeLast() }
            return fraction.isEmpty ? time : time + "." + String(decoding: fraction, as: UTF8.self)
        }

        /// `Z`, or the offset from it in hours and minutes.
        mutating func zone() -> String? {
            if skip("Z") { return "Z" }
            let sign = skip("+") ? "+" : "-"
            guard sign == "+" || skip("-"), let hours = number(digits: 2...2), hours <= 24, skip(":"),
                let minutes = number(digits: 2...2), minutes < 60
            else { return nil }
            if hours == 0, minutes == 0 { return "Z" }
            return "\(sign)\(PlainTimestamp.padded(hours, 2)):\(PlainTimestamp.padded(minutes, 2))"
        }
    }
}
