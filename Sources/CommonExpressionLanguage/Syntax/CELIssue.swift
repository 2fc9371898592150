/// One thing wrong with the text of an expression.
public struct CELIssue: Sendable, Hashable {
    /// What is wrong.
    public var message: String
    /// From 1.
    public var line: Int
    /// From 0, in code points.
    public var column: Int
    /// The line of the expression that it is about.
    public var snippet: String

    /// How many code points messages and lines may have.
    static let lengthLimit = 2_000

    /// The beginning of a text that is too long.
    static func cut(_ text: String) -> String {
        guard text.utf8.count > lengthLimit, text.unicodeScalars.count > lengthLimit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(lengthLimit))) + "…"
    }

    /// As `cel-go` prints it: the place, the message, the line and a mark below it. A line that was cut before that
    /// place has no mark.
    public var text: String {
        var text = "ERROR: <input>:\(line):\(column + 1): \(message)"
        guard snippet.utf8.count > 0 else { return text }
        text += "\n | " + String(snippet.map { $0 == "\t" ? " " : $0 })
        guard column <= Self.lengthLimit else { return text }
        text += "\n | "
        for scalar in snippet.unicodeScalars.prefix(column) { text += scalar.value > 0x7F ? "．" : "." }
        let rest = snippet.unicodeScalars.dropFirst(column).first
        text += (rest?.value ?? 0) > 0x7F ? "＾" : "^"
        return text
    }
}

/// Why an expression cannot be used: all that is wrong with its text or its types.
public struct CELIssues: Error, Sendable, Hashable, CustomStringConvertible {
    /// In the order of their places.
    public var issues: [CELIssue]
    /// How many there are beside.
    public var truncated = 0

    /// All of them, a line break between two.
    public var description: String {
        var lines = issues.map(\.text)
        if truncated > 0 { lines.append("\(truncated) more errors were truncated") }
        return lines.joined(separator: "\n")
    }
}
