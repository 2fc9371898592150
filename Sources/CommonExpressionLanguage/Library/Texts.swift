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

    /// The first place from `start` on where the parts are found.
    static func first<Part: Equatable>(of parts: [Part], in whole: [Part], from start: Int) -> Int? {
        var found: Int?
        places(of: parts, in: whole, from: start) { place in
            found = place
            return false
        }
        return found
    }

    /// Goes through the places from `start` on where the parts are found, also where two overlap, while `body` wants
    /// more. In linear time: what did match is not looked at again (Knuth, Morris, Pratt).
    static func places<Part: Equatable>(
        of parts: [Part], in whole: [Part], from start: Int, _ body: (Int) -> Bool
    ) {
        guard !parts.isEmpty, whole.count - start >= parts.count else { return }
        // How many of the first parts are also the last of those matched so far.
        var borders = [0]
        borders.reserveCapacity(parts.count)
        for index in parts.indices.dropFirst() {
            var border = borders[index - 1]
            while border > 0, parts[border] != parts[index] { border = borders[border - 1] }
            borders.append(parts[border] == parts[index] ? border + 1 : 0)
        }
        var matched = 0
        for index in start..<whole.count {
            while matched > 0, parts[matched] != whole[index] { matched = borders[matched - 1] }
            if parts[matched] == whole[index] { matched += 1 }
            guard matched == parts.count else { continue }
            guard body(index + 1 - matched) else { return }
            matched = borders[matched - 1]
        }
    }

    /// The last place at or before `start`.
    static func last<Part: Equatable>(of parts: [Part], in whole: [Part], from start: Int) -> Int? {
        var found: Int?
        places(of: parts, in: whole, from: 0) { place in
            guard place <= start else { return false }
            found = place
            return true
        }
        return found
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
