/// `"%s is %d".format([…])`.
struct TextFormat {
    private let arguments: [CELValue]
    private let isLatest: Bool
    private var next = 0
    private var result = ""

    /// - Parameter isLatest: Whether nothing stands in quotation marks, and doubles may be written as decimals.
    static func format(_ text: String, _ arguments: [CELValue], isLatest: Bool) throws(CELError) -> String {
        var format = TextFormat(arguments: arguments, isLatest: isLatest)
        try format.run(Array(text.unicodeScalars))
        return format.result
    }

    private init(arguments: [CELValue], isLatest: Bool) {
        self.arguments = arguments
        self.isLatest = isLatest
    }

    private mutating func run(_ text: [Unicode.Scalar]) throws(CELError) {
        var index = 0
        while index < text.count {
            guard text[index] == "%" else {
                result.unicodeScalars.append(text[index])
                index += 1
                continue
            }
            index += 1
            guard index < text.count else { throw CELError("unexpected end of string") }
            if text[index] == "%" {
                result += "%"
                index += 1
                continue
            }
            guard next < arguments.count else { throw CELError("index \(next) out of range") }
            let argument = arguments[next]
            next += 1
            let precision = try Self.precision(text, &index)
            guard index < text.count else { throw CELError("unexpected end of string") }
            do throws(CELError) { result += try clause(text[index], precision, argument) } catch {
                throw CELError("error during formatting: " + error.message)
            }
            index += 1
        }
    }

    private static func precision(_ text: [Unicode.Scalar], _ index: inout Int) throws(CELError) -> Int? {
        guard index < text.count, text[index] == "." else { return nil }
        index += 1
        var value: Int?
        while index < text.count, Lexer.isDigit(text[index]) {
            value = min(1_000, (value ?? 0) * 10 + Int(text[index].value - 0x30))
            index += 1
        }
        guard let value else {
            throw CELError("error while parsing precision: could not find end of precision specifier")
        }
        return value
    }

    private func clause(
        _ verb: Unicode.Scalar, _ precision: Int?, _ value: CELValue
    ) throws(CELError) -> String {
        switch verb {
        case "s": return try plain(value)
        case "d":
            switch value {
            case .int(let number): return String(number)
            case .uint(let number): return String(number)
            case .double(let number) where isLatest: return decimal(number)
            default:
                throw CELError(
                    "decimal clause can only be used on integers, was given \(value.type.name)")
            }
        case "f": return fixed(try real(value, "fixed-point"), precision ?? 6)
        case "e": return scientific(try real(value, "scientific"), isLatest ? precision ?? 6 : 6)
        case "b":
            switch value {
            case .int(let number): return Self.signed(number, 2)
            case .uint(let number): return String(number, radix: 2)
            case .bool(let flag): return flag ? "1" : "0"
            default:
                throw CELError(
                    "only integers and bools can be formatted as binary, was given \(value.type.name)")
            }
        case "x", "X":
            let text = try Self.hexadecimal(value)
            return verb == "X" ? text.uppercased() : text
        case "o":
            switch value {
            case .int(let number): return Self.signed(number, 8)
            case .uint(let number): return String(number, radix: 8)
            default:
                throw CELError("octal clause can only be used on integers, was given \(value.type.name)")
            }
        default: throw CELError("could not parse formatting clause: unrecognized formatting clause \"\(verb)\"")
        }
    }

    private static func signed(_ number: Int64, _ radix: Int) -> String {
        (number < 0 ? "-" : "") + String(number.magnitude, radix: radix)
    }

