import CommonExpressionLanguage
import DocumentModel
import Testing

/// Expressions made to take all time or memory: each is refused or ends at its limits.
@Suite(.timeLimit(.minutes(1))) struct HostileTests {
    static let hostile = [
        // Regular expressions
        "'x'.matches('((((){1000}){1000}){1000}){1000}')", "s.matches('((((x{1000}){1000}){1000}){1000}')",
        // Macros that would double the tree
        "optional.of(1)" + String(repeating: ".optMap(v, v)", count: 400),
        "cel.bind(a, [1], " + String(repeating: "a.map(b, a.map(c, ", count: 100) + "1"
            + String(repeating: "))", count: 100) + ")",
    ]

    @Test(arguments: hostile) func `is refused`(_ text: String) {
        #expect(!Expressions.issues(text).isEmpty)
    }

    @Test func `what optional macros are called on runs once`() throws {
        let text = "optional.of(1)" + String(repeating: ".optMap(v, v + 1)", count: 40) + ".value() == 41"
        let outcome = try Expressions.environment().compile(text).run([:])
        #expect(try outcome.result.get().bool == true)
        #expect(outcome.cost < 1_000)
        #expect(
            try Expressions.evaluate("[optional.of([1])].map(o, o.optFlatMap(v, v[?0]).value()) == [1]").bool == true)
        #expect(try Expressions.evaluate("optional.none().optMap(v, 1).hasValue()").bool == false)
    }

    @Test(arguments: [
        "1e9223372036854775807", "1e-9223372036854775807", "9200000000000000000000Ei",
        "0.00000000009223372036854775807Ei",
    ])
    func `quantities of any exponent have a value`(_ text: String) throws {
        #expect(try Expressions.evaluate("quantity('\(text)').isGreaterThan(quantity('0'))").bool == true)
    }

    @Test func `limits of a schema may be as large as numbers are`() throws {
        let text: Value = ["type": "string", "maxLength": .integer(.max)]
        let other: Value = ["x-kubernetes-int-or-string": true, "maxLength": .integer(.max - 1)]
        #expect(DocumentType.type(of: text, name: "self", isResource: false) != nil)
        #expect(DocumentType.type(of: other, name: "self", isResource: false) != nil)
    }

    @Test func `patterns that only Swift takes for equal are two`() throws {
        #expect(try Expressions.evaluate("'\u{E9}'.matches(s)", ["s": "^\u{E9}$"]).bool == true)
        #expect(try Expressions.evaluate("'\u{E9}'.matches(s)", ["s": "^e\u{301}$"]).bool == false)
    }
}
