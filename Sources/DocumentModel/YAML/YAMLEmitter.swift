/// Writes a value as YAML in block style, as `sigs.k8s.io/yaml` lays it out.
struct YAMLEmitter {
    private(set) var output: [UInt8] = []
    private let options: YAML.WritingOptions
    /// Where the current line begins in `output`.
    private var lineStart = 0

    init(options: YAML.WritingOptions) { self.options = options }

    /// A whole document, final newline included.
    mutating func document(_ value: Value) {
        switch value {
        case .object(let object) where !object.isEmpty: mapping(object, indent: 0)
        case .array(let elements) where !elements.isEmpty: sequence(elements, indent: 0)
        default: scalarLine(value, indent: 0)
        }
    }

    /// The fields; the first stands where the cursor is, the others at `indent`.
    private mutating func mapping(_ object: Object, indent: Int) {
        var isFirst = true
        for (key, value) in options.sortsKeys ? object.sortedLikeGo() : object {
            if !isFirst { spaces(indent) }
            isFirst = false
            self.key(key, indent: indent)
            switch value {
            case .object(let fields) where !fields.isEmpty:
                newline()
                spaces(indent + 2)
                mapping(fields, indent: indent + 2)
            case .array(let elements) where !elements.isEmpty:
                let column = options.indentsSequences ? indent + 2 : indent
                newline()
                spaces(column)
                sequence(elements, indent: column)
            default:
                output.append(0x20)
                scalarLine(value, indent: indent)
            }
        }
    }

    /// The elements; the first stands where the cursor is, the others at `indent`.
    private mutating func sequence(_ elements: [Value], indent: Int) {
        var isFirst = true
        for element in elements {
            if !isFirst { spaces(indent) }
            isFirst = false
            output.append(contentsOf: [UInt8(ascii: "-"), 0x20])
            switch element {
            case .object(let fields) where !fields.isEmpty: mapping(fields, indent: indent + 2)
            case .array(let nested) where !nested.isEmpty: sequence(nested, indent: indent + 2)
            default: scalarLine(element, indent: indent)
            }
        }
    }

    /// A scalar or empty collection and the newline after it. `indent` is that of the collection around it.
    private mutating func scalarLine(_ value: Value, indent: Int) {
        switch value {
        case .null: raw("null")
        case .bool(let flag): flag ? raw("true") : raw("false")
        case .integer(let number): output.append(contentsOf: String(number).utf8)
        case .double(let number): output.append(contentsOf: GoNumber.general(number).utf8)
        case .array: raw("[]")
        case .object: raw("{}")
        case .string(let text):
            let style = ScalarStyle.of(text, isKey: false)
            if style == .literal { return literal(text, indent: indent + 2) }
            write(text, style, fold: Fold(indent: indent + 2, width: options.lineWidth))
        }
        newline()
    }

    /// A key and the colon after it; YAML wants long ones to be marked.
    private mutating func key(_ key: String, indent: Int) {
        let style = ScalarStyle.of(key, isKey: true)
        let isLong = key.utf8.count > 128 || style == .doubleQuoted && key.utf8.contains(0x0A)
        if isLong { raw("? ") }
        write(key, style, fold: Fold(indent: indent, width: nil))
        if isLong {
            newline()
            spaces(indent)
        }
        raw(":")
    }
}

// Text.
extension YAMLEmitter {
    /// Where and how long lines continue.
    private struct Fold {
        var indent: Int
        var width: Int?
    }

    private mutating func write(_ text: String, _ style: ScalarStyle, fold: Fold) {
        switch style {
        case .plain: flow(text, fold, quote: nil)
        case .singleQuoted: flow(text, fold, quote: UInt8(ascii: "'"))
        case .doubleQuoted, .literal: doubleQuoted(text, fold)
        }
    }

