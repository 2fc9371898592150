/// A label selector in Kubernetes' own syntax: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, joined by commas.
struct LabelSelector: Sendable {
    private enum Requirement: Sendable {
        case isOneOf(String, [String])
        case isNoneOf(String, [String])
        case exists(String)
        case isMissing(String)
    }
    private let requirements: [Requirement]

    init(_ text: String) throws(ObjectSelector.Malformed) {
        var requirements: [Requirement] = []
        for part in Self.parts(text) { requirements.append(try Self.requirement(part)) }
        self.requirements = requirements
    }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .isOneOf(let key, let values): labels[key].map(values.contains) ?? false
            case .isNoneOf(let key, let values): labels[key].map { !values.contains($0) } ?? true
            case .exists(let key): labels[key] != nil
            case .isMissing(let key): labels[key] == nil
            }
        }
    }

    /// The requirements: what stands between commas outside brackets.
    private static func parts(_ text: String) -> [String] {
        var parts = [""]
        var isBracketed = false
        for character in text {
            if character == "(" { isBracketed = true }
            if character == ")" { isBracketed = false }
            if character == ",", !isBracketed {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    private static func requirement(_ text: String) throws(ObjectSelector.Malformed) -> Requirement {
        let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        if words.count >= 2, ["in", "notin"].contains(words[1].prefix { $0 != "(" }) {
            return try set(words, text)
        }
        let body = words.joined()
        if let range = body.firstRange(of: "!=") {
            return .isNoneOf(try key(body[..<range.lowerBound], text), [String(body[range.upperBound...])])
        }
        if let sign = body.firstIndex(of: "=") {
            let value = body[body.index(after: sign)...]
            return .isOneOf(try key(body[..<sign], text), [String(value.hasPrefix("=") ? value.dropFirst() : value)])
        }
        if body.hasPrefix("!") { return .isMissing(try key(body.dropFirst(), text)) }
        return .exists(try key(words.joined(separator: " ")[...], text))
    }

    private static func set(_ words: [String], _ text: String) throws(ObjectSelector.Malformed) -> Requirement {
        let tail = words.dropFirst().joined()
        let isNegative = tail.hasPrefix("notin")
        let list = tail.dropFirst(isNegative ? 5 : 2)
        guard list.hasPrefix("("), list.hasSuffix(")") else {
            throw ObjectSelector.Malformed(
                description: "\"\(text)\" is no label selector: a list in brackets is missing")
        }
        let values = list.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false).map(
            String.init)
        let name = try key(words[0][...], text)
        return isNegative ? .isNoneOf(name, values) : .isOneOf(name, values)
    }

    private static func key(_ key: Substring, _ text: String) throws(ObjectSelector.Malformed) -> String {
        let isPlain = key.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 47, 95].contains(byte)
        }
        guard !key.isEmpty, isPlain else {
            throw ObjectSelector.Malformed(description: "\"\(text)\" is no label selector")
        }
        return String(key)
    }
}
