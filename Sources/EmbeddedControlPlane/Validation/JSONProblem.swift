/// What Go says of text that is no JSON (the scanner of `encoding/json`): the first byte that cannot stand where it stands.
struct JSONProblem {
    /// Deeper than this nobody nests, and Go gives up, too.
    private static let deepest = 10_000

    private enum Problem: Error {
        case end
        case character(UInt8, String)
        case depth
    }

    private let bytes: [UInt8]
    private var index = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func text(_ bytes: [UInt8]) -> String {
        var scanner = JSONProblem(bytes)
        do throws(Problem) {
            try scanner.document()
            return "unexpected end of JSON input"
        } catch {
            switch error {
            case .end: return "unexpected end of JSON input"
            case .depth: return "exceeded max depth"
            case .character(let byte, let place): return "invalid character \(quoted(byte)) \(place)"
            }
        }
    }

    private static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "'"): #"'\''"#
        case UInt8(ascii: "\""): "'\"'"
        case UInt8(ascii: "\n"): #"'\n'"#
        case UInt8(ascii: "\t"): #"'\t'"#
        case UInt8(ascii: "\r"): #"'\r'"#
        default: "'\(Character(UnicodeScalar(byte)))'"
        }
    }

    /// The next byte that is no space; it is not taken.
    private mutating func next() throws(Problem) -> UInt8 {
        while index < bytes.count, " \t\r\n".utf8.contains(bytes[index]) { index += 1 }
        guard index < bytes.count else { throw .end }
        return bytes[index]
    }

    /// Walks the values with the closing brackets that are still due, instead of one call within the other.
    private mutating func document() throws(Problem) {
        var open: [UInt8] = []
        var expectsValue = true
        while true {
            if expectsValue {
                try value(&open, &expectsValue)
            } else if open.isEmpty {
                while index < bytes.count, " \t\r\n".utf8.contains(bytes[index]) { index += 1 }
                guard index < bytes.count else { return }
                throw .character(bytes[index], "after top-level value")
            } else {
                try separator(&open, &expectsValue)
            }
        }
    }

    private mutating func value(_ open: inout [UInt8], _ expectsValue: inout Bool) throws(Problem) {
        let byte = try next()
        index += 1
        expectsValue = false
        switch byte {
        case UInt8(ascii: "{"):
            open.append(UInt8(ascii: "}"))
            if try next() == UInt8(ascii: "}") { close(&open) } else { try key(&expectsValue) }
        case UInt8(ascii: "["):
            open.append(UInt8(ascii: "]"))
            if try next() == UInt8(ascii: "]") { close(&open) } else { expectsValue = true }
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(byte)
        default: throw .character(byte, "looking for beginning of value")
        }
        if open.count > Self.deepest { throw .depth }
    }

    private mutating func close(_ open: inout [UInt8]) {
        index += 1
        open.removeLast()
    }

    private mutating func key(_ expectsValue: inout Bool) throws(Problem) {
        let byte = try next()
        guard byte == UInt8(ascii: "\"") else { throw .character(byte, "looking for beginning of object key string") }
        index += 1
        try string()
        let colon = try next()
        guard colon == UInt8(ascii: ":") else { throw .character(colon, "after object key") }
        index += 1
        expectsValue = true
    }

    private mutating func separator(_ open: inout [UInt8], _ expectsValue: inout Bool) throws(Problem) {
        let byte = try next()
        let isObject = open.last == UInt8(ascii: "}")
        if byte == open.last { return close(&open) }
        guard byte == UInt8(ascii: ",") else {
            throw .character(byte, isObject ? "after object key:value pair" : "after array element")
        }
        index += 1
        if isObject { try key(&expectsValue) } else { expectsValue = true }
    }

    private mutating func take() throws(Problem) -> UInt8 {
        guard index < bytes.count else { throw .end }
        defer { index += 1 }
        return bytes[index]
    }

    private mutating func string() throws(Problem) {
        while true {
            let byte = try take()
            if byte == UInt8(ascii: "\"") { return }
            if byte < 0x20 { throw .character(byte, "in string literal") }
            guard byte == UInt8(ascii: "\\") else { continue }
            let escaped = try take()
            if escaped == UInt8(ascii: "u") {
                for _ in 0..<4 {
                    let digit = try take()
                    guard Character(UnicodeScalar(digit)).isHexDigit else {
                        throw .character(digit, #"in \u hexadecimal character escape"#)
                    }
                }
            } else if !"bfnrt\\/\"".utf8.contains(escaped) {
                throw .character(escaped, "in string escape code")
            }
        }
    }

    private mutating func literal(_ word: String) throws(Problem) {
        for expected in word.utf8.dropFirst() {
            let byte = try take()
            guard byte == expected else {
                throw .character(byte, "in literal \(word) (expecting \(Self.quoted(expected)))")
            }
        }
    }

    private mutating func number(_ first: UInt8) throws(Problem) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        var last = first
        if first == UInt8(ascii: "-") {
            last = try take()
            guard digits.contains(last) else { throw .character(last, "in numeric literal") }
        }
        if last != UInt8(ascii: "0") { skip(digits) }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            let digit = try take()
            guard digits.contains(digit) else { throw .character(digit, "after decimal point in numeric literal") }
            skip(digits)
        }
        guard index < bytes.count, "eE".utf8.contains(bytes[index]) else { return }
        index += 1
        var digit = try take()
        if "+-".utf8.contains(digit) { digit = try take() }
        guard digits.contains(digit) else { throw .character(digit, "in exponent of numeric literal") }
        skip(digits)
    }

    private mutating func skip(_ digits: ClosedRange<UInt8>) {
        while index < bytes.count, digits.contains(bytes[index]) { index += 1 }
    }
}
