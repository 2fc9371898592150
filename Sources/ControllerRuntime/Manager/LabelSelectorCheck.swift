/// Checks the form of a label selector before the API server is asked.
enum LabelSelectorCheck {
    /// What is wrong with `selector`; nil when it is well formed.
    static func problem(in selector: String) -> String? {
        if selector.isEmpty { return nil }
        for requirement in requirements(selector) {
            if let problem = problem(inRequirement: requirement) { return problem }
        }
        return nil
    }

    /// Splits at commas outside brackets.
    private static func requirements(_ selector: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in selector {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    private static func problem(inRequirement text: String) -> String? {
        let words = text.split(separator: " ")
        guard let first = words.first else { return "a requirement between commas is empty" }
        if words.count >= 2, words[1] == "in" || words[1] == "notin" {
            let list = words.dropFirst(2).joined()
            guard list.hasPrefix("("), list.hasSuffix(")") else { return "\(words[1]) wants a list in brackets" }
            return keyProblem(first)
                ?? list.dropFirst().dropLast().split(separator: ",").lazy.compactMap(valueProblem).first
        }
        guard let sign = text.firstIndex(of: "=") else {
            let key = trimmed(text[...])
            return keyProblem(key.hasPrefix("!") ? trimmed(key.dropFirst()) : key)
        }
        var key = trimmed(text[..<sign])
        if key.hasSuffix("!") { key = trimmed(key.dropLast()) }
        var value = text[text.index(after: sign)...]
        if value.hasPrefix("=") { value = value.dropFirst() }
        return keyProblem(key) ?? valueProblem(trimmed(value))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let body = text.drop { $0 == " " }
        guard let end = body.lastIndex(where: { $0 != " " }) else { return "" }
        return body[...end]
    }

    private static func keyProblem(_ key: Substring) -> String? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last, !name.isEmpty, name.count <= 63, isNameLike(name),
            parts.count == 1 || (!parts[0].isEmpty && isNameLike(parts[0]))
        else { return "\"\(key)\" is no label key" }
        return nil
    }

    private static func valueProblem(_ value: Substring) -> String? {
        value.isEmpty || (value.count <= 63 && isNameLike(value)) ? nil : "\"\(value)\" is no label value"
    }

    private static func isNameLike(_ text: Substring) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        guard let first = text.utf8.first, let last = text.utf8.last, isAlphanumeric(first), isAlphanumeric(last)
        else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
    }
}
