internal import Platform

/// The string functions of `cel-go`'s extensions.
extension FunctionTable {
    mutating func addStrings(isLatest: Bool) {
        if isLatest { addReverse() }
        addParts()
        addSearches()
        addReplacements()
        member("format", "string_format", .string, .list(.dyn), .string) { text, list throws(CELError) in
            guard case .list(let list) = list else { throw .noSuchOverload("format", text, list) }
            return .string(try TextFormat.format(try Texts.text(text), try list.values(), isLatest: isLatest))
        }
        global("strings.quote", "strings_quote", .string, .string) { text throws(CELError) in
            .string(CELQuote.text(try Texts.text(text)))
        }
        let join: @Sendable (CELValue, String) throws(CELError) -> CELValue = { list, separator throws(CELError) in
            guard case .list(let list) = list else { throw .noSuchOverload("join", list) }
            var parts: [String] = []
            for value in try list.values() {
                guard case .string(let text) = value else { throw CELError("join: invalid input: \(value)") }
                parts.append(text)
            }
            return .string(parts.joined(separator: separator))
        }
        member("join", "list_join", .list(.string), .string) { list throws(CELError) in try join(list, "") }
        member("join", "list_join_string", .list(.string), .string, .string) { list, separator throws(CELError) in
            try join(list, try Texts.text(separator))
        }
    }

    private mutating func addReverse() {
        member("reverse", "string_reverse", .string, .string) { text throws(CELError) in
            .string(Texts.text(try Texts.scalars(text).reversed()))
        }
    }

    private mutating func addParts() {
        member("charAt", "string_char_at_int", .string, .int, .string) { text, index throws(CELError) in
            let (scalars, place) = (try Texts.scalars(text), try Texts.number(index))
            guard place >= 0, place <= scalars.count else { throw CELError("index out of range: \(place)") }
            return .string(place == scalars.count ? "" : String(scalars[Int(place)]))
        }
        let part: @Sendable ([Unicode.Scalar], Int64, Int64) throws(CELError) -> CELValue = {
            scalars, start, end throws(CELError) in
            guard start <= end else { throw CELError("invalid substring range. start: \(start), end: \(end)") }
            guard start >= 0, start <= scalars.count else { throw CELError("index out of range: \(start)") }
            guard end >= 0, end <= scalars.count else { throw CELError("index out of range: \(end)") }
            return .string(Texts.text(scalars[Int(start)..<Int(end)]))
        }
        member("substring", "string_substring_int", .string, .int, .string) { text, start throws(CELError) in
            let (scalars, start) = (try Texts.scalars(text), try Texts.number(start))
            guard start <= scalars.count else { throw CELError("index out of range: \(start)") }
            return try part(scalars, start, Int64(scalars.count))
        }
        member("substring", "string_substring_int_int", [.string, .int, .int], .string) { values throws(CELError) in
            try part(try Texts.scalars(values[0]), try Texts.number(values[1]), try Texts.number(values[2]))
        }
        member("lowerAscii", "string_lower_ascii", .string, .string) { text throws(CELError) in
            .string(
                Texts.text(
                    try Texts.scalars(text).map {
                        ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value + 32)) : $0
                    }))
        }
        member("upperAscii", "string_upper_ascii", .string, .string) { text throws(CELError) in
            .string(
                Texts.text(
                    try Texts.scalars(text).map {
                        ("a"..."z").contains($0) ? Unicode.Scalar(UInt8($0.value - 32)) : $0
                    }))
        }
        member("trim", "string_trim", .string, .string) { text throws(CELError) in
            .string(Texts.trimmed(try Texts.scalars(text)))
        }
    }

    private mutating func addSearches() {
        let first: Overload.Variadic = { values throws(CELError) in
            let (text, part) = (try Texts.scalars(values[0]), try Texts.scalars(values[1]))
            let start = values.count > 2 ? try Texts.number(values[2]) : 0
            if part.isEmpty { return .int(start) }
            guard start >= 0 else { throw CELError("index out of range: \(start)") }
            guard start < text.count else { return .int(-1) }
            return .int(Int64(Texts.first(of: part, in: text, from: Int(start)) ?? -1))
        }
        let last: Overload.Variadic = { values throws(CELError) in
            let (text, part) = (try Texts.scalars(values[0]), try Texts.scalars(values[1]))
            guard values.count > 2 else {
                return .int(Int64(part.isEmpty ? text.count : Texts.last(of: part, in: text, from: text.count) ?? -1))
            }
            let start = try Texts.number(values[2])
            if part.isEmpty { return .int(start) }
            guard start >= 0 else { throw CELError("index out of range: \(start)") }
            guard start < text.count else { return .int(-1) }
            return .int(Int64(Texts.last(of: part, in: text, from: Int(start)) ?? -1))
        }
        member("indexOf", "string_index_of_string", [.string, .string], .int, first)
        member("indexOf", "string_index_of_string_int", [.string, .string, .int], .int, first)
        member("lastIndexOf", "string_last_index_of_string", [.string, .string], .int, last)
        member("lastIndexOf", "string_last_index_of_string_int", [.string, .string, .int], .int, last)
    }

    private mutating func addReplacements() {
        let replace: Overload.Variadic = { values throws(CELError) in
            .string(
                Texts.replace(
                    try Texts.scalars(values[0]), try Texts.scalars(values[1]), try Texts.scalars(values[2]),
                    limit: values.count > 3 ? try Texts.number(values[3]) : -1))
        }
        member("replace", "string_replace_string_string", [.string, .string, .string], .string, replace)
        member("replace", "string_replace_string_string_int", [.string, .string, .string, .int], .string, replace)
        let split: Overload.Variadic = { values throws(CELError) in
            .list(
                Texts.split(
                    try Texts.scalars(values[0]), try Texts.scalars(values[1]),
                    limit: values.count > 2 ? try Texts.number(values[2]) : -1
                ).map { .string($0) })
        }
        member("split", "string_split_string", [.string, .string], .list(.string), split)
        member("split", "string_split_string_int", [.string, .string, .int], .list(.string), split)
    }

    mutating func addEncoders() {
        global("base64.encode", "base64_encode_bytes", .bytes, .string) { value throws(CELError) in
            guard case .bytes(let bytes) = value else { throw .noSuchOverload("base64.encode", value) }
            return .string(Base64.encode(bytes))
        }
        global("base64.decode", "base64_decode_string", .string, .bytes) { value throws(CELError) in
            var text = try Texts.text(value)
            if text.utf8.count % 4 != 0, !text.hasSuffix("=") {
                text += String(repeating: "=", count: 4 - text.utf8.count % 4)
            }
            guard let bytes = Base64.decode(text) else { throw CELError("illegal base64 data") }
            return .bytes(bytes)
        }
    }
}
