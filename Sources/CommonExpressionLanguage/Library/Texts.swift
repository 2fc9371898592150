/// Work on texts by their code points.
enum Texts {
    static func text(_ value: CELValue) throws(CELError) -> String {
        guard case .string(let text) = value else { throw CELError("no such overload") }
        return text
    }

    static func scalars(_ value: CELValue) throws(CELError) -> [Unicode.Scalar] {
        Array(try text(value).unicodeScalars)
    }

    static func number(_ value: CELValue) throws(CELError) -> Int64 {
        guard case .int(let number) = value else { throw CELError("no such overload") }
        return number
    }

    static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Whether the bytes of one text are in another.
    static func contains(_ text: String, _ part: String) -> Bool {
        part.utf8.isEmpty || first(of: Array(part.utf8), in: Array(text.utf8), from: 0) != nil
    }

    /// The first place from `start` on where the parts are found; linear for what texts are like.
    static func first<Part: Equatable>(of parts: [Part], in whole: [Part], from start: Int) -> Int? {
        guard whole.count - start >= parts.count, let head = parts.first else { return nil }
        var index = start
        while index <= whole.count - parts.count {
            if whole[index] == head, whole[index..<(index + parts.count)].elementsEqual(parts) { return index }
            index += 1
        }
        return nil
    }

    /// The last place at or before `start`.
    static func last<Part: Equatable>(of parts: [Part], in whole: [Part], from start: Int) -> Int? {
        var index = min(start, whole.count - parts.count)
        while index >= 0 {
            if whole[index..<(index + parts.count)].elementsEqual(parts) { return index }
            index -= 1
        }
        return nil
    }

    /// The parts between separators, as Go splits: at most `limit` parts, all when it is negative; between the
    /// characters where the separator is empty.
    static func split(_ text: [Unicode.Scalar], _ separator: [Unicode.Scalar], limit: Int64) -> [String] {
        guard limit != 0 else { return [] }
        let most = limit < 0 ? Int.max : Int(clamping: limit)
        if separator.isEmpty {
            guard text.count > most else { return text.map { String($0) } }
            return text[..<(most - 1)].map { String($0) } + [Self.text(text[(most - 1)...])]
        }
        var parts: [String] = []
        var start = 0
        while parts.count + 1 < most, let place = first(of: separator, in: text, from: start) {
            parts.append(Self.text(text[start..<place]))
            start = place + separator.count
        }
        return parts + [Self.text(text[start...])]
    }

    /// The text with at most `limit` occurrences replaced, all when it is negative.
    static func replace(
        _ text: [Unicode.Scalar], _ old: [Unicode.Scalar], _ new: [Unicode.Scalar], limit: Int64
    ) -> String {
        guard limit != 0 else { return Self.text(text) }
        let most = limit < 0 ? Int.max : Int(clamping: limit)
        var result = String.UnicodeScalarView()
        var count = 0
        if old.isEmpty {
            for (index, scalar) in text.enumerated() {
                if index < most { result.append(contentsOf: new) }
                result.append(scalar)
            }
            if text.count < most { result.append(contentsOf: new) }
            return String(result)
        }
        var start = 0
        while count < most, let place = first(of: old, in: text, from: start) {
            result.append(contentsOf: text[start..<place])
            result.append(contentsOf: new)
            start = place + old.count
            count += 1
        }
        result.append(contentsOf: text[start...])
        return String(result)
    }

    static func trimmed(_ text: [Unicode.Scalar]) -> String {
        let from = text.firstIndex { !$0.properties.isWhitespace } ?? text.count
        let to = text.lastIndex { !$0.properties.isWhitespace } ?? -1
        return from > to ? "" : Self.text(text[from...to])
    }
}
