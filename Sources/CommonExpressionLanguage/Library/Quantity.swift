/// An amount such as `100m` or `1.5Gi`, exact to a billionth.
final class Quantity: CELOpaque {
    private static let unit: Int128 = 1_000_000_000
    private static let largest = Int128(Int64.max) * unit

    private static let exponentLimit = 1 << 40

    /// In billionths.
    let billionths: Int128

    init(billionths: Int128) { self.billionths = max(-Self.largest, min(Self.largest, billionths)) }

    var type: CELType { LibraryTypes.quantity }

    func equals(_ other: any CELOpaque) -> Bool { (other as? Quantity)?.billionths == billionths }

    /// The whole number, if it is one.
    var whole: Int64? { billionths % Self.unit == 0 ? Int64(exactly: billionths / Self.unit) : nil }

    var approximate: Double { Double(billionths / Self.unit) + Double(billionths % Self.unit) / 1e9 }

    static func whole(_ number: Int64) -> Quantity { Quantity(billionths: Int128(number) * unit) }

    private static let binary: [Substring: Int] = ["Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6]
    private static let decimal: [Substring: Int] = [
        "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
    ]

    /// Nil where `text` is no quantity.
    convenience init?(_ text: String) {
        var rest = text[...]
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
        let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
        let suffix = rest.dropFirst(number.utf8.count)
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, number.contains(where: { $0 != "." }) else { return nil }
        var digits = Array(parts[0].utf8) + (parts.count == 2 ? Array(parts[1].utf8) : [])
        var exponent = parts.count == 2 ? -parts[1].utf8.count : 0
        var powers = 0
        if let power = Self.binary[suffix] {
            powers = power
        } else if let power = Self.decimal[suffix] {
            exponent += power
        } else if suffix.hasPrefix("e") || suffix.hasPrefix("E"), let power = Int(suffix.dropFirst()) {
            // No text has as many digits, so beyond it nothing changes.
            exponent += max(-Self.exponentLimit, min(Self.exponentLimit, power))
        } else {
            return nil
        }
        digits.removeFirst(min(digits.prefix { $0 == 0x30 }.count, digits.count - 1))
        self.init(billionths: Self.scaled(digits, exponent + 9, powers) * (isNegative ? -1 : 1))
    }

    /// The digits times powers of ten and of 1024; what is left below one is rounded up, too much is the largest.
    private static func scaled(_ digits: [UInt8], _ exponent: Int, _ powers: Int) -> Int128 {
        var digits = digits
        var isRounded = false
        var exponent = exponent
        var factor: Int128 = 1
        for _ in 0..<powers { factor *= 1024 }
        // With a binary factor the digits beyond the point still count.
        let spare = powers > 0 ? 9 : 0
        while exponent < -spare, !digits.isEmpty {
            if digits.removeLast() != 0x30 { isRounded = true }
            exponent += 1
        }
        if digits.isEmpty { exponent = 0 }
        var value: Int128 = 0
        for digit in digits {
            value = value * 10 + Int128(digit - 0x30)
            if value > largest { return largest }
        }
        let (product, isOver) = value.multipliedReportingOverflow(by: factor)
        if isOver { return largest }
        value = product
        while exponent > 0, value > 0 {
            value *= 10
            exponent -= 1
            if value > largest { return largest }
        }
        while exponent < 0 {
            if value % 10 != 0 { isRounded = true }
            value /= 10
            exponent += 1
        }
        return min(largest, value + (isRounded ? 1 : 0))
    }
}
