/// Writes a value as JSON, in the ways Go's encoder has.
struct JSONWriter {
    private(set) var output: [UInt8] = []
    private let options: JSON.WritingOptions

    init(options: JSON.WritingOptions) { self.options = options }

    mutating func write(_ value: Value, level: Int) {
        switch value {
        case .null: raw("null")
        case .bool(true): raw("true")
        case .bool(false): raw("false")
        case .integer(let number): integer(number)
        case .double(let number): output.append(contentsOf: GoNumber.json(number).utf8)
        case .string(let text): string(text)
        case .array(let elements): array(elements, level)
        case .object(let fields): object(fields, level)
        }
    }

    private mutating func array(_ elements: [Value], _ level: Int) {
        guard !elements.isEmpty else { return raw("[]") }
        output.append(UInt8(ascii: "["))
        var isFirst = true
        for element in elements {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            newline(level + 1)
            write(element, level: level + 1)
        }
        newline(level)
        output.append(UInt8(ascii: "]"))
    }

    private mutating func object(_ object: Object, _ level: Int) {
        guard !object.isEmpty else { return raw("{}") }
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, value) in options.sortsKeys ? object.sorted() : object {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            newline(level + 1)
            string(key)
            output.append(UInt8(ascii: ":"))
            if options.indent != nil { output.append(0x20) }
            write(value, level: level + 1)
        }
        newline(level)
        output.append(UInt8(ascii: "}"))
    }

    private mutating func newline(_ level: Int) {
        guard let indent = options.indent else { return }
        output.append(0x0A)
        output.append(contentsOf: repeatElement(0x20, count: indent * level))
    }

    private mutating func raw(_ text: StaticString) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func integer(_ number: Int64) {
        if number >= 0, number < 10 { return output.append(UInt8(ascii: "0") + UInt8(number)) }
        output.append(contentsOf: String(number).utf8)
    }

    private mutating func string(_ text: String) {
        var text = text
        output.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            var start = 0
            for index in bytes.indices where needsEscape(bytes, index) {
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                start = index + escape(bytes, index)
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        }
        output.append(UInt8(ascii: "\""))
    }

    @inline(__always)
    private func needsEscape(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        let byte = bytes[index]
        if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0xE2 {
            return options.escapesHTML
                && (byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&"))
        }
        guard byte == 0xE2 else { return true }
        // U+2028 and U+2029, which JavaScript takes for line ends: Go always escapes them.
        return index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8
    }

    /// Writes the escape and returns how many bytes of the text it stands for.
    private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let byte = bytes[index]
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x08: raw("\\b")
        case 0x09: raw("\\t")
        case 0x0A: raw("\\n")
        case 0x0C: raw("\\f")
        case 0x0D: raw("\\r")
        case 0xE2:
            raw("\\u202")
            output.append(bytes[index + 2] == 0xA8 ? UInt8(ascii: "8") : UInt8(ascii: "9"))
            return 3
        default:
            raw("\\u00")
            output.append(hexadecimal(byte >> 4))
            output.append(hexadecimal(byte & 15))
        }
        return 1
    }

    private func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
