/// A recursive descent over the bytes of one JSON document.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let options: JSON.ReadingOptions
    private var position = 0
    private var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>, options: JSON.ReadingOptions) {
        self.bytes = bytes
        self.options = options
    }

    /// The one value of the document; a byte order mark before it is skipped.
    mutating func document() throws(DocumentError) -> Value {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
        let value = try value()
        skipBlanks()
        guard position == bytes.count else { throw fail("unexpected text after the document") }
        return value
    }

    private mutating func value() throws(DocumentError) -> Value {
        skipBlanks()
        guard position < bytes.count else { throw fail("the document ends where a value is expected") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fail("a value cannot begin with this character")
        }
    }

    private mutating func object() throws(DocumentError) -> Value {
        try enter()
        var object = Object()
        if try closes(UInt8(ascii: "}")) { return .object(object) }
        repeat {
            skipBlanks()
            guard peek() == UInt8(ascii: "\"") else { throw fail("expected a key in double quotes") }
            let start = position
            let key = try string()
            skipBlanks()
            guard peek() == UInt8(ascii: ":") else { throw fail("expected \":\" after the key") }
            position += 1
            if object.update(key, to: try value()) != nil, options.refusesDuplicateKeys {
                throw fail("this key stands twice in one object", .duplicateKey, at: start)
            }
        } while try continues(until: UInt8(ascii: "}"))
        return .object(object)
    }

    private mutating func array() throws(DocumentError) -> Value {
        try enter()
        var elements: [Value] = []
        if try closes(UInt8(ascii: "]")) { return .array(elements) }
        repeat { elements.append(try value()) } while try continues(until: UInt8(ascii: "]"))
        return .array(elements)
    }

    private mutating func enter() throws(DocumentError) {
        depth += 1
        guard depth <= options.maximumDepth else {
            throw fail("nested deeper than \(options.maximumDepth) levels", .limit)
        }
        position += 1
    }

    /// Whether the container closes at once.
    private mutating func closes(_ end: UInt8) throws(DocumentError) -> Bool {
        skipBlanks()
        guard peek() == end else { return false }
        position += 1
        depth -= 1
        return true
    }

    /// Whether another element follows; consumes the comma or the closing bracket.
    private mutating func continues(until end: UInt8) throws(DocumentError) -> Bool {
        skipBlanks()
        let byte = peek()
        if byte == UInt8(ascii: ",") {
            position += 1
            return true
        }
        guard byte == end else {
            throw fail(
                end == UInt8(ascii: "]")
                    ? "expected \",\" or \"]\" in the array" : "expected \",\" or \"}\" in the object")
        }
        position += 1
        depth -= 1
        return false
    }

    private mutating func literal(_ word: StaticString, _ value: Value) throws(DocumentError) -> Value {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { throw fail("expected \(word)") }
        for offset in 0..<count where bytes[position + offset] != word.utf8Start[offset] {
            throw fail("expected \(word)")
        }
        position += count
        return value
    }

    @inline(__always)
    private mutating func skipBlanks() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    @inline(__always)
    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fail(_ message: String, _ code: DocumentError.Code = .syntax, at offset: Int? = nil) -> DocumentError {
        let offset = min(offset ?? position, bytes.count)
        var line = 1
        var lineStart = 0
        for index in 0..<offset where bytes[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        return DocumentError(code, message, file: options.file, line: line, column: offset - lineStart + 1)
    }
}

// Numbers.
extension JSONParser {
    private mutating func number() throws(DocumentError) -> Value {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let whole = digits()
        guard whole > 0 else { throw fail("expected a digit") }
        if whole > 1, bytes[position - whole] == UInt8(ascii: "0") {
            throw fail("a number must not begin with 0", at: start)
        }
        var isWhole = true
        if peek() == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard digits() > 0 else { throw fail("expected a digit after the point") }
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { throw fail("expected a digit in the exponent") }
        }
        if isWhole, let integer = integer(from: start) { return .integer(integer) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let double = Double(text), double.isFinite else {
            throw fail("the number is too large", .unsupported, at: start)
        }
        return .double(double)
    }

    private mutating func digits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- 0x30 < 10 { position += 1 }
        return position - start
    }

    private func integer(from start: Int) -> Int64? {
        let negative = bytes[start] == UInt8(ascii: "-")
        var magnitude: UInt64 = 0
        for index in (negative ? start + 1 : start)..<position {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(bytes[index] &- 0x30))
            guard !overflow, !carry else { return nil }
            magnitude = sum
        }
        if negative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int64(exactly: magnitude)
    }
}

// Strings.
extension JSONParser {
    private mutating func string() throws(DocumentError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = try text(UnsafeBufferPointer(rebasing: bytes[start..<position]), at: start)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw fail("a control character stands in a string; write it as an escape") }
            position += 1
        }
        throw fail("a string is not closed", at: start - 1)
    }

    private func text(_ part: UnsafeBufferPointer<UInt8>, at start: Int) throws(DocumentError) -> String {
        guard let text = String(validating: part, as: UTF8.self) else {
            throw fail("a string holds bytes that are no UTF-8", .encoding, at: start)
        }
        return text
    }

    private mutating func escapedString(from start: Int) throws(DocumentError) -> String {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(2 * (position - start) + 64)
        var runStart = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                position += 1
                continue
            }
            guard byte >= 0x20 else {
                throw fail("a control character stands in a string; write it as an escape")
            }
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<position]))
            position += 1
            if byte == UInt8(ascii: "\"") {
                return try buffer.withUnsafeBufferPointer { part throws(DocumentError) in try text(part, at: start) }
            }
            try escape(into: &buffer)
            runStart = position
        }
        throw fail("a string is not closed", at: start - 1)
    }

    private mutating func escape(into buffer: inout [UInt8]) throws(DocumentError) {
        guard let byte = peek() else { throw fail("a string is not closed") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: String(Character(try unicodeEscape())).utf8)
        default: throw fail("unknown escape in a string", at: position - 1)
        }
    }

    /// The scalar of `\uXXXX`; half a surrogate pair becomes U+FFFD, as Go has it.
    private mutating func unicodeEscape() throws(DocumentError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try hexadecimal()
        guard (0xD800..<0xE000).contains(first) else { return Unicode.Scalar(first) ?? replacement }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return replacement }
        let back = position
        position += 2
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second) else {
            position = back
            return replacement
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func hexadecimal() throws(DocumentError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw fail("expected four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
