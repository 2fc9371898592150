/// What a plain scalar stands for: YAML 1.1 as go-yaml v2, and with it `sigs.k8s.io/yaml`, resolves it.
enum ScalarResolution {
    /// A resolved scalar.
    enum Resolved: Equatable {
        case null
        case bool(Bool)
        case integer(Int64)
        case double(Double)
        /// NaN or an infinity, which no JSON can hold.
        case nonFinite
        case merge
        /// A date, or a date and a time of day, as RFC 3339 writes it.
        case timestamp(String)
        case string
    }

    /// Resolves the text of an untagged plain scalar.
    static func resolve(_ text: String) -> Resolved {
        var text = text
        return text.withUTF8 { resolve($0) }
    }

    /// Resolves the text of an untagged plain scalar as go-yaml version 3 does.
    static func resolveVersion3(_ text: String) -> Resolved {
        var text = text
        return text.withUTF8 { bytes in
            if let time = PlainTimestamp.rfc3339(bytes) { return .timestamp(time) }
            let resolved = resolve(bytes)
            guard case .bool(let flag) = resolved else { return resolved }
            let word = String(decoding: bytes, as: UTF8.self)
            return word.lowercased() == (flag ? "true" : "false") ? resolved : .string
        }
    }

    private static func resolve(_ bytes: UnsafeBufferPointer<UInt8>) -> Resolved {
        guard let first = bytes.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number(bytes)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            return bytes.count == 5 ? word(bytes) ?? number(bytes) : number(bytes)
        case UInt8(ascii: "."): return word(bytes) ?? pointNumber(bytes)
        default: return bytes.count <= 5 ? word(bytes) ?? .string : .string
        }
    }

    private static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> Resolved? {
        switch String(decoding: bytes, as: UTF8.self) {
        case "~", "null", "Null", "NULL": .null
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN":
            .nonFinite
        case "<<": .merge
        default: nil
        }
    }

    /// A number that begins with a digit or a sign; underscores count for nothing.
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Resolved {
        guard bytes.allSatisfy(canStandInNumber) else { return .string }
        let digits = bytes.contains(UInt8(ascii: "_")) ? bytes.filter { $0 != UInt8(ascii: "_") } : Array(bytes)
        let (sign, rest) = split(digits)
        if let (radix, count) = prefix(rest), let magnitude = magnitude(rest.dropFirst(count), radix) {
            switch sign {
            case UInt8(ascii: "-") where magnitude <= 1 << 63:
                return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
            case UInt8(ascii: "-"): break
            default:
                if let integer = Int64(exactly: magnitude) { return .integer(integer) }
                if sign == nil { return .double(Double(magnitude)) }
            }
        }
        return float(digits, rest)
    }

    /// A number that begins with a point. Underscores may stand between digits of its fraction only.
    private static func pointNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Resolved {
        func isDigit(_ index: Int) -> Bool { bytes.indices.contains(index) && bytes[index] &- 0x30 < 10 }
        let fraction = bytes.dropFirst().prefix { $0 | 0x20 != UInt8(ascii: "e") }
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            guard fraction.indices.contains(index), isDigit(index - 1), isDigit(index + 1) else { return .string }
        }
        let digits = bytes.filter { $0 != UInt8(ascii: "_") }
        return float(digits, digits[...])
    }

    private static func canStandInNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "o"),
            UInt8(ascii: "O"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func split(_ digits: [UInt8]) -> (sign: UInt8?, rest: ArraySlice<UInt8>) {
        guard let first = digits.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else {
            return (nil, digits[...])
        }
        return (first, digits.dropFirst())
    }

    /// The radix and the length of its prefix, as Go reads integer literals: `0x 0o 0b`, and `0` for octal.
    private static func prefix(_ rest: ArraySlice<UInt8>) -> (radix: UInt64, count: Int)? {
        guard rest.first == UInt8(ascii: "0"), rest.count > 1 else { return (10, 0) }
        switch rest[rest.startIndex + 1] | 0x20 {
        case UInt8(ascii: "x"): return (16, 2)
        case UInt8(ascii: "o"): return (8, 2)
        case UInt8(ascii: "b"): return (2, 2)
        default: return (8, 1)
        }
    }

    private static func magnitude(_ digits: ArraySlice<UInt8>, _ radix: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var result: UInt64 = 0
        for byte in digits {
            let lower = byte | 0x20
            let digit: UInt64
            if byte &- 0x30 < 10 {
                digit = UInt64(byte &- 0x30)
            } else if lower >= UInt8(ascii: "a"), lower <= UInt8(ascii: "f") {
                digit = UInt64(lower) - UInt64(UInt8(ascii: "a")) + 10
            } else {
                return nil
            }
            guard digit < radix else { return nil }
            let (product, overflow) = result.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            result = sum
        }
        return result
    }

    /// `.5`, `1.`, `1.5e3`; a number out of range stays a string.
    private static func float(_ digits: [UInt8], _ unsigned: ArraySlice<UInt8>) -> Resolved {
        guard hasFloatShape(unsigned) else { return .string }
        var text = String(decoding: digits, as: UTF8.self)
        // Swift wants digits on both sides of the point.
        if let point = text.firstIndex(of: ".") {
            if point == text.startIndex || !text[text.index(before: point)].isNumber { text.insert("0", at: point) }
            if let point = text.firstIndex(of: ".") {
                let after = text.index(after: point)
                if after == text.endIndex || !text[after].isNumber { text.insert("0", at: after) }
            }
        }
        guard let number = Double(text), number.isFinite else { return .string }
        return .double(number)
    }

    /// `\.digits` or `digits(\.digits?)?`, and an exponent.
    private static func hasFloatShape(_ text: ArraySlice<UInt8>) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
        var rest = text
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !whole.isEmpty || !fraction.isEmpty else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        } else if whole.isEmpty {
            return false
        }
        guard let mark = rest.first else { return true }
        guard mark | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(isDigit)
    }
}