    private mutating func flow(_ text: String, _ fold: Fold, quote: UInt8?) {
        var text = text
        if let quote { output.append(quote) }
        text.withUTF8 { bytes in
            guard fold.width != nil || quote != nil else { return output.append(contentsOf: bytes) }
            for index in bytes.indices {
                let byte = bytes[index]
                if byte == 0x20, mustFold(bytes, index, fold), bytes[index - 1] != 0x20, bytes[index + 1] != 0x20 {
                    newline()
                    spaces(fold.indent)
                    continue
                }
                if byte == quote { output.append(byte) }
                output.append(byte)
            }
        }
        if let quote { output.append(quote) }
    }

    private func mustFold(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ fold: Fold) -> Bool {
        guard let width = fold.width, index > 0, index < bytes.count - 1 else { return false }
        return isBeyond(width)
    }

    /// Whether the line has more than `width` characters, not bytes. Looks at no more of it than that takes.
    private func isBeyond(_ width: Int) -> Bool {
        guard output.count - lineStart > width else { return false }
        var characters = 0
        for byte in output[lineStart...] where byte & 0xC0 != 0x80 {
            characters += 1
            if characters > width { return true }
        }
        return false
    }

    private mutating func doubleQuoted(_ text: String, _ fold: Fold) {
        output.append(UInt8(ascii: "\""))
        let scalars = text.unicodeScalars
        var isAfterSpace = false
        for index in scalars.indices {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            if scalar == " ", let width = fold.width, !isAfterSpace, isBeyond(width), next < scalars.endIndex {
                // The line break reads as the one space; a backslash keeps another that would be lost at the head
                // of the new line.
                newline()
                spaces(fold.indent)
                if scalars[next] == " " { raw("\\") }
            } else {
                doubleQuoted(scalar)
            }
            isAfterSpace = scalar == " "
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func doubleQuoted(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x22: raw("\\\"")
        case 0x5C: raw("\\\\")
        case 0x00: raw("\\0")
        case 0x07: raw("\\a")
        case 0x08: raw("\\b")
        case 0x09: raw("\\t")
        case 0x0A: raw("\\n")
        case 0x0B: raw("\\v")
        case 0x0C: raw("\\f")
        case 0x0D: raw("\\r")
        case 0x1B: raw("\\e")
        case 0x85: raw("\\N")
        case 0x2028: raw("\\L")
        case 0x2029: raw("\\P")
        case 0x20...0x7E, 0xA0...0xFEFE, 0xFF00...0xFFFD: output.append(contentsOf: String(Character(scalar)).utf8)
        case ...0xFF: escape("x", scalar.value, digits: 2)
        case ...0xFFFF: escape("u", scalar.value, digits: 4)
        default: escape("U", scalar.value, digits: 8)
        }
    }

    private mutating func escape(_ letter: StaticString, _ value: UInt32, digits: Int) {
        raw("\\")
        raw(letter)
        let text = String(value, radix: 16, uppercase: true)
        output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits - text.utf8.count))
        output.append(contentsOf: text.utf8)
    }

    /// A literal block: `|`, how many columns it is indented when its first line cannot tell, and what becomes of the
    /// newlines at its end.
    private mutating func literal(_ text: String, indent: Int) {
        raw("|")
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        if let first = text.utf8.first, first == 0x20 || first == 0x0A { raw("2") }
        let endsWithBreak = text.utf8.last == 0x0A
        let isOnlyBreaks = lines.allSatisfy(\.isEmpty)
        if !endsWithBreak {
            raw("-")
        } else if isOnlyBreaks || text.utf8.dropLast().last == 0x0A {
            raw("+")
        }
        newline()
        for line in endsWithBreak ? lines.dropLast() : lines[...] {
            if !line.isEmpty {
                spaces(indent)
                output.append(contentsOf: line)
            }
            newline()
        }
    }

    private mutating func raw(_ text: StaticString) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func spaces(_ count: Int) { output.append(contentsOf: repeatElement(0x20, count: count)) }

    private mutating func newline() {
        output.append(0x0A)
        lineStart = output.count
    }
}