    private static func hexadecimal(_ value: CELValue) throws(CELError) -> String {
        func hex(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        switch value {
        case .int(let number): return signed(number, 16)
        case .uint(let number): return String(number, radix: 16)
        case .string(let text): return hex(text.utf8)
        case .bytes(let bytes): return hex(bytes)
        default:
            throw CELError(
                "only integers, byte buffers, and strings can be formatted as hex, was given \(value.type.name)")
        }
    }

    private func real(_ value: CELValue, _ clause: String) throws(CELError) -> Double {
        switch value {
        case .double(let number): return number
        case .int(let number): return Double(number)
        case .uint(let number): return Double(number)
        case .string("NaN"): return .nan
        case .string("Infinity"): return .infinity
        case .string("-Infinity"): return -.infinity
        default: throw CELError("\(clause) clause can only be used on doubles, was given \(value.type.name)")
        }
    }

    private func special(_ number: Double) -> String? {
        if number.isNaN { return "NaN" }
        guard number.isInfinite else { return nil }
        return (number < 0 ? "-" : "") + (isLatest ? "Infinity" : "∞")
    }

    /// With as many digits as it needs, and no exponent.
    private func decimal(_ number: Double) -> String {
        if let special = special(number) { return special }
        guard number != 0 else { return number.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = CELDoubleText.shortest(number.magnitude)
        return (number < 0 ? "-" : "") + CELDoubleText.plain(digits, exponent)
    }

    /// With that many digits after the point.
    private func fixed(_ number: Double, _ precision: Int) -> String {
        special(number) ?? (number.sign == .minus ? "-" : "") + grouped(DecimalText.fixed(number.magnitude, precision))
    }

    /// Before numbers were written the same everywhere, they were as English writes them: with commas between thousands.
    private func grouped(_ text: String) -> String {
        let whole = text.prefix { $0 != "." }
        guard !isLatest, whole.count > 3 else { return text }
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return result + text.dropFirst(whole.count)
    }

    private static let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]

    private func scientific(_ number: Double, _ precision: Int) -> String {
        guard special(number) == nil else { return special(number) ?? "" }
        let (digits, exponent) = DecimalText.rounded(number.magnitude, significant: precision + 1)
        var text = (number.sign == .minus ? "-" : "") + digits.prefix(1)
        if precision > 0 { text += "." + digits.dropFirst() }
        let magnitude = String(exponent.magnitude)
        guard isLatest else {
            let padded = (magnitude.count < 2 ? "0" : "") + magnitude
            let power = padded.compactMap { $0.wholeNumberValue.map { Self.raised[$0] } }
            return text + "×10" + (exponent < 0 ? "⁻" : "") + String(power)
        }
        return text + "e" + (exponent < 0 ? "-" : "+") + (magnitude.count < 2 ? "0" : "") + magnitude
    }

    private func plain(_ value: CELValue) throws(CELError) -> String {
        switch value {
        case .null: return "null"
        case .list(let list):
            var parts: [String] = []
            for element in try list.values() { parts.append(try inner(element)) }
            return "[" + parts.joined(separator: ", ") + "]"
        case .map(let map):
            var parts: [(key: String, value: String)] = []
            for (key, value) in try map.entries() { parts.append((try inner(key.value), try inner(value))) }
            parts.sort { precedes($0.key, $1.key) }
            let colon = isLatest ? ": " : ":"
            return "{" + parts.map { $0.key + colon + $0.value }.joined(separator: ", ") + "}"
        case .type(let type): return type.name
        case .double(let number) where isLatest: return decimal(number)
        case .optional, .structure, .opaque:
            throw CELError(
                "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, "
                    + "durations, and timestamps, was given \(value.type.name)")
        default: return try Texts.text(try Conversion.string(value))
        }
    }

    /// As it stands inside lists and maps.
    private func inner(_ value: CELValue) throws(CELError) -> String {
        if isLatest { return try plain(value) }
        switch value {
        case .string(let text): return CELQuote.text(text)
        case .bytes: return "b" + CELQuote.text(try plain(value))
        case .timestamp: return "timestamp(\"\(try plain(value))\")"
        case .duration: return "duration(\"\(try plain(value))\")"
        case .double(let number): return number.isFinite ? fixed(number, 6) : "\"\(special(number) ?? "")\""
        default: return try plain(value)
        }
    }
}
