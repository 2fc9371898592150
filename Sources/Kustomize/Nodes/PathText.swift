/// Field paths as kustomizations write them: names with a separator between them, which a backslash escapes.
enum PathText {
    /// `spec/template` split at the separator. One leading separator counts for nothing.
    static func split(_ path: String, _ separator: Character = "/") -> [String] {
        var parts = path.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
        var result = [parts[0]]
        for part in parts.dropFirst() {
            if result[result.count - 1].hasSuffix("\\") {
                result[result.count - 1].removeLast()
                result[result.count - 1] += "\(separator)\(part)"
            } else {
                result.append(part)
            }
        }
        return result
    }

    /// `spec.containers.[name=a.b].image` split at the points outside of brackets. Brackets without `=` only quote.
    static func splitBracketed(_ path: String) -> [String] {
        var result: [String] = []
        var parts = split(path, ".")[...]
        while let part = parts.popFirst() {
            guard part.hasPrefix("["), !part.hasSuffix("]") else {
                result.append(part)
                continue
            }
            var group = part
            while let next = parts.popFirst() {
                group += "." + next
                if next.hasSuffix("]") { break }
            }
            result.append(group.contains("=") ? group : trimmingBrackets(group))
        }
        return result
    }

    private static func trimmingBrackets(_ text: String) -> String {
        var rest = text[...]
        while let first = rest.first, first == "[" || first == "]" { rest.removeFirst() }
        while let last = rest.last, last == "[" || last == "]" { rest.removeLast() }
        return String(rest)
    }
}
