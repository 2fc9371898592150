internal import Platform

/// Numbers as Go prints them with `%g`.
enum CELDoubleText {
    static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = shortest(number.magnitude)
        let sign = number < 0 ? "-" : ""
        if exponent < -4 || exponent >= 21 {
            var text = sign + digits.prefix(1)
            if digits.count > 1 { text += "." + digits.dropFirst() }
            let magnitude = String(exponent.magnitude)
            return text + "e" + (exponent < 0 ? "-" : "+") + (magnitude.count < 2 ? "0" : "") + magnitude
        }
        return sign + plain(digits, exponent)
    }

    /// Digits with the point where the exponent puts it.
    static func plain(_ digits: String, _ exponent: Int) -> String {
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 { return digits + String(repeating: "0", count: exponent + 1 - digits.count) }
        return digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// The fewest digits that mean this number, and the power of ten of the first.
    static func shortest(_ number: Double) -> (digits: String, exponent: Int) {
        let text = number.description
        let parts = text.split(separator: "e")
        var exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
        let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = String(halves[0]) + (halves.count == 2 ? String(halves[1]) : "")
        exponent += halves[0].count - 1
        while digits.hasPrefix("0"), digits.count > 1 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        return (digits, exponent)
    }
}

/// Durations as CEL prints them.
enum CELDurationText {
    /// `1.5s`.
    static func seconds(_ nanoseconds: Int64) -> String {
        let magnitude = nanoseconds.magnitude
        var text = (nanoseconds < 0 ? "-" : "") + String(magnitude / 1_000_000_000)
        let rest = magnitude % 1_000_000_000
        if rest > 0 {
            var fraction = String(String(rest + 1_000_000_000).dropFirst())
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += "." + fraction
        }
        return text + "s"
    }
}

extension Timestamp {
    /// RFC 3339 with as many digits of the fraction as are needed.
    var goText: String {
        var digits = nanoseconds == 0 ? 0 : 9
        var rest = nanoseconds
        while rest > 0, rest % 10 == 0 {
            rest /= 10
            digits -= 1
        }
        return rfc3339(fractionDigits: digits)
    }
}
