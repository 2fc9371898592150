/// Which number each field of a built-in type has.
enum ProtobufFields {
    /// What a number stands for.
    enum Entry: Sendable, Hashable {
        case field(String)
        /// A structure whose fields JSON has in place.
        case inline(String)
    }

    /// The fields of a type, by number.
    static func of(_ type: String) -> [Int: Entry] {
        guard let line = lines[type] else { return [:] }
        var entries: [Int: Entry] = [:]
        var last = 0
        for word in line.split(separator: " ") {
            let parts = word.split(separator: "=")
            let number = parts.count == 2 ? Int(parts[1]) ?? last + 1 : last + 1
            let name = String(parts[0])
            entries[number] = name.hasPrefix(">") ? .inline(String(name.dropFirst())) : .field(name)
            last = number
        }
        return entries
    }

    /// Of types with structures in place: what messages say before the names of the fields of these, by type and field.
    static let embedded: [String: [String: String]] = {
        var result: [String: [String: String]] = [:]
        for type in lines.keys {
            for case .inline(let inner) in of(type).values {
                for (field, prefix) in prefixes(inner) { result[type, default: [:]][field] = prefix }
            }
        }
        return result
    }()

    private static func prefixes(_ type: String) -> [String: String] {
        let own = (type.split(separator: ".").last.map(String.init) ?? "") + "."
        var result: [String: String] = [:]
        for entry in of(type).values {
            switch entry {
            case .field(let name): result[name] = own
            case .inline(let inner): for (field, prefix) in prefixes(inner) { result[field] = own + prefix }
            }
        }
        return result
    }

    private static let lines: [String: Substring] = {
        let text = protobufFieldNumbers.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        var lines: [String: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2 { lines[String(parts[0])] = parts[1] }
        }
        return lines
    }()
}
