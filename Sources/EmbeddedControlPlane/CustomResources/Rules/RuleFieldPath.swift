internal import DocumentModel

/// The `fieldPath` of a rule: which field of the schema an error of the rule is shown at.
enum RuleFieldPath {
    /// The path as errors write it; nil where it leads to no field of the schema.
    static func normalized(_ text: String, in schema: Value) -> String? {
        var node = schema
        var result = ""
        var rest = text.unicodeScalars[...]
        while let next = rest.first {
            rest = rest.dropFirst()
            let name: String
            switch next {
            case ".":
                let part = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
                guard !part.isEmpty else { return nil }
                rest = rest.dropFirst(part.count)
                name = String(part)
            case "[":
                guard rest.first == "'", let quoted = quoted(&rest), rest.first == "]" else { return nil }
                rest = rest.dropFirst()
                name = quoted
            default: return nil
            }
            if node["properties"]?.object != nil {
                guard let property = node.at("properties", name) else { return nil }
                result += result.isEmpty ? name : ".\(name)"
                node = property
            } else if let additional = node["additionalProperties"], additional.object != nil {
                result += "[\(name)]"
                node = additional
            } else {
                return nil
            }
        }
        return result
    }

    /// A text in single quotes, with escapes; nil where it does not end or an escape means nothing.
    private static func quoted(_ rest: inout Substring.UnicodeScalarView) -> String? {
        let escapes: [Unicode.Scalar: Unicode.Scalar] = [
            "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{B}", "'": "'",
            "\\": "\\",
        ]
        rest = rest.dropFirst()
        var result = String.UnicodeScalarView()
        while let next = rest.popFirst() {
            if next == "'" { return String(result) }
            if next == "\\" {
                guard let kind = rest.popFirst(), let plain = escapes[kind] else { return nil }
                result.append(plain)
            } else {
                result.append(next)
            }
        }
        return nil
    }
}
