/// An amount such as `1500m` or `2Gi`, as the API reads and writes it.
struct Quantity: Hashable, Sendable {
    /// The suffixes an amount is written with.
    enum Notation: Sendable {
        case decimal, binary, exponent
    }

    /// In billionths.
    private(set) var nano: Int128
    private(set) var notation: Notation

    /// What a text that is no quantity is answered with.
    static let pattern =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

    /// Reads an amount; nil for what is none. Fractions below a billionth are rounded up.
    init?(_ text: String) {
        let (isNegative, whole, fraction, suffix) = Self.parts(of: text)
        guard whole.count + fraction.count > 0, whole.count <= 18, let scale = Self.scale(suffix) else {
            return nil
        }
        notation = scale.notation
        guard let amount = Self.amount(whole, fraction, scale) else { return nil }
        nano = isNegative ? -amount : amount
    }

    /// Sign, digits before and after the dot, and what follows them.
    private static func parts(of text: String) -> (
        isNegative: Bool, whole: Substring, fraction: Substring, suffix: String
    ) {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        let whole = rest.prefix { $0.isASCIIDigit }
        rest = rest.dropFirst(whole.count)
        var fraction: Substring = ""
        if rest.first == "." {
            fraction = rest.dropFirst().prefix { $0.isASCIIDigit }
            rest = rest.dropFirst(fraction.count + 1)
        }
        return (isNegative, whole, fraction, String(rest))
    }

    private typealias Scale = (notation: Notation, binary: Int, decimal: Int)

    private static func scale(_ suffix: String) -> Scale? {
        if let power = ["Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6][suffix] { return (.binary, power, 0) }
        let decimals = ["n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18]
        if let power = decimals[suffix] { return (.decimal, 0, power) }
        guard let first = suffix.first, first == "e" || first == "E", let power = Int(suffix.dropFirst()),
            (-18...18).contains(power)
        else { return nil }
        return (.exponent, 0, power)
    }

    private static func amount(_ whole: Substring, _ fraction: Substring, _ scale: Scale) -> Int128? {
        let digits = fraction.prefix(18)
        guard var value = Int128(whole.isEmpty ? "0" : String(whole) + digits) ?? Int128("0" + digits) else {
            return nil
        }
        if whole.isEmpty { value = Int128("0" + digits) ?? 0 }
        for _ in 0..<scale.binary {
            let (product, overflow) = value.multipliedReportingOverflow(by: 1024)
            if overflow { return nil }
            value = product
        }
        var exponent = 9 + scale.decimal - digits.count
        while exponent > 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            value = product
            exponent -= 1
        }
        var divisor: Int128 = 1
        while exponent < 0, divisor < Int128(1) << 100 {
            divisor *= 10
            exponent += 1
        }
        return value / divisor + (value % divisor > 0 ? 1 : 0)
    }

    /// Away from zero to the next thousandth.
    var inThousandths: Quantity {
        let rest = nano % 1_000_000
        guard rest != 0 else { return self }
        var rounded = self
        rounded.nano += rest > 0 ? 1_000_000 - rest : -1_000_000 - rest
        return rounded
    }

    /// Away from zero to the next whole number, as far as 64 bits go.
    var wholePart: Int64 {
        let rest = nano % 1_000_000_000
        return Int64(clamping: nano / 1_000_000_000 + (rest > 0 ? 1 : rest < 0 ? -1 : 0))
    }

    var isNegative: Bool { nano < 0 }
    var isZero: Bool { nano == 0 }
    /// Whether it is a positive number of times `unit`.
    func isMultiple(of unit: Quantity) -> Bool { nano > 0 && unit.nano > 0 && nano % unit.nano == 0 }
    /// Whether it is a whole number.
    var isWhole: Bool { nano % 1_000_000_000 == 0 }

    static func < (left: Quantity, right: Quantity) -> Bool { left.nano < right.nano }
    static func > (left: Quantity, right: Quantity) -> Bool { left.nano > right.nano }
}

extension Quantity {
    /// Whether the server keeps an amount as it was written: it takes a text for canonical whose number does not end in
    /// three zeros and whose scale is one that a suffix stands for.
    static func isKept(_ text: String) -> Bool {
        if text == "0" { return true }
        let (_, whole, fraction, suffix) = parts(of: text)
        let digits = whole.drop { $0 == "0" }
        guard let scale = scale(suffix), !digits.isEmpty else { return false }
        if scale.notation == .binary {
            guard fraction.isEmpty, 14 - digits.count - scale.binary * 3 >= 0, let number = Int64(digits) else {
                return false
            }
            return number & 7 != 0
        }
        let places = scale.decimal - fraction.count
        guard digits.count + fraction.count <= 18, places >= -9 else { return false }
        return places % 3 == 0 && !(String(digits) + fraction).hasSuffix("000")
    }

    /// As the API writes it: the largest suffix that leaves no fraction.
    var canonical: String {
        if nano == 0 { return "0" }
        let sign = nano < 0 ? "-" : ""
        let amount = nano.magnitude
        let billion: UInt128 = 1_000_000_000
        if notation == .binary, amount % billion == 0, amount / billion >= 1024 {
            return sign + Self.written(amount / billion, by: 1024, ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"])
        }
        let suffixes =
            notation == .exponent
            ? ["e-9", "e-6", "e-3", "", "e3", "e6", "e9", "e12", "e15", "e18"]
            : ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
        return sign + Self.written(amount, by: 1000, suffixes)
    }

    private static func written(_ amount: UInt128, by step: UInt128, _ suffixes: [String]) -> String {
        var (amount, index) = (amount, 0)
        while amount % step == 0, index < suffixes.count - 1 {
            amount /= step
            index += 1
        }
        return "\(amount)\(suffixes[index])"
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

extension Quantity {
    /// The sum, written as the first amount is unless that is nothing.
    static func + (left: Quantity, right: Quantity) -> Quantity {
        var sum = left.isZero ? right : left
        let (total, overflow) = left.nano.addingReportingOverflow(right.nano)
        sum.nano = overflow ? .max : total
        return sum
    }

    /// The difference, written as the first amount is.
    static func - (left: Quantity, right: Quantity) -> Quantity {
        var rest = left
        let (total, overflow) = left.nano.subtractingReportingOverflow(right.nano)
        rest.nano = overflow ? .min : total
        return rest
    }
}
