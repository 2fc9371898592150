/// Doubles in decimal as Go prints them: the fewest digits that read back as the same number.
enum GoNumber {
    /// As `encoding/json` has it: plain digits from 1e-6 up to 1e21, else an exponent without leading zeros.
    static func json(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        if let whole = Int64(exactly: number), whole.magnitude < 1 << 53 { return String(whole) }
        let decimal = Decimal(number)
        let magnitude = number.magnitude
        return magnitude < 1e-6 || magnitude >= 1e21 ? decimal.scientific(minimumExponentDigits: 1) : decimal.plain
    }

    /// As `sigs.k8s.io/yaml` writes numbers: whole ones that fit 64 bits plainly, others with an exponent of at least
    /// two digits below 1e-4 and from 1e6 on.
    static func general(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf" }
        if let whole = Int64(exactly: number) { return String(whole) }
        let decimal = Decimal(number)
        let exponent = decimal.point - 1
        return exponent < -4 || exponent >= 6 ? decimal.scientific(minimumExponentDigits: 2) : decimal.plain
    }

    /// As `sigs.k8s.io/yaml` turns a number into a key: with the digits of a 32-bit float.
    static func key(_ number: Double) -> String {
        let single = Float(number)
        guard single.isFinite else { return single < 0 ? "-.inf" : ".inf" }
        if single == 0 { return "0" }
        let decimal = Decimal(single.magnitude.description, isNegative: single < 0)
        let exponent = decimal.point - 1
        return exponent < -4 || exponent >= 6 ? decimal.scientific(minimumExponentDigits: 2) : decimal.plain
    }

    /// The shortest digits of a finite number other than 0.
    private struct Decimal {
        let isNegative: Bool
        /// Without zeros at either end.
        let digits: [UInt8]
        /// The number is 0.digits × 10^point.
        let point: Int

        init(_ number: Double) { self.init(number.magnitude.description, isNegative: number < 0) }

        /// Takes Swift's description of a magnitude, which has the shortest digits.
        init(_ description: String, isNegative: Bool) {
            self.isNegative = isNegative
            var mantissa = description.utf8[...]
            var exponent = 0
            if let mark = mantissa.firstIndex(of: UInt8(ascii: "e")) {
                exponent = Int(String(Substring(mantissa[mantissa.index(after: mark)...]))) ?? 0
                mantissa = mantissa[..<mark]
            }
            var digits: [UInt8] = []
            var whole: Int?
            for byte in mantissa {
                if byte == UInt8(ascii: ".") { whole = digits.count } else { digits.append(byte) }
            }
            var point = (whole ?? digits.count) + exponent
            while digits.last == UInt8(ascii: "0") { digits.removeLast() }
            let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
            digits.removeFirst(zeros)
            point -= zeros
            self.digits = digits
            self.point = point
        }

        var plain: String {
            let text = String(decoding: digits, as: UTF8.self)
            let sign = isNegative ? "-" : ""
            if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text }
            if point >= digits.count { return sign + text + String(repeating: "0", count: point - digits.count) }
            return sign + text.prefix(point) + "." + text.dropFirst(point)
        }

        func scientific(minimumExponentDigits: Int) -> String {
            let text = String(decoding: digits, as: UTF8.self)
            let fraction = text.count > 1 ? "." + text.dropFirst() : ""
            let exponent = point - 1
            let power = String(exponent.magnitude)
            let padding = String(repeating: "0", count: max(0, minimumExponentDigits - power.count))
            return "\(isNegative ? "-" : "")\(text.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(padding)\(power)"
        }
    }
}
