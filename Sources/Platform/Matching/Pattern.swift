/// A regular expression in the syntax of RE2, as Go has it: no back references, and time linear in the text.
///
/// Patterns that are only text are compared as text.
package struct Pattern: Sendable {
    private enum Body: Sendable {
        case literal(String)
        case program(PatternProgram)
    }

    private let body: Body
    private let isAnchored: Bool
    /// What one character of a text costs at most to match, in comparisons; also a measure of the memory it takes.
    package let weight: Int

    /// - Parameter isAnchored: Whether the whole text must match, not only a part of it.
    package init(_ text: String, isAnchored: Bool) throws(PatternError) {
        self.isAnchored = isAnchored
        if Self.isLiteral(text) {
            body = .literal(text)
            weight = text.utf8.count + 1
            return
        }
        var parser = PatternParser(text)
        var compiler = PatternCompiler()
        let program = try compiler.compile(try parser.parse(), isAnchored: isAnchored)
        body = .program(program)
        weight = program.weight
    }

    /// Whether `text` matches.
    package func matches(_ text: String) -> Bool {
        var steps = Int.max
        return matches(text, steps: &steps)
    }

    /// As ``matches(_:)``, where `steps` is how many it may take at most, and then how many are left: none where it
    /// ended early, with false.
    package func matches(_ text: String, steps: inout Int) -> Bool {
        switch body {
        case .literal(let literal): return Self.compare(text, literal, isAnchored: isAnchored, &steps)
        case .program(let program): return program.matches(text, isAnchored: isAnchored, &steps)
        }
    }

    /// By bytes: for Swift the letters of a text include the marks upon them, for a pattern they do not.
    private static func compare(_ text: String, _ literal: String, isAnchored: Bool, _ steps: inout Int) -> Bool {
        steps -= text.utf8.count / 8
        guard steps > 0 else { return false }
        if isAnchored { return text.utf8.elementsEqual(literal.utf8) }
        guard let head = literal.utf8.first else { return true }
        let (bytes, wanted) = (Array(text.utf8), Array(literal.utf8))
        guard bytes.count >= wanted.count else { return false }
        for start in 0...(bytes.count - wanted.count) where bytes[start] == head {
            if bytes[start..<(start + wanted.count)].elementsEqual(wanted) { return true }
            steps -= 1 + wanted.count / 8
            guard steps > 0 else { return false }
        }
        return false
    }

    /// The parts of `text` that match, from left to right, as Go finds them: the leftmost first, and of those that
    /// begin there the one that the pattern prefers. Parts do not overlap.
    ///
    /// - Parameter limit: How many to find at most; nil finds all.
    package func found(in text: String, limit: Int? = nil) -> [String] {
        var steps = Int.max
        return found(in: text, limit: limit, steps: &steps)
    }

    /// As ``found(in:limit:)``, where `steps` is how many it may take at most, and then how many are left: none where it
    /// ended early.
    package func found(in text: String, limit: Int?, steps: inout Int) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var search = PatternSearch(program, steps: steps)
        let ranges = search.ranges(in: scalars.map(\.value), limit: limit)
        steps = max(0, search.steps)
        return ranges.map { range in
            var part = String.UnicodeScalarView()
            part.append(contentsOf: scalars[range])
            return String(part)
        }
    }

    private var program: PatternProgram {
        switch body {
        case .program(let program): program
        case .literal(let text): PatternProgram(literal: text)
        }
    }

    /// The text that alone matches, where there is only one.
    package var literal: String? {
        if case .literal(let text) = body, isAnchored { text } else { nil }
    }

    private static func isLiteral(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"),
                UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "="):
                true
            default: false
            }
        }
    }
}

/// Why a regular expression is malformed.
package struct PatternError: Error {
    /// The cause, to follow a colon.
    package var reason: String

    init(_ reason: String) { self.reason = reason }
}
