internal import DocumentModel
internal import KubernetesSchema
internal import Platform

/// Reads leaves of built-in kinds.
enum ScalarForm {
    static func read(_ value: Value, _ kind: ScalarKind, _ path: String) throws(DecodeProblem) -> Value {
        switch (kind, value) {
        case (.string, .string), (.boolean, .bool), (.int64, .integer), (.double, .integer), (.double, .double):
            return value
        case (.int32, .integer(let number)), (.intOrString, .integer(let number)):
            guard Int32(exactly: number) != nil else {
                throw mismatch("number \(number)", path, "int32", isFinal: kind == .intOrString)
            }
            return value
        case (.intOrString, .string): return value
        case (.quantity, .string(let text)): return try quantity(text)
        case (.quantity, .integer(let number)): return try quantity(String(number))
        case (.quantity, _): return try quantity(JSON.text(value))
        case (.time, .string(let text)): return try time(text, fractionDigits: 0)
        case (.microTime, .string(let text)): return try time(text, fractionDigits: 6)
        case (.byte, .string(let text)): return try bytes(text)
        case (.byte, .array(let items)):
            // Bytes may be given one by one.
            let bytes = items.compactMap { item in item.integer.flatMap { UInt8(exactly: $0) } }
            guard bytes.count == items.count else { throw mismatch(value, path, "\(kind)") }
            return .string(Base64.encode(bytes))
        case (.int32, .double), (.int64, .double): throw mismatch("number \(JSON.text(value))", path, "\(kind)")
        case (.intOrString, .double): throw mismatch("number \(JSON.text(value))", path, "int32", isFinal: true)
        case (.intOrString, _): throw mismatch(value, path, "int32", isFinal: true)
        case (.time, _), (.microTime, _): throw mismatch(value, path, "string", isFinal: true)
        default: throw mismatch(value, path, kind == .boolean ? "bool" : "\(kind)")
        }
    }

    /// The same of what merging made, whose numbers are converted in another way.
    static func readMerged(_ value: Value, _ kind: ScalarKind, _ path: String) throws(DecodeProblem) -> Value {
        switch (kind, value) {
        case (.int32, .integer(let number)): return .integer(Int64(Int32(truncatingIfNeeded: number)))
        case (.int32, .double), (.int64, .double):
            throw DecodeProblem(message: "cannot convert float64 to \(kind)")
        case (.intOrString, .integer(let number)) where Int32(exactly: number) == nil: break
        case (.intOrString, .double): break
        default: return try read(value, kind, path)
        }
        throw DecodeProblem(
            message: "json: cannot unmarshal number \(JSON.text(value)) into Go value of type int32")
    }

    static func mismatch(
        _ value: Value, _ path: String, _ type: String, isFinal: Bool = false
    ) -> DecodeProblem {
        let found = if case .bool = value { "bool" } else { value.typeName }
        return mismatch(found, path, type, isFinal: isFinal)
    }

    private static func mismatch(
        _ found: String, _ path: String, _ type: String, isFinal: Bool = false
    ) -> DecodeProblem {
        DecodeProblem(
            message: "json: cannot unmarshal \(found) into Go struct field \(path) of type \(type)", isFinal: isFinal)
    }

    private static func quantity(_ text: String) throws(DecodeProblem) -> Value {
        guard let quantity = Quantity(text) else { throw DecodeProblem(message: Quantity.pattern, isFinal: true) }
        return .string(Quantity.isKept(text) ? text : quantity.canonical)
    }

    private static func time(_ text: String, fractionDigits: Int) throws(DecodeProblem) -> Value {
        guard let time = Timestamp(rfc3339: text), fractionDigits == 0 || hasMicroseconds(text) else {
            let layout = fractionDigits == 0 ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00"
            if fractionDigits > 0, Timestamp(rfc3339: text) != nil, !text.contains("."), text.utf8.count > 19 {
                throw DecodeProblem(
                    message: "parsing time \(GoText.quoted(text)) as \"\(layout)\": cannot parse "
                        + "\(GoText.quoted(String(text.dropFirst(19)))) as \".000000\"", isFinal: true)
            }
            throw DecodeProblem(
                message: "parsing time \(GoText.quoted(text))" + TimeProblem.of(text, layout), isFinal: true)
        }
        return .string(time.rfc3339(fractionDigits: fractionDigits))
    }

    /// Micro times have their six digits written out.
    private static func hasMicroseconds(_ text: String) -> Bool {
        guard let dot = text.firstIndex(of: ".") else { return false }
        return text[text.index(after: dot)...].prefix { $0.isNumber }.count == 6
    }

    private static func bytes(_ text: String) throws(DecodeProblem) -> Value {
        let digits = Array(text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
        guard digits.count % 4 == 0, let bytes = Base64.decode(digits) else {
            throw DecodeProblem(message: "illegal base64 data at input byte \(firstIllegal(Array(text.utf8)))")
        }
        return .string(Base64.encode(bytes))
    }

    /// The place of the first byte that cannot stand there, as Go counts it.
    private static func firstIllegal(_ text: [UInt8]) -> Int {
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), 10, 13:
                continue
            case UInt8(ascii: "=") where index >= text.count - 2: continue
            default: return index
            }
        }
        return max(text.count - text.count % 4, 0)
    }
}
