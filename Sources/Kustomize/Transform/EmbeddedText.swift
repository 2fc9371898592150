internal import DocumentModel

/// The text of a YAML document inside a field, after a value in it has changed: the original keeps comments and quotes.
///
/// Only a text that stands as YAML is usually written can be followed line by line; any other is refused, since what
/// the original would make of it cannot be told.
struct EmbeddedText {
    /// The lines of the old text, without white space at both its ends.
    private let lines: [Substring]
    /// The document before and after the change, as it is written here.
    private let before: [Substring]
    private let after: [Substring]

    init(_ text: String, before: Value, after: Value) {
        func lines(_ text: String) -> [Substring] {
            ByteText.trimmed(text).split(separator: "\n", omittingEmptySubsequences: false)
        }
        let all = lines(text)
        self.lines = all.first == "---" ? Array(all.dropFirst()) : all
        self.before = lines(YAML.text(before))
        self.after = lines(YAML.text(after))
    }

    /// The new text.
    func rewritten() throws(KustomizeError) -> String {
        let written = lines.filter { !$0.allSatisfy(\.isWhitespace) }
        if written == before || Self.isPlain(written) && Self.isPlain(before) { return after.joined(separator: "\n") }
        let hasBlanks = written.count < lines.count
        guard before.count == after.count, written.count(where: { !Self.isComment($0) }) == before.count else {
            throw Self.refusal
        }
        var result: [String] = []
        var index = 0
        for (place, line) in written.enumerated() {
            if Self.isComment(line) {
                // A comment belongs to the line below it, and is written at that line's depth; at the end, at none.
                let depth = place + 1 < written.count ? Self.depth(written[place + 1]) : 0
                guard !hasBlanks, depth == Self.depth(line) else { throw Self.refusal }
                result.append(String(line))
                continue
            }
            let (new, hasComment) = try rewritten(line, before[index], after[index])
            guard !hasBlanks || !hasComment else { throw Self.refusal }
            result.append(new)
            index += 1
        }
        return result.joined(separator: "\n")
    }

    private func rewritten(_ line: Substring, _ old: Substring, _ new: Substring) throws(KustomizeError)
        -> (text: String, hasComment: Bool)
    {
        if line == old { return (String(new), false) }
        let (code, comment) = Self.split(line)
        let tail = comment.isEmpty ? "" : " \(comment)"
        if code == old { return (new + tail, !comment.isEmpty) }
        guard Self.depth(code) == Self.depth(old), let value = Self.value(of: code), value == Self.value(of: old) else {
            throw Self.refusal
        }
        if old == new { return (code + tail, !comment.isEmpty) }
        let head = zip(code, old).prefix { $0 == $1 }.map(\.0)
        guard let quote = code.dropFirst(head.count).first, quote == "\"" || quote == "'", code.last == quote,
            let text = Self.value(of: new).flatMap(Self.lastText)
        else { throw Self.refusal }
        return (String(head) + Self.quoted(text, quote) + tail, !comment.isEmpty)
    }

    static let refusal = KustomizeError(
        .unmatched,
        "the text in the field cannot be changed so that its comments and quotes stay; write it in plain block style")

    /// Whether there are only plain scalars in block style, and no comments.
    private static func isPlain(_ lines: [Substring]) -> Bool {
        lines.allSatisfy { line in !line.utf8.contains { "#\"'{[|>&*!".utf8.contains($0) } }
    }

    private static func isComment(_ line: Substring) -> Bool { line.first { $0 != " " } == "#" }

    private static func depth(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }

    private static func value(of line: Substring) -> Value? {
        try? YAML.parseFirst(String(line), YAML.ReadingOptions(dialect: .goYAML3))
    }

    /// The text of the value that a line ends with.
    private static func lastText(_ value: Value) -> String? {
        switch value {
        case .object(let object): object.count == 1 ? object.map(\.value).first.flatMap(lastText) : nil
        case .array(let elements): elements.count == 1 ? lastText(elements[0]) : nil
        default: value.text
        }
    }

    /// The line without its comment, and the comment.
    private static func split(_ line: Substring) -> (code: Substring, comment: Substring) {
        var quote: Character?
        var previous: Character = " "
        for index in line.indices {
            let character = line[index]
            if let open = quote {
                if character == open, previous != "\\" || open == "'" { quote = nil }
            } else if character == "\"" || character == "'", previous == " " {
                quote = character
            } else if character == "#", previous == " " {
                let code = line[..<index]
                return (code.dropLast(code.reversed().prefix { $0 == " " }.count), line[index...])
            }
            previous = character
        }
        return (line, "")
    }

    private static func quoted(_ text: String, _ quote: Character) -> String {
        if quote == "'" {
            return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        }
        return "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
    }
}
