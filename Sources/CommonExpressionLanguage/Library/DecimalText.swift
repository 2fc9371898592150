/// Doubles in decimal digits, rounded exactly.
enum DecimalText {
    /// All digits of a finite, positive number: those before the point, and those after it.
    private static func exact(_ number: Double) -> (whole: [UInt8], fraction: [UInt8]) {
        var mantissa = number.significandBitPattern
        var exponent = Int(number.exponentBitPattern) - 1075
        if number.exponentBitPattern > 0 { mantissa |= 1 << 52 } else { exponent += 1 }
        var whole: [UInt8] = String(mantissa).utf8.map { $0 - 0x30 }
        var fraction: [UInt8] = []
        for _ in 0..<max(0, exponent) { double(&whole) }
        for _ in 0..<max(0, -exponent) { halve(&whole, &fraction) }
        return (whole, fraction)
    }

    private static func double(_ digits: inout [UInt8]) {
        var carry: UInt8 = 0
        for index in digits.indices.reversed() {
            let value = digits[index] * 2 + carry
            digits[index] = value % 10
            carry = value / 10
        }
        if carry > 0 { digits.insert(carry, at: 0) }
    }

    private static func halve(_ whole: inout [UInt8], _ fraction: inout [UInt8]) {
        var rest: UInt8 = 0
        for index in whole.indices {
            let value = rest * 10 + whole[index]
            whole[index] = value / 2
            rest = value % 2
        }
        for index in fraction.indices {
            let value = rest * 10 + fraction[index]
            fraction[index] = value / 2
            rest = value % 2
        }
        if rest > 0 { fraction.append(5) }
        if whole.count > 1, whole[0] == 0 { whole.removeFirst() }
    }

    /// Rounds to `count` digits, half to even; true when a digit was carried beyond the first.
    private static func round(_ digits: inout [UInt8], to count: Int) -> Bool {
        guard count < digits.count else {
            digits += Array(repeating: 0, count: count - digits.count)
            return false
        }
        let rest = digits[count...]
        let isUp: Bool
        if rest.first == 5, rest.dropFirst().allSatisfy({ $0 == 0 }) {
            isUp = count > 0 && digits[count - 1] % 2 == 1
        } else {
            isUp = (rest.first ?? 0) >= 5
        }
        digits.removeLast(digits.count - count)
        guard isUp else { return false }
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return false
            }
            digits[index] = 0
        }
        digits.insert(1, at: 0)
        return true
    }

    private static func text(_ digits: some Sequence<UInt8>) -> String {
        String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    }

    /// The number with that many digits after the point.
    static func fixed(_ number: Double, _ precision: Int) -> String {
        let (whole, fraction) = exact(number)
        var digits = whole + fraction
        let isLonger = round(&digits, to: whole.count + precision)
        let count = whole.count + (isLonger ? 1 : 0)
        return text(digits[..<count]) + (precision > 0 ? "." + text(digits[count...]) : "")
    }

    /// The first digits of the number, and the power of ten of the first.
    static func rounded(_ number: Double, significant: Int) -> (digits: String, exponent: Int) {
        let (whole, fraction) = exact(number)
        var digits = whole + fraction
        var exponent = whole.count - 1
        guard let first = digits.firstIndex(where: { $0 != 0 }) else {
            return (String(repeating: "0", count: significant), 0)
        }
        digits.removeFirst(first)
        exponent -= first
        if round(&digits, to: significant) {
            exponent += 1
            digits.removeLast()
        }
        return (text(digits), exponent)
    }
}
