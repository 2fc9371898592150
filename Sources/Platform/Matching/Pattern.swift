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

    /// - Parameter isAnchored: Whether the whole text must match, not only a part of it.
    package init(_ text: String, isAnchored: Bool) throws(PatternError) {
        self.isAnchored = isAnchored
        if Self.isLiteral(text) {
            body = .literal(text)
            return
        }
        var parser = PatternParser(text)
        var compiler = PatternCompiler()
        body = .program(try compiler.compile(try parser.parse(), isAnchored: isAnchored))
    }

    /// Whether `text` matches.
    package func matches(_ text: String) -> Bool {
        switch body {
        case .literal(let literal): isAnchored ? text == literal : text.contains(literal)
        case .program(let program): program.matches(text, isAnchored: isAnchored)
        }
    }

    /// The parts of `text` that match, from left to right, as Go finds them: the leftmost first, and of those that
    /// begin there the one that the pattern prefers. Parts do not overlap.
    ///
    /// - Parameter limit: How many to find at most; nil finds all.
    package func found(in text: String, limit: Int? = nil) -> [String] {
        let scalars = Array(text.unicodeScalars)
        let search = PatternSearch(program)
        return search.ranges(in: scalars.map(\.value), limit: limit).map { range in
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
